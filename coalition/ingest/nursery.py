"""The process that children are forked from: it loads the readers once and then waits for orders.

Started by `starting`, by path, with an empty environment. An order comes with three descriptors:
where the answer goes, where the status goes, and a lifeline whose closing means "end it". The
status is BEGUN once there is a child, then its exit status in digits.
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

MOST = 1 << 17  # bytes of an order
BEGUN = b"+"
_DESCRIPTORS = 3
_NICE = 10  # pages and searches come first
_GRACE = 5.0  # seconds past its time after which a child is ended though nobody asks for it
_ROUNDS = 500  # of 10 ms, to be rid of what a child has left


def serve(channel: socket.socket) -> None:
    """Fork a keeper for each order, until the other end is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    while True:
        order, descriptors, _flags, _address = socket.recv_fds(channel, MOST, _DESCRIPTORS)
        if not order:
            return
        if len(descriptors) == _DESCRIPTORS and os.fork() == 0:
            channel.close()
            _keep(json.loads(order), *descriptors)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _keep(order: dict[str, Any], answer: int, status: int, lifeline: int) -> None:
    """Fork the child, wait until it ends or must end, and tell how it ended."""
    from coalition.ingest.confinement import adopt_orphans

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    adopt_orphans()
    ended, alive = os.pipe()  # the child alone holds the other end
    child = os.fork()
    if child == 0:
        for descriptor in (status, lifeline, ended):
            os.close(descriptor)
        _live(order, answer)
    os.close(alive)
    os.close(answer)
    with contextlib.suppress(OSError):
        os.write(status, BEGUN)
    select.select([ended, lifeline], [], [], order["seconds"] + _GRACE)
    exit_status = _end(child)
    with contextlib.suppress(OSError):
        os.write(status, str(exit_status).encode("ascii"))


def _end(child: int) -> int:
    """Kill the child and return its exit status; then kill what it started and left behind."""
    for kill in (os.killpg, os.kill):  # its programs too, while its number is still its own
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    for _ in range(_ROUNDS):  # those that left its group too, and what they start meanwhile
        for process in _offspring():
            os.kill(process, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            break
        time.sleep(0.01)
    return os.waitstatus_to_exitcode(how)


def _offspring() -> list[int]:
    """Return the processes below this one, as far as the system tells (Linux does)."""
    own = os.getpid()
    try:
        told = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(process) for process in told.split()]


def _live(order: dict[str, Any], answer: int) -> None:
    """Be the child: answer the order and end, past the destructors of libraries, which may hang."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library complains at a stranger's word
    os.chdir(order["folder"])
    from coalition.ingest.child import answer_to

    with os.fdopen(answer, "wb") as out:
        out.write(answer_to(order))
    os._exit(0)


def _warm() -> None:
    """Load every extractor and what they load late, so that no child has to."""
    import charset_normalizer  # noqa: F401

    from coalition.ingest import child, extractors, language  # noqa: F401

    modules = pkgutil.iter_modules(extractors.__path__, f"{extractors.__name__}.")
    for name in (*child.TASKS.values(), *(module.name for module in modules)):
        with contextlib.suppress(ImportError):  # its child meets it too, and fails alone
            importlib.import_module(name)


def _without_the_application() -> None:
    """Let `coalition.ingest` be imported without the application around it, which takes long."""
    package = ModuleType("coalition")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["coalition"] = package


if __name__ == "__main__":
    gc.disable()  # one file a child, then the end: collecting would only cost time
    os.nice(_NICE)
    _without_the_application()
    _warm()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
