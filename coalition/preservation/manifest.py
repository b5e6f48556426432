"""The manifest of a backup: what it holds, with size and SHA-256 of everything; read without trust."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from coalition.audit import earlier
from coalition.library.storage import DIGEST

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"  # as `sha256sum --check` reads it
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
SETTINGS = "settings.json"
SECRET_KEY = "secret_key"  # noqa: S105 the name of a file
FILES = "files"
EARLIER = "earlier"  # the audit logs that came in bags
MOST_BYTES = 1 << 30  # of a manifest: some seven million files
NAME = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})", re.ASCII)
LOG = re.compile(f"{EARLIER}/{earlier.NAME.pattern}", re.ASCII)
SINGLE = frozenset({*DATABASES.values(), SETTINGS, SECRET_KEY, MANIFEST, SEAL})


class NotABackup(Exception):
    """What was given is no whole backup; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing of a backup: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a backup holds.

    held: by name, such as "files/ab/cd/abcd…". revision: that of the database's tables. act_count
    and act_digest: the end of the audit log. key_mark: tells whether a secret key is the same, and
    nothing of it. damaged: a Damage by digest, for files that were damaged and are not held.
    """

    program: str
    made_at: datetime
    database: str  # a key of DATABASES
    revision: str
    act_count: int
    act_digest: str
    key_mark: str
    document_count: int
    held: Mapping[str, Held]
    damaged: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, Held]:
        """Return the originals that are held, by name."""
        return {name: held for name, held in self.held.items() if name.startswith(f"{FILES}/")}

    @property
    def logs(self) -> list[str]:
        """Return the names of the audit logs that are held beside the database's own."""
        return [name for name in self.held if name.startswith(f"{EARLIER}/")]

    @property
    def has_secret_key(self) -> bool:
        """Tell whether the secret key is held."""
        return SECRET_KEY in self.held

    @property
    def size_bytes(self) -> int:
        """Return how many bytes all that is held has."""
        return sum(held.size_bytes for held in self.held.values())


def name_of(digest: str) -> str:
    """Return the name that an original has in a backup."""
    return f"{FILES}/{digest[:2]}/{digest[2:4]}/{digest}"


def digest_in(name: str) -> str:
    """Return the digest of an original by its name in a backup."""
    return PurePosixPath(name).name


def may_hold(name: str) -> bool:
    """Tell whether a backup of this program may hold a thing of this name."""
    return bool(name in SINGLE or NAME.fullmatch(name) or LOG.fullmatch(name))


def key_mark(secret_key: str) -> str:
    """Return what tells a secret key from another one, and nothing of it."""
    return hashlib.sha256(b"coalition: which key\0" + secret_key.encode()).hexdigest()[:16]


def written(manifest: Manifest) -> tuple[bytes, bytes]:
    """Return a manifest and its seal as they are written to files."""
    given = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat()}
    given["held"] = {
        name: [held.sha256, held.size_bytes] for name, held in sorted(manifest.held.items())
    }
    text = json.dumps(given, indent=1, sort_keys=True).encode() + b"\n"
    return text, f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n".encode()


def read(text: bytes, seal: bytes) -> Manifest:
    """Return the manifest written as these bytes. Raises NotABackup with a sentence."""
    said = seal[:64].decode("ascii", "replace")
    if hashlib.sha256(text).hexdigest() != said:
        raise NotABackup(f"{MANIFEST} is not what {SEAL} says: the backup was changed or torn.")
    try:
        return _manifest(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise NotABackup(f"{MANIFEST} cannot be understood: {problem!r}.") from problem


def _manifest(given: Any) -> Manifest:
    if given["format"] != FORMAT:
        raise NotABackup(
            f"The backup is of form {given['format']!r}; this version of the program reads form "
            f"{FORMAT}. Restore it with the version that made it, {given.get('program', '?')}."
        )
    held = {str(name): _held(str(name), *one) for name, one in given["held"].items()}
    found = Manifest(
        program=str(given["program"]),
        made_at=datetime.fromisoformat(given["made_at"]),
        database=str(given["database"]),
        revision=str(given["revision"]),
        act_count=int(given["act_count"]),
        act_digest=str(given["act_digest"]),
        key_mark=str(given["key_mark"]),
        document_count=int(given["document_count"]),
        held=held,
        damaged={str(name): str(what) for name, what in given["damaged"].items()},
    )
    if DATABASES.get(found.database) not in held or SETTINGS not in held:
        raise NotABackup(f"{MANIFEST} names no database or no settings.")
    return found


def _held(name: str, sha256: str, size_bytes: int) -> Held:
    """Return one thing of a manifest, when its name and digest are of the form they must have."""
    held = Held(sha256, size_bytes)
    match = NAME.fullmatch(name)
    is_of_form = DIGEST.fullmatch(sha256) and isinstance(size_bytes, int) and size_bytes >= 0
    if not is_of_form or not may_hold(name) or name in {MANIFEST, SEAL}:
        raise NotABackup(f"{MANIFEST} names {name!r:.100}, which no backup of this program holds.")
    if match and match[3] != sha256:
        raise NotABackup(f"{MANIFEST} gives {name!r:.100} another digest than its name.")
    return held
