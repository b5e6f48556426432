"""Every read of usage, each limited to documents its viewer may read; but the whole counts all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select

from coalition.database import db
from coalition.library.models import Document
from coalition.library.queries import published_for
from coalition.members.models import Organisation, State
from coalition.usage.counting import NOTHING, Numbers
from coalition.usage.models import UsageDay
from coalition.usage.periods import Period
from coalition.web.viewer import Viewer

MOST_SHOWN = 10
_SUMS: tuple[ColumnElement[Any], ...] = (
    func.sum(UsageDay.view_count),
    func.sum(UsageDay.reading_count),
    func.sum(UsageDay.download_count),
    func.sum(UsageDay.unique_investigations),
    func.sum(UsageDay.unique_requests),
)
_USES = func.sum(UsageDay.view_count + UsageDay.download_count)


@dataclass(frozen=True, slots=True)
class Month:
    """What was counted in a month, named by its first day."""

    month: date
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Usage:
    """What was counted month by month, also in months without anything, and altogether."""

    months: tuple[Month, ...]
    total: Numbers


@dataclass(frozen=True, slots=True)
class Share:
    """What of it falls to one document, kind or organisation: its key, its name, its language."""

    key: str
    name: str
    numbers: Numbers
    language: str = ""


def first_day() -> date | None:
    """Return the first day on which anything was counted; None when nothing was yet."""
    return db.session.scalar(select(func.min(UsageDay.day)))


def whole_usage(period: Period) -> Usage:
    """Return the usage of all documents, those too that nobody may read any more."""
    return _usage(period, select())


def organisation_usage(organisation_id: int, period: Period, *, viewer: Viewer) -> Usage:
    """Return the usage of those documents of an organisation that this viewer may read."""
    return _usage(period, _open_to(viewer, select(), Document.organisation_id == organisation_id))


def document_usage(document_id: int, period: Period, *, viewer: Viewer) -> Usage:
    """Return the usage of a document; nothing where this viewer may not read it."""
    return _usage(period, _open_to(viewer, select(), Document.id == document_id))


def total_of(document_id: int, *, viewer: Viewer) -> Numbers:
    """Return all that was ever counted of a document; nothing where the viewer may not read it."""
    found = _open_to(viewer, select(*_SUMS).select_from(UsageDay), Document.id == document_id)
    return _numbers(db.session.execute(found).one())


def usage_by_document(
    period: Period,
    *,
    viewer: Viewer,
    document_id: int | None = None,
    organisation_id: int | None = None,
) -> Mapping[int, Sequence[Month]]:
    """Return what was counted of each document by month, most used first, months of nothing left out."""
    chosen: list[ColumnElement[bool]] = [_within(period)]
    if document_id is not None:
        chosen.append(Document.id == document_id)
    if organisation_id is not None:
        chosen.append(Document.organisation_id == organisation_id)
    year, month = extract("year", UsageDay.day), extract("month", UsageDay.day)
    found = select(UsageDay.document_id, year, month, *_SUMS).select_from(UsageDay)
    rows = db.session.execute(
        _open_to(viewer, found, *chosen)
        .group_by(UsageDay.document_id, year, month)
        .order_by(UsageDay.document_id, year, month)
    )
    by_document: dict[int, list[Month]] = defaultdict(list)
    for number, in_year, in_month, *sums in rows:
        by_document[number].append(Month(date(int(in_year), int(in_month), 1), _numbers(sums)))
    most_first = sorted(
        by_document, key=lambda n: -sum(m.numbers.investigations for m in by_document[n])
    )
    return {number: by_document[number] for number in most_first}


def most_used(period: Period, *, viewer: Viewer, organisation_id: int | None = None) -> list[Share]:
    """Return the documents this viewer may read that were used most, the most used first."""
    chosen = [_within(period)]
    if organisation_id is not None:
        chosen.append(Document.organisation_id == organisation_id)
    found = select(Document.id, Document.title, Document.languages, *_SUMS).select_from(UsageDay)
    rows = db.session.execute(
        _open_to(viewer, found, *chosen)
        .group_by(Document.id)
        .order_by(_USES.desc(), Document.id)
        .limit(MOST_SHOWN)
    )
    return [
        Share(str(number), title, _numbers(sums), (languages or [""])[0])
        for number, title, languages, *sums in rows
    ]


def by_kind(period: Period, *, viewer: Viewer) -> list[Share]:
    """Return what of it falls to each kind of the documents this viewer may read, most first."""
    found = select(Document.kind, *_SUMS).select_from(UsageDay)
    rows = db.session.execute(
        _open_to(viewer, found, _within(period))
        .group_by(Document.kind)
        .order_by(_USES.desc(), Document.kind)
    )
    return [Share(kind, kind, _numbers(sums)) for kind, *sums in rows]


def by_organisation(period: Period, *, viewer: Viewer) -> list[Share]:
    """Return what of it falls to each member, most first, of documents this viewer may read."""
    found = select(Organisation.id, Organisation.name, Organisation.name_language, *_SUMS)
    rows = db.session.execute(
        _open_to(viewer, found.select_from(UsageDay), _within(period))
        .join(Organisation, Organisation.id == Document.organisation_id)
        .where(Organisation.state == State.APPROVED)
        .group_by(Organisation.id)
        .order_by(_USES.desc(), Organisation.name)
        .limit(MOST_SHOWN)
    )
    return [
        Share(str(number), name, _numbers(sums), language) for number, name, language, *sums in rows
    ]


def _usage(period: Period, found: Select[Any]) -> Usage:
    """Return what is found by month of a period; one query."""
    year, month = extract("year", UsageDay.day), extract("month", UsageDay.day)
    rows = db.session.execute(
        found.add_columns(year, month, *_SUMS).where(_within(period)).group_by(year, month)
    )
    by_month = {date(int(y), int(m), 1): _numbers(sums) for y, m, *sums in rows}
    return Usage(
        tuple(Month(month, by_month.get(month, NOTHING)) for month in period.months),
        sum(by_month.values(), NOTHING),
    )


def _open_to(viewer: Viewer, found: Select[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Limit a selection from UsageDay to documents that are published and open to this viewer."""
    if not found.get_final_froms():
        found = found.select_from(UsageDay)
    return found.join(Document, Document.id == UsageDay.document_id).where(
        published_for(viewer), *conditions
    )


def _within(period: Period) -> ColumnElement[bool]:
    return UsageDay.day.between(period.first_on, period.last_on)


def _numbers(sums: Collection[Any]) -> Numbers:
    """Return sums as numbers; PostgreSQL gives decimals, and None where nothing is summed."""
    return Numbers(*(int(one or 0) for one in sums))
