"""Makes a backup while the site runs: the database of one moment, then the files that it names.

Files never change and are named by their digest, so they need no moment: all that is asked is that
none is removed meanwhile, and whoever removes one waits for that (library.storage).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import make_url, text

from coalition.audit import earlier
from coalition.config import SECRETS, Keeping, Settings
from coalition.database import db, now
from coalition.library import originals
from coalition.library.fixity import Finding, examine, note_findings
from coalition.library.models import Damage
from coalition.preservation import copying, databases, targets
from coalition.preservation.databases import Contents
from coalition.preservation.manifest import (
    DATABASES,
    EARLIER,
    SECRET_KEY,
    SETTINGS,
    Held,
    Manifest,
    key_mark,
    name_of,
)
from coalition.preservation.targets import CannotBackUp, Target
from coalition.version import VERSION

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its name and manifest, and what was copied for it."""

    name: str
    manifest: Manifest
    copied_count: int
    copied_bytes: int


class Watcher:
    """Is told how far a backup is; one that shows nothing."""

    def database(self, done: int, total: int) -> None:
        """Take how many pages of the database are copied."""

    def begin(self, count: int, size_bytes: int) -> None:
        """Take how many files there are, and their bytes."""

    def file(self, size_bytes: int) -> None:
        """Take that a file of this size is in the backup."""


def back_up(
    place: Path,
    settings: Settings,
    watcher: Watcher,
    *,
    check: bool = False,
    with_secret_key: bool = False,
) -> Made:
    """Make a backup of the running site at a place: a folder, or a file that ends with .tar.

    Of a folder's earlier backups the files are there already: present and of the right size, or,
    with `check`, read and compared. Files that are damaged are left out, named in the manifest and
    noted. Raises CannotBackUp and NoCopy with a sentence, and OSError.
    """
    try:
        with originals.storage().nothing_removed():
            made_at = now()
            with targets.target_at(place, targets.new_name(made_at)) as target:
                maker = _Maker(target, settings, watcher, check)
                return maker.make(made_at, with_secret_key=with_secret_key)
    finally:
        originals.let_go()


def _copied_database(settings: Settings, target: Target, watcher: Watcher) -> Contents:
    """Copy the database as it is now to the target's working folder; return what it holds."""
    url = settings.database_url
    kind = databases.kind_of(url)
    copy = target.working / DATABASES[kind]
    if kind == "sqlite":
        path = Path(make_url(url).database or "")
        _refuse_without_room(target.free_bytes(), path.stat().st_size)
        databases.copy_sqlite(path, copy, watcher.database)
        return databases.contents_of(copy)
    isolated = db.engine.execution_options(isolation_level="REPEATABLE READ")
    with isolated.connect() as connection:
        snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())

        def rows(query: str) -> Sequence[Any]:
            return connection.execute(text(query)).all()

        found = databases.contents(rows, databases.POSTGRESQL_COLUMNS)
        databases.dump_postgresql(url, copy, snapshot)
        return found


