"""What the reading process denies itself before it touches a stranger's file."""

import ctypes
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from coalition.ingest import landlock

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h
_DEATH_SIGNAL, _ADOPT_ORPHANS, _NO_NEW_PRIVILEGES = 1, 36, 38  # linux/prctl.h
_KILL = 9
_FIRST_TO_GO = Path("/proc/self/oom_score_adj")
_FILE_SIZE = 100_000_000
_OPEN_FILES = 64
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PROGRAM = Path(__file__).resolve().parents[1]
_NOWHERE = Path("/dev/null")
# Shared libraries and time zones, which any library may load late; with a program its data too.
_SYSTEM = tuple(
    map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"))
)
_SYSTEM_DATA = tuple(map(Path, ("/usr", "/bin", "/opt/homebrew")))
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "pty.",
    "shutil.",
    "ftplib.",
    "smtplib.",
    "urllib.",
    "webbrowser.",
)


def adopt_orphans() -> None:
    """Become the parent of whatever a descendant leaves behind, so that it can be ended."""
    with suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def limit(seconds: float, memory_bytes: int, *, alone: bool = True) -> None:
    """Bound CPU seconds, address space above the present, file size, files and processes.

    Where the machine itself has no memory left, this process is the first to go.
    `alone` leaves no further process; it is false where a program is to be started.
    """
    processor = int(seconds) + 1
    bounds = [
        (resource.RLIMIT_CPU, processor, processor + 1),
        (resource.RLIMIT_AS, *[_address_space() + memory_bytes] * 2),
        (resource.RLIMIT_FSIZE, _FILE_SIZE, _FILE_SIZE),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    if alone:
        bounds.append((resource.RLIMIT_NPROC, 0, 0))
    for kind, soft, hard in bounds:
        highest = resource.getrlimit(kind)[1]
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.setrlimit(kind, (soft, hard))
    with suppress(OSError):  # no such file but on Linux
        _FIRST_TO_GO.write_text("1000", encoding="ascii")


def _address_space() -> int:
    """Return the bytes of address space in use; a generous guess where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 200_000_000
    return pages * resource.getpagesize()


def cut_off() -> bool:
    """Leave the network, gain no privileges, die with the parent. Return whether it is left.

    A network of one's own, with nothing in it, needs a right that some systems refuse; then the
    guard below refuses sockets all the same, as far as Python opens them.
    """
    try:
        library = ctypes.CDLL(None)
        library.prctl(_DEATH_SIGNAL, _KILL, 0, 0, 0)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        left = library.unshare(_NEW_NETWORK) == 0
        return bool(left or library.unshare(_NEW_USER | _NEW_NETWORK) == 0)
    except (OSError, AttributeError):  # not Linux
        return False


def guard(file: Path, folder: Path, programs: Sequence[str] = ()) -> None:
    """Refuse, for the rest of this process, sockets, processes and files that are not its own.

    Readable stay `file`, Python's own files and `folder`; writable is `folder` alone; `programs`
    (absolute paths) may be started, and with them what belongs to the system is readable.
    The kernel refuses where it can; a hook of Python's refuses everywhere.
    """
    roots = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(_PROGRAM)}
    shown = {file, folder, *map(Path, roots), *_SYSTEM}
    landlock.restrict(shown | set(_SYSTEM_DATA if programs else ()), (folder, _NOWHERE))
    _hook(str(file), str(folder), roots, frozenset(programs))


def _hook(given: str, folder: str, roots: set[str], programs: frozenset[str]) -> None:
    own = (folder + os.sep,)
    readable = (*own, *(root.rstrip(os.sep) + os.sep for root in roots))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int):
                return
            place = os.path.normpath(os.path.join(folder, os.fsdecode(path)))  # noqa: PTH118 – Path is slow here
            if place == str(_NOWHERE):
                return
            if isinstance(flags, int) and flags & _WRITING:
                allowed = place.startswith(own)
            else:
                allowed = place == given or place.startswith(readable)
            if not allowed:
                raise PermissionError(f"open {place}")
        elif event.startswith(_REFUSED) and not _is_of_programs(event, arguments, programs):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _is_of_programs(event: str, arguments: tuple[Any, ...], programs: frozenset[str]) -> bool:
    """Tell whether this starts one of the programs, or ends what was started."""
    if event == "subprocess.Popen":
        return arguments[0] in programs
    return event == "os.kill" and bool(programs) and _is_child(arguments[0])


def _is_child(process: int) -> bool:
    try:
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except OSError:
        return False
    return True
