"""The process that children are forked from: it loads the readers once and then waits for orders.

Started by `reader`, by path, with an empty environment. An order comes with three descriptors:
where the answer goes, where the exit status goes, and a lifeline whose closing means "end it".
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
from pathlib import Path
from types import ModuleType

MOST = 1 << 17  # bytes of an order
_DESCRIPTORS = 3
_NICE = 10  # pages and searches come first


def serve(channel: socket.socket) -> None:
    """Fork a keeper for each order, until the other end is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    while True:
        order, descriptors, _flags, _address = socket.recv_fds(channel, MOST, _DESCRIPTORS)
        if not order:
            return
        if len(descriptors) == _DESCRIPTORS and os.fork() == 0:
            channel.close()
            _keep(order, *descriptors)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _keep(order: bytes, answer: int, status: int, lifeline: int) -> None:
    """Fork the child, wait until it ends or must end, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ended, alive = os.pipe()  # the child alone holds the other end
    child = os.fork()
    if child == 0:
        for descriptor in (status, lifeline, ended):
            os.close(descriptor)
        _live(order, answer)
    os.close(alive)
    os.close(answer)
    select.select([ended, lifeline], [], [])
    for kill in (os.killpg, os.kill):  # its programs too, while its number is still its own
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        os.write(status, str(os.waitstatus_to_exitcode(how)).encode("ascii"))


def _live(order: bytes, answer: int) -> None:
    """Be the child: answer the order and end, past the destructors of libraries, which may hang."""
    os.setsid()
    wanted = json.loads(order)
    os.chdir(wanted["folder"])
    from coalition.ingest.child import answer_to

    with os.fdopen(answer, "wb") as out:
        out.write(answer_to(wanted))
    os._exit(0)


def _warm() -> None:
    """Load every extractor and what they load late, so that no child has to."""
    import charset_normalizer  # noqa: F401

    from coalition.ingest import child, extractors, language  # noqa: F401

    for module in pkgutil.iter_modules(extractors.__path__, f"{extractors.__name__}."):
        with contextlib.suppress(ImportError):  # its child meets it too, and fails alone
            importlib.import_module(module.name)


def _without_the_application() -> None:
    """Let `coalition.ingest` be imported without the application around it, which takes long."""
    package = ModuleType("coalition")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["coalition"] = package


if __name__ == "__main__":
    gc.disable()  # one file a child, then the end: collecting would only cost time
    os.dup2(2, 1)  # whatever a library prints is no part of an answer
    os.nice(_NICE)
    _without_the_application()
    _warm()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
