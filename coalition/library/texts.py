"""The page texts that search cuts its passages from."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, Subquery, and_, func, null, select, tuple_, union_all

from coalition.database import db
from coalition.library.entries import ROOM, key_of, place_of
from coalition.library.models import Document, Page, Reading, State, Version
from coalition.search.sources import room_of


def page_texts(keys: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Return page texts by ("document:12", page number), from the newest version that was read.

    Keys such as "document:12.1" ask for that version. The index asks this for the hits of a search
    whose audiences it has already applied, so there is no viewer; what is not published has no
    text here whatever the index still holds. Keys of other things and pages that are gone are left
    out. One query.
    """
    wanted = [(*place_of(key), page) for key, page in keys if room_of(key) == ROOM]
    newest = [(document_id, page) for document_id, number, page in wanted if number is None]
    older = [place for place in wanted if place[1] is not None]
    asked = [*([_of_newest(newest)] if newest else []), *([_of_older(older)] if older else [])]
    if not asked:
        return {}
    return {
        (key_of(document_id, number), page): text
        for document_id, number, page, text in db.session.execute(union_all(*asked))
    }


def _of_newest(places: Sequence[tuple[int, int]]) -> Select[int, int | None, int, str]:
    """Select pages of the newest texts, by (document, page)."""
    newest = _newest_readable({document_id for document_id, _page in places})
    return (
        select(newest.c.document_id, null().label("version"), Page.number, Page.text)
        .join(newest, newest.c.version_id == Page.version_id)
        .where(tuple_(newest.c.document_id, Page.number).in_(places))
    )


def _of_older(places: Sequence[tuple[int, int | None, int]]) -> Select[int, int | None, int, str]:
    """Select pages of certain versions of what is published, by (document, version, page)."""
    return (
        select(Version.document_id, Version.number.label("version"), Page.number, Page.text)
        .join(Page, Page.version_id == Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(
            Document.state == State.PUBLISHED,
            Version.reading == Reading.READABLE,
            tuple_(Version.document_id, Version.number, Page.number).in_(places),
        )
    )


def _newest_readable(document_ids: Collection[int]) -> Subquery:
    """Return the subquery (document_id, version_id): the newest text of each if published."""
    newer = (
        select(Version.document_id, func.max(Version.number).label("number"))
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.document_id.in_(document_ids),
            Version.reading == Reading.READABLE,
            Document.state == State.PUBLISHED,
        )
        .group_by(Version.document_id)
        .subquery()
    )
    return (
        select(Version.document_id, Version.id.label("version_id"))
        .join(
            newer,
            and_(Version.document_id == newer.c.document_id, Version.number == newer.c.number),
        )
        .subquery()
    )
