"""Files beside the database that belong to a person, or were kept long enough."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

from coalition.library.uploads import FOLDER as UPLOADS
from coalition.privacy.rows import Whose
from coalition.programme.imports.keeping import FOLDER as REHEARSED
from coalition.web.site import settings

HEAD_BYTES = 16_384  # of a letter, which hold its head


def delete_files_of(whose: Whose) -> int:
    """Delete a person's unfinished uploads, files of imports, and letters kept as files."""
    return sum(_delete(path) for path in _files_of(whose))


def old_files(before: datetime) -> list[Path]:
    """Return unfinished uploads and rehearsed imports nobody went on with since this moment."""
    return [path for folder in _own_folders() for path in _files(folder) if _is_older(path, before)]


def old_letters(before: datetime) -> list[Path]:
    """Return the letters written to files, instead of sent, before this moment."""
    folder = settings().mail_folder
    return [path for path in _files(folder) if _is_older(path, before)] if folder else []


def _files_of(whose: Whose) -> Iterator[Path]:
    for folder in _own_folders():
        yield from (path for path in _files(folder) if path.name.startswith(f"{whose.person_id}-"))
    mail_folder = settings().mail_folder
    if mail_folder:
        yield from (path for path in _files(mail_folder) if whose.email in _receivers(path))


def _own_folders() -> tuple[Path, ...]:
    """Return the folders in which files begin with the number of the person they belong to."""
    return settings().files_folder / UPLOADS, settings().instance / REHEARSED


def _files(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError):
        return [path for path in folder.iterdir() if path.is_file()]
    return []


def _is_older(path: Path, before: datetime) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < before.timestamp()
    return False


def _receivers(path: Path) -> set[str]:
    with suppress(OSError), path.open("rb") as letter:
        head = message_from_bytes(letter.read(HEAD_BYTES), policy=policy.default)
        return {address.casefold() for _name, address in getaddresses(head.get_all("To", []))}
    return set()


def _delete(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