class _Maker:
    """Puts into a target what belongs to a backup."""

    def __init__(self, target: Target, settings: Settings, watcher: Watcher, check: bool) -> None:
        self._target = target
        self._settings = settings
        self._watcher = watcher
        self._check = check
        self._held: dict[str, Held] = {}
        self._damaged: list[Finding] = []
        self._copied: list[int] = []

    def make(self, made_at: datetime, *, with_secret_key: bool) -> Made:
        """Fill the target and finish it."""
        kind = databases.kind_of(self._settings.database_url)
        found = _copied_database(self._settings, self._target, self._watcher)
        self._refuse_without_room(found, (self._target.working / DATABASES[kind]).stat().st_size)
        self._held[DATABASES[kind]] = self._target.adopt(DATABASES[kind])
        self._add_text(SETTINGS, json.dumps(plain_settings(self._settings), indent=1) + "\n")
        if with_secret_key:
            self._add_text(SECRET_KEY, self._settings.secret_key + "\n")
        for path in earlier.kept(self._settings.instance):
            self._add_log(path)
        self._watcher.begin(len(found.files), sum(found.files.values()))
        for digest, size_bytes in sorted(found.files.items()):
            self._add_file(digest, size_bytes)
            self._watcher.file(size_bytes)
        manifest = Manifest(
            program=VERSION,
            made_at=made_at,
            database=kind,
            revision=found.revision,
            act_count=found.act_count,
            act_digest=found.act_digest,
            key_mark=key_mark(self._settings.secret_key),
            document_count=found.document_count,
            held=self._held,
            damaged={one.digest: str(one.damage) for one in self._damaged},
        )
        self._target.finish(manifest)
        self._note_damage()
        return Made(self._target.name, manifest, len(self._copied), sum(self._copied))

    def _refuse_without_room(self, found: Contents, database_bytes: int) -> None:
        """Raise CannotBackUp when the disk has no room; in a file the database is there twice."""
        needed = database_bytes + sum(
            size
            for digest, size in found.files.items()
            if not self._target.has(digest, size, check=False)
        )
        _refuse_without_room(self._target.free_bytes(), needed)

    def _add_text(self, name: str, content: str) -> None:
        copying.write(self._target.working / name, content.encode())
        self._held[name] = self._target.adopt(name)

    def _add_log(self, path: Path) -> None:
        """Add an audit log that came in a bag."""
        name, expected = f"{EARLIER}/{path.name}", copying.hashed(path)
        with path.open("rb") as source:
            if self._target.add(name, source, expected) != expected:
                raise CannotBackUp(f"{path} changed while it was copied. Run this again.")
        self._held[name] = expected

    def _add_file(self, digest: str, size_bytes: int) -> None:
        """Add an original unless it is there; one that is damaged is left out and remembered."""
        name, expected = name_of(digest), Held(digest, size_bytes)
        if self._target.has(digest, size_bytes, check=self._check):
            self._held[name] = expected
            return
        path = originals.storage().place_of(digest)
        try:
            with path.open("rb") as source:
                found = self._target.add(name, source, expected)
        except FileNotFoundError:
            self._damaged.append(Finding(digest, Damage.MISSING, None))
            return
        if found == expected:
            self._held[name] = expected
            self._copied.append(size_bytes)
        else:
            self._damaged.append(examine(path, digest, size_bytes))

    def _note_damage(self) -> None:
        """Have coordinators told of it; that it cannot be noted takes nothing from the backup."""
        if not self._damaged:
            return
        try:
            note_findings(self._damaged)
        except Exception:
            log.exception("damage_not_noted", count=len(self._damaged))


def plain_settings(settings: Settings) -> Mapping[str, Any]:
    """Return the settings by their names in the environment, without those that are secret."""
    secret = {part.name for part in fields(settings) if not part.repr} | {
        name.lower() for name in SECRETS
    }
    found: dict[str, Any] = {}
    for part in fields(settings):
        value = getattr(settings, part.name)
        if is_dataclass(value):  # how long things are kept, or the account at DataCite
            ending = "_days" if isinstance(value, Keeping) else ""
            parts = {
                f"{part.name}_{one.name}{ending}": getattr(value, one.name)
                for one in fields(value)
                if one.repr
            }
        else:
            parts = {part.name: value}
        found |= {name.upper(): _plain(each) for name, each in parts.items() if name not in secret}
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return value if isinstance(value, bool | int | None) else str(value)


def _refuse_without_room(free_bytes: int, needed_bytes: int) -> None:
    if needed_bytes > free_bytes:
        raise CannotBackUp(
            f"The backup needs {needed_bytes / 1e6:,.0f} MB and the disk has room for "
            f"{max(free_bytes, 0) / 1e6:,.0f} MB. Make room, remove old backups (--keep N), or "
            "name another place."
        )
