"""Puts a backup into an empty installation: all of it staged and compared first, then renamed.

Ended half-way it can be run again: until the database has its place the installation is empty, and
from then on only what follows is left to be done.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from coalition.audit import earlier
from coalition.audit.chain import breaks
from coalition.audit.models import Act
from coalition.config import DEMONSTRATION_MARK, Settings
from coalition.library.storage import Storage, sync_folder
from coalition.preservation import copying, databases
from coalition.preservation.manifest import (
    DATABASES,
    FILES,
    MANIFEST,
    SECRET_KEY,
    SETTINGS,
    Manifest,
    NotABackup,
    digest_in,
    key_mark,
    read,
    written,
)
from coalition.preservation.sources import Progress, Source

STAGED = ".restoring"


class CannotRestore(Exception):
    """A backup cannot be restored here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: the manifest, the settings the site had, what to be warned of."""

    manifest: Manifest
    settings: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


class Places:
    """Where things of a backup are staged, each on the disk where it is to stay, and where they go."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.staging = settings.instance / STAGED
        self._files = settings.files_folder / STAGED
        self.kind = databases.kind_of(settings.database_url)
        # whether SECRET_KEY is given by the environment, and that of the instance does not count
        self.key_is_given = _own_key(settings) != settings.secret_key
        own = sa.make_url(settings.database_url).database or ""
        self.database = Path(own) if self.kind == "sqlite" else None

    def staged(self, name: str) -> Path:
        """Return where a thing of a backup is staged, by its name."""
        if name in DATABASES.values() and self.database is not None:
            return self.database.with_name(f"{STAGED}-{self.database.name}")
        if name.startswith(f"{FILES}/"):
            digest = digest_in(name)
            return self._files / digest[:2] / digest[2:4] / digest
        return self.staging / name

    @property
    def staged_database(self) -> Path:
        """Return where the database is staged, until it has its place."""
        return self.staged(DATABASES[self.kind])

    def is_begun(self) -> bool:
        """Tell whether a restoring was begun here and not ended."""
        return self.staging.is_dir()

    def is_placed(self) -> bool:
        """Tell whether everything has its place already, and only what follows is left."""
        return (self.staging / MANIFEST).is_file() and not self.staged_database.exists()

    def clear(self) -> None:
        """Remove all that is staged."""
        self.staged_database.unlink(missing_ok=True)
        for folder in (self._files, self.staging):
            if folder.exists():
                shutil.rmtree(folder)


def restore(
    source: Source, settings: Settings, knows: Callable[[str], bool], progress: Progress
) -> Restored:
    """Put a backup in place, whole and compared; `places.clear()` is due once all is done.

    knows: tells whether this program knows a revision of the tables. What was put in place before
    it was ended half-way is not done again. Raises CannotRestore, NotABackup and NoCopy with a
    sentence.
    """
    places = Places(settings)
    if places.is_placed():
        return _known(places)
    _refuse_unless_empty(places)
    places.clear()
    for folder in copying.make_folders(places.staging):
        sync_folder(folder.parent)
    manifest = source.stage(places.staged, progress)
    _refuse_unfit(manifest, places, knows)
    text, seal = written(manifest)
    copying.write(places.staging / "manifest.sha256", seal)
    copying.write(places.staging / MANIFEST, text)  # from here on it may be put in place
    _put(manifest, places)
    return _known(places)


def _refuse_unless_empty(places: Places) -> None:
    if not places.is_begun() and next(_originals(places), None) is not None:
        raise CannotRestore(_occupied(places, f"{places.settings.files_folder} holds files"))
    if places.database is not None and not databases.is_empty(places.database):
        raise CannotRestore(_occupied(places, f"{places.database} holds data"))
    if places.database is None and not _is_empty_server(places.settings.database_url):
        raise CannotRestore(_occupied(places, "The database holds data"))


def _occupied(places: Places, what: str) -> str:
    return (
        f"{what} already, and nothing is ever overwritten. Restore into an empty instance: "
        f"INSTANCE=/another/folder flask --app wsgi restore …, or move {places.settings.instance} away."
    )


def _originals(places: Places) -> Iterator[str]:
    return Storage(places.settings.files_folder).digests()


def _is_empty_server(url: str) -> bool:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            names = set(sa.inspect(connection).get_table_names())
            return not any(
                connection.execute(
                    sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)
                ).first()
                for name in databases.EMPTY_TABLES
                if name in names
            )
    finally:
        engine.dispose()


