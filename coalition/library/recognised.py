"""What recognition has come to: the pages still to be tried, the text of those done, the notices."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select

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
class Before:
    """What was recognised, and which pages were tried in vain, before a file was read anew."""

    found: tuple["Found", ...]
    in_vain: tuple[int, ...]


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
        pages = _bare_pages(version_id, {*done, *in_vain})
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
        if version is None or version.file_digest != task.digest:
            return  # deleted meanwhile
        if page is None or page.is_recognised:
            return  # read anew meanwhile
        if len(found.text) <= len(page.text):
            _list(version, TRIED_IN_VAIN, [*_listed(version), page.number])
            return
        version.text_revision += 1
        _take_over(version, page, found)


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


def remember(version: Version) -> Before:
    """Return what was recognised of a version so far, for `put_back`."""
    chosen = select(Page).where(Page.version_id == version.id, Page.is_recognised)
    found = (
        Found(page.number, page.text, page.language or version.language)
        for page in db.session.scalars(chosen)
    )
    return Before(tuple(found), tuple(_listed(version)))


def put_back(version: Version, before: Before, *, goes_on: bool) -> None:
    """Give the pages of a file read anew the text recognised before, if they have none; in a transaction.

    Where recognition `goes_on` it tries those once more that were tried in vain.
    """
    chosen = select(Page).where(Page.version_id == version.id, _is_bare())
    bare = {page.number: page for page in db.session.scalars(chosen)}
    found = [one for one in before.found if one.page in bare]
    if not found:
        return
    for one in found:
        _take_over(version, bare[one.page], one)
    version.recognition = Recognition.WAITING
    if not goes_on:
        _list(version, TRIED_IN_VAIN, [number for number in before.in_vain if number in bare])
    finish(version.id)


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


def _take_over(version: Version, page: Page, found: Found) -> None:
    version.character_count += len(found.text) - len(page.text)
    version.language = version.language or found.language
    page.text, page.shape, page.is_recognised = found.text, [], True
    page.language = found.language if found.language != version.language else ""


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


def _bare_pages(version_id: int, tried: Collection[int]) -> tuple[int, ...]:
    """Return the pages that may be pictures, those after the last one tried first.

    Of those before it the most were seen to be no pictures on the way to it.
    """
    last = max(tried, default=0)
    bare = (
        select(Page.number)
        .where(Page.version_id == version_id, Page.number.not_in(tried), _is_bare())
        .order_by(Page.number < last, Page.number)
        .limit(MOST_PAGES)
    )
    return tuple(db.session.scalars(bare))


def _is_bare() -> ColumnElement[bool]:
    return func.length(Page.text) < LEAST_CHARACTERS


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
