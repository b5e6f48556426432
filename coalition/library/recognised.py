"""What recognition has come to: the pages still to be tried, the text of those done, the notices."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from coalition.database import db, transaction
from coalition.ingest.likeness import bands, sketch
from coalition.ingest.reading import BETWEEN_PIECES, LEAST_CHARACTERS, MOST_LISTED, SCANNED
from coalition.library import indexing
from coalition.library.models import (
    Document,
    Likeness,
    Page,
    Reading,
    Recognition,
    State,
    Version,
)

MOST_PAGES = 2_000  # tried of a version; at some seconds each they take hours
RECOGNISED = "recognised"
TRIED_IN_VAIN = "unrecognised"


@dataclass(frozen=True, slots=True)
class Task:
    """Pages of a version's file that may be pictures and were not tried yet, and the language.

    The language (BCP 47) is what the text or the record says, empty when neither does.
    """

    version_id: int
    digest: str
    file_name: str
    pages: tuple[int, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised on a page: perhaps no text, perhaps in no clear language (BCP 47)."""

    page: int
    text: str = ""
    language: str = ""


def next_task(version_id: int) -> Task | None:
    """Return what is to be recognised of a version; None when nothing is left, or it is gone."""
    with transaction():
        version = _waiting(version_id)
        if version is None:
            return None
        done, in_vain = _recognised_pages(version_id), _listed(version)
        pages = _bare_pages(version_id, after=max([*done, *in_vain], default=0))
        if not pages or len(done) + len(in_vain) >= MOST_PAGES:
            return None
        document = db.session.get_one(Document, version.document_id)
        language = version.language or next(iter(document.languages), "")
        return Task(version_id, version.file_digest, version.file_name, pages, language)


def keep(task: Task, found: Found) -> None:
    """Keep a page's text, or that it was tried in vain, which is told at once."""
    with transaction():
        version = _waiting(task.version_id)
        page = db.session.get(Page, (task.version_id, found.page))
        if version is None or page is None or page.is_recognised:
            return  # read anew meanwhile
        if len(found.text) <= len(page.text):
            _list(version, TRIED_IN_VAIN, [*_listed(version), page.number])
            return
        version.character_count += len(found.text) - len(page.text)
        version.text_revision += 1
        version.language = version.language or found.language
        page.text, page.shape, page.is_recognised = found.text, [], True
        page.language = found.language if found.language != version.language else ""


def finish(version_id: int) -> None:
    """Say in the notices what was recognised and what not, and let search and likeness know."""
    with transaction():
        version = _waiting(version_id)
        if version is None:
            return
        done, in_vain = _recognised_pages(version_id), _listed(version)
        version.recognition = Recognition.DONE if done else Recognition.FAILED
        _list(version, RECOGNISED, done, MOST_LISTED)
        _list(version, TRIED_IN_VAIN, in_vain, MOST_LISTED)
        if done or in_vain:
            version.notices = [one for one in version.notices if one["code"] not in SCANNED]
        if done:
            _sketch_anew(version)
            _name_language(version)
            show_in_search(version_id)


def give_up(version_id: int) -> None:
    """Note that nothing can be recognised here; the notices already say what to do."""
    _note(version_id, Recognition.NONE)


def note_failure(version_id: int) -> None:
    """Note that recognition failed by no fault of the file; when tried again it goes on."""
    _note(version_id, Recognition.FAILED)


def show_in_search(version_id: int) -> None:
    """Have search show what is recognised by now, inside a transaction."""
    version = db.session.get(Version, version_id)
    if version is None:
        return
    document = db.session.get_one(Document, version.document_id)
    if document.state == State.PUBLISHED:
        indexing.index_soon(document.id)


def _note(version_id: int, state: Recognition) -> None:
    with transaction():
        version = _waiting(version_id)
        if version is not None:
            version.recognition = state


def _waiting(version_id: int) -> Version | None:
    """Return a version whose pictures wait or failed; not one that is read anew just now."""
    version = db.session.get(Version, version_id)
    if version is None or version.reading != Reading.READABLE:
        return None
    return None if version.recognition in {Recognition.NONE, Recognition.DONE} else version


def _recognised_pages(version_id: int) -> Sequence[int]:
    done = select(Page.number).where(Page.version_id == version_id, Page.is_recognised)
    return db.session.scalars(done.order_by(Page.number)).all()


def _bare_pages(version_id: int, after: int) -> tuple[int, ...]:
    bare = (
        select(Page.number)
        .where(
            Page.version_id == version_id,
            Page.number > after,
            func.length(Page.text) < LEAST_CHARACTERS,
        )
        .order_by(Page.number)
        .limit(MOST_PAGES)
    )
    return tuple(db.session.scalars(bare))


def _listed(version: Version) -> list[int]:
    """Return the numbers of the pages that were tried in vain, from the notice that lists them."""
    details = [one["detail"] for one in version.notices if one["code"] == TRIED_IN_VAIN]
    return [int(number) for detail in details for number in re.findall(r"\d+", detail)]


def _list(version: Version, code: str, pages: Iterable[int], most: int = MOST_PAGES) -> None:
    """Put a notice that lists pages in the place of the one there was, if any."""
    numbers = list(pages)
    others = [one for one in version.notices if one["code"] != code]
    listed = ", ".join(map(str, numbers[:most])) + (" …" if len(numbers) > most else "")
    own = [{"code": code, "page": None, "detail": listed}] if numbers else []
    version.notices = [*others, *own]


def _sketch_anew(version: Version) -> None:
    """Let the recognised text be compared with others'."""
    texts = select(Page.text).where(Page.version_id == version.id).order_by(Page.number)
    version.likeness = sketch(BETWEEN_PIECES.join(db.session.scalars(texts)))
    db.session.execute(delete(Likeness).where(Likeness.version_id == version.id))
    rows = [{"version_id": version.id, "band": band} for band in bands(version.likeness)]
    if rows:
        db.session.execute(insert(Likeness), rows)


def _name_language(version: Version) -> None:
    """Fill in the language of a draft that does not say one, as the first reading does."""
    document = db.session.get_one(Document, version.document_id)
    is_new = version.number == 1 and document.state == State.DRAFT
    if is_new and version.language and not document.languages:
        document.languages = [version.language]