def _refuse_unfit(manifest: Manifest, places: Places, knows: Callable[[str], bool]) -> None:
    """Refuse what this program cannot work with, and a database that is damaged in itself."""
    if manifest.database != places.kind:
        raise CannotRestore(
            f"The backup holds a {manifest.database} database, and DATABASE_URL names one of "
            f"{places.kind}. Set DATABASE_URL to the same kind."
        )
    if not knows(manifest.revision):
        raise CannotRestore(
            f"The backup was made by version {manifest.program}, whose tables (revision "
            f"{manifest.revision}) are newer than those of this program. Install that version or a "
            "newer one first."
        )
    if places.database is not None:
        faults = databases.faults_of(places.staged_database)
        if faults:
            raise NotABackup("The database of the backup is damaged:\n  " + "\n  ".join(faults))


def _put(manifest: Manifest, places: Places) -> None:
    """Give everything its place, the database last: with it the installation is no longer empty."""
    store = Storage(places.settings.files_folder)
    # which is not there yet where a backup without files is put in place
    folders = {
        places.settings.files_folder,
        *copying.make_folders(places.settings.files_folder, 0o755),
    }
    for name in manifest.files:
        target = store.place_of(digest_in(name))
        staged = places.staged(name)
        staged.chmod(0o440)
        folders.update(copying.make_folders(target.parent, 0o755), {target.parent})
        staged.replace(target)
    for folder in sorted(folders | {folder.parent for folder in folders}):
        sync_folder(folder)
    _put_logs(manifest, places)
    if manifest.has_secret_key:
        places.staged(SECRET_KEY).replace(places.settings.instance / SECRET_KEY)
    if _settings_of(places).get("DEMONSTRATION"):
        (places.settings.instance / DEMONSTRATION_MARK).touch()
    sync_folder(places.settings.instance)
    if places.database is not None:
        _retire(places.database)
        places.staged_database.replace(places.database)
        sync_folder(places.database.parent)
    else:
        databases.load_postgresql(places.settings.database_url, places.staged_database)
        places.staged_database.unlink()


def _put_logs(manifest: Manifest, places: Places) -> None:
    """Give the audit logs that came in bags their place."""
    folder = places.settings.instance / earlier.FOLDER
    for name in manifest.logs:
        copying.make_folders(folder)
        places.staged(name).replace(folder / PurePosixPath(name).name)
    if manifest.logs:
        sync_folder(folder)


def _retire(path: Path) -> None:
    """Remove an empty database that nobody has open. Raises CannotRestore."""
    if path.exists():
        try:
            with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as problem:
            raise CannotRestore(
                f"{path} is in use. Stop the site and its workers, and run this again."
            ) from problem
    for one in (path, *(path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))):
        one.unlink(missing_ok=True)


def _settings_of(places: Places) -> dict[str, Any]:
    found = json.loads(places.staged(SETTINGS).read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _known(places: Places) -> Restored:
    """Return what was put in place, by what is still staged, with what to be warned of."""
    seal = (places.staging / "manifest.sha256").read_bytes()
    manifest = read((places.staging / MANIFEST).read_bytes(), seal)
    return Restored(manifest, _settings_of(places), tuple(_warnings(manifest, places)))


def _warnings(manifest: Manifest, places: Places) -> Iterator[str]:
    if manifest.damaged:
        yield (
            f"{len(manifest.damaged)} files were damaged when the backup was made and are not in "
            "it. flask --app wsgi verify names them."
        )
    if manifest.act_count and places.database is not None:
        for broken in _broken_chain(places.database):
            yield f"The audit log's chain does not hold at act {broken}."
    own = places.settings.secret_key if places.key_is_given else _own_key(places.settings)
    if manifest.key_mark != key_mark(own):
        yield (
            "The secret key is another one than the site had. Apps that make codes have to be set "
            "up again, while passkeys and recovery codes go on working. If you kept the old key, "
            "put it into SECRET_KEY or "
            f"{places.settings.instance / SECRET_KEY} before you serve."
        )


def _own_key(settings: Settings) -> str:
    kept = settings.instance / SECRET_KEY
    return kept.read_text(encoding="ascii").strip() if kept.exists() else ""


def _broken_chain(path: Path) -> list[int]:
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with Session(engine) as session:
            acts = session.scalars(sa.select(Act).order_by(Act.id).execution_options(yield_per=500))
            return [broken.act_id for broken in breaks(acts)]
    finally:
        engine.dispose()
