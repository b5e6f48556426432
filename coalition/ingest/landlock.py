"""Landlock: the Linux kernel's own refusal, which holds for every library and program.

Numbers are those of linux/landlock.h and the generic system call table, the same on every
architecture. Where the kernel has no Landlock (before 5.13) nothing happens.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FIRST_ABI = (1 << 13) - 1  # all accesses known to the first version
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # second and third version
_BIND, _CONNECT = 1, 2  # TCP, fourth version
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2  # to processes outside, sixth version
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_READING = _EXECUTE | _READ_FILE | _READ_DIR


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Refuse this process, and all it starts, every file beyond these; return whether it holds.

    Newer kernels also refuse connections and signals to other processes. Folders stand for all
    below them. It cannot be undone. What does not exist is left out.
    """
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    handled = _FIRST_ABI | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack("=QQQ", handled, _BIND | _CONNECT, _ABSTRACT_SOCKETS | _SIGNALS)
    known = 24 if version >= 6 else 16 if version >= 4 else 8  # bytes of it this kernel reads
    ruleset = library.syscall(_CREATE_RULESET, attributes, known, 0)
    if ruleset < 0:
        return False
    try:
        for paths, access in ((readable, _READING), (writable, handled)):
            for path in paths:
                _allow(library, ruleset, path, access & handled)
        library.prctl(38, 1, 0, 0, 0)  # no new privileges: the kernel asks for it first
        return bool(library.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(library: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            access &= _ON_FILES
        library.syscall(_ADD_RULE, ruleset, _BENEATH, struct.pack("=Qi", access, place), 0)
    finally:
        os.close(place)
