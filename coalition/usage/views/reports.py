"""The same figures for programs: COUNTER item reports as JSON and as a table."""

import json
from collections.abc import Sequence
from itertools import chain

from flask import Response

from coalition.database import now
from coalition.library import queries as library
from coalition.members import queries as members
from coalition.records.queries import records_of
from coalition.usage import queries
from coalition.usage.periods import Period
from coalition.usage.queries import Month
from coalition.usage.reporting import Items, item_report, item_table, platform_of
from coalition.usage.views.room import blueprint, period_asked
from coalition.web.site import settings
from coalition.web.spreadsheets import as_csv
from coalition.web.viewing import current_viewer

AT_ONCE = 500  # records read together


@blueprint.get("/usage.<any(csv, json):ending>")
def report(ending: str) -> Response:
    """Give the usage of every document the reader may read."""
    period = period_asked()
    return _answer(_items(period), period, ending, "usage")


@blueprint.get("/members/<int:organisation_id>/usage.<any(csv, json):ending>")
def organisation_report(organisation_id: int, ending: str) -> Response:
    """Give the usage of the documents of a member."""
    members.get_organisation(organisation_id, viewer=current_viewer())
    period = period_asked()
    items = _items(period, organisation_id=organisation_id)
    return _answer(items, period, ending, f"usage-member-{organisation_id}")


@blueprint.get("/library/<int:document_id>/usage.<any(csv, json):ending>")
def document_report(document_id: int, ending: str) -> Response:
    """Give the usage of one document."""
    library.get_document(document_id, viewer=current_viewer())
    period = period_asked()
    items = _items(period, document_id=document_id)
    return _answer(items, period, ending, f"usage-{document_id}")


def _items(
    period: Period, *, document_id: int | None = None, organisation_id: int | None = None
) -> Items:
    """Return the documents the reader may read that were used, with their months."""
    viewer = current_viewer()
    found = queries.usage_by_document(
        period, viewer=viewer, document_id=document_id, organisation_id=organisation_id
    )
    numbers = list(found)
    parts = (numbers[n : n + AT_ONCE] for n in range(0, len(numbers), AT_ONCE))
    records = chain.from_iterable(records_of(part, viewer=viewer).values() for part in parts)
    return [(record, _months(found[record.document_id])) for record in records]


def _months(found: Sequence[Month]) -> Sequence[Month]:
    return [one for one in found if one.numbers]


def _answer(items: Items, period: Period, ending: str, name: str) -> Response:
    found = settings()
    platform = platform_of(found.coalition_name, found.coalition_acronym)
    if ending == "json":
        told = item_report(items, period, platform, now())
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return Response(body, content_type="application/json; charset=utf-8")
    head, *rows = item_table(items, period, platform, now())
    return Response(
        as_csv(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{period.key}.csv"'},
    )
