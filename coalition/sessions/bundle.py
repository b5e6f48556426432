"""What the ZIP file of a session holds: the files of its documents, each under a name of its own."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from coalition.errors import NotFound
from coalition.library import queries as library
from coalition.library.fixity import Damaged, sound_path
from coalition.library.models import Document, State, Version
from coalition.programme.models import Session, Use
from coalition.sessions.queries import Gathered

FOLDER = "documents"
LONGEST_NAME = 60  # characters of a title in a name: Windows counts 260 with all folders around
LONGEST_ENDING = 10


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document of the ZIP: `name` is that of its file there, `path` where its bytes are.

    Without a path the file is missing or damaged on the site, and is not enclosed.
    """

    use: Use
    document: Document
    version: Version
    name: str
    path: Path | None

    @property
    def href(self) -> str:
        """Return the name as an address within the ZIP."""
        return quote(self.name)


def enclosed(found: Gathered) -> tuple[Enclosed, ...]:
    """Return the published documents of a session, in the order of its page, with their files."""
    return tuple(_enclosed(found))


def _enclosed(found: Gathered) -> Iterator[Enclosed]:
    published = (
        (use, tie.document)
        for use, ties in found.documents
        for tie in ties
        if tie.document.state == State.PUBLISHED
    )
    for number, (use, document) in enumerate(published, 1):
        version = document.versions[-1]
        ending = _ending(version.file_name)
        name = f"{FOLDER}/{number:02}-{use.value}-{plain_name(document.title)}{ending}"
        yield Enclosed(use, document, version, name, _path_of(version))


def _path_of(version: Version) -> Path | None:
    """Return where the bytes are; None when they are not right, or not offered to anyone."""
    if not library.is_offered(version):
        return None
    try:
        return sound_path(version.file_digest)
    except (Damaged, NotFound):
        return None


def newest_change(found: Gathered, files: tuple[Enclosed, ...]) -> datetime:
    """Return when anything of the ZIP was changed last."""
    moments = [found.session.changed_at]
    moments += [one.version.created_at for one in files]
    moments += [one.document.published_at for one in files if one.document.published_at]
    moments += [tie.tied_at for _use, ties in found.documents for tie in ties]
    return max(moments)


def archive_name(session: Session) -> str:
    """Return the name of the ZIP itself, such as "igf-2012-baku-130.zip"."""
    return f"{plain_name(session.meeting.name).lower()}-{_number_of(session)}.zip"


def plain_name(text: str) -> str:
    """Return text as part of a file's name: letters and digits of any script, hyphens between.

    Nothing in it means anything to a system: no separators, quotes, dots or marks of direction.
    """
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LNM" else " "
        for sign in unicodedata.normalize("NFC", text)
    )
    short = "-".join(kept.split())[:LONGEST_NAME].rstrip("-")
    return short or "untitled"


def _number_of(session: Session) -> str:
    number = plain_name(session.number) if session.number else ""
    return number or f"session-{session.id}"


def _ending(file_name: str) -> str:
    """Return the ending of a name with its dot, "" for none that could be one."""
    ending = PurePosixPath(file_name).suffix[1:].lower()
    is_plain = ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_ENDING
    return f".{ending}" if is_plain else ""
