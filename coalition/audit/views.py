"""The pages of the audit log: all of it for coordinators, and what concerns oneself."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    abort,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from coalition.audit import exports, queries, service
from coalition.audit.forms import FilterForm
from coalition.audit.lines import Line, lines
from coalition.audit.models import Act
from coalition.audit.queries import Page, Wanted
from coalition.web.forms import number
from coalition.web.hooks import hooks
from coalition.web.templating import has_endpoint
from coalition.web.viewing import current_viewer

UTC = ZoneInfo("UTC")
LARGEST = 2**31 - 1  # of a number in the database
PLACES: Mapping[str, tuple[str, str]] = {  # the page of a thing and the argument of its address
    "document": ("library.detail", "document_id"),
    "organisation": ("members.application", "organisation_id"),
    "session": ("sessions.detail", "session_id"),
    "meeting": ("programme.detail", "meeting_id"),
    "hub": ("hubs.detail", "hub_id"),
    "post": ("news.detail", "post_id"),
}
FORMATS: Mapping[str, tuple[str, str]] = {  # media type and ending of what is exported
    "csv": ("text/csv", "csv"),
    "jsonl": ("application/jsonl", "jsonl"),
}

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
def index() -> ResponseReturnValue:
    """Show the log, newest first, narrowed by the arguments of the address."""
    form = FilterForm(request.args)
    is_valid = form.validate()
    page = Page((), None, None)
    if is_valid:
        page = queries.acts(_wanted(form), viewer=current_viewer(), **_place())
    shown = render_template(
        "audit/index.html",
        form=form,
        is_valid=is_valid,
        page=page,
        lines=lines(page.acts, hooks().names_of_people),
        arguments=form.arguments(),
        place_of=_place_of,
        utc=UTC,
    )
    return shown, 200 if is_valid else 422


@blueprint.get("/audit/acts.<any(csv, jsonl):ending>")
def export(ending: str) -> ResponseReturnValue:
    """Send the log as the filters leave it; that it was taken is noted first."""
    form = FilterForm(request.args)
    if not form.validate():
        abort(400)
    viewer, last = current_viewer(), queries.head().number
    service.note("audit.exported", by=viewer.person_id, format=ending, filters=form.arguments())
    found = queries.all_acts(_wanted(form), viewer=viewer, last=last)
    media_type, suffix = FORMATS[ending]
    return Response(
        stream_with_context(_written(found, ending)),
        content_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-log.{suffix}"'},
    )


@blueprint.get("/account/acts")
def own() -> ResponseReturnValue:
    """Show a person what they did here and what was done about them."""
    viewer = current_viewer()
    page = queries.own_acts(viewer=viewer, **_place())
    return render_template(
        "audit/own.html",
        page=page,
        lines=lines(page.acts, hooks().names_of_people, reader=viewer.person_id),
        place_of=_place_of,
        utc=UTC,
    )


def _written(acts: Iterator[Act], ending: str) -> Iterator[str]:
    return (
        exports.as_csv(acts, hooks().names_of_people)
        if ending == "csv"
        else exports.as_json_lines(acts)
    )


def _wanted(form: FilterForm) -> Wanted:
    """Return what a valid form asks for."""
    since, until = form.times()
    return Wanted(
        actions=form.actions(),
        people=tuple(hooks().people_called(form.text("person"))) if form.text("person") else None,
        subject=form.text("subject"),
        since=since,
        until=until,
    )


def _place() -> dict[str, int | None]:
    """Return the number beside which the asked page lies, as arguments of a query."""
    return {
        "newer_than": number(request.args.get("newer")),
        "older_than": number(request.args.get("older")),
    }


def _place_of(line: Line) -> str:
    """Return the address of the thing an act is about, "" for none."""
    kind, _colon, key = line.act.subject.partition(":")
    endpoint, argument = PLACES.get(kind, ("", ""))
    if not has_endpoint(endpoint) or not (key.isascii() and key.isdigit()):
        return ""
    values: dict[str, Any] = {argument: int(key)}
    return url_for(endpoint, **values) if values[argument] <= LARGEST else ""
