"""Calendar files: of a session, of a meeting or a part of it, and of one's own programme."""

import re
from datetime import datetime, timedelta

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.audit import service as audit
from coalition.database import now
from coalition.errors import NotFound
from coalition.programme import queries
from coalition.programme.calendars import own
from coalition.programme.calendars.words import page_of, schedule_of
from coalition.programme.calendars.writing import MEDIA_TYPE, About, calendar_of, in_a_calendar
from coalition.programme.filters import Filters
from coalition.programme.imports.table import write_table
from coalition.programme.models import Meeting, Session
from coalition.programme.views.room import blueprint
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS
from coalition.web.viewing import current_viewer

SETTLED = timedelta(seconds=2)  # HTTP tells no less than seconds apart


@blueprint.get("/sessions/<int:session_id>.ics")
def session_calendar(session_id: int) -> ResponseReturnValue:
    """Give one session, to be put into a calendar or followed there."""
    session = queries.get_session(session_id, viewer=current_viewer())
    if not in_a_calendar(session):
        raise NotFound(_("This session has no time yet, so it cannot be put into a calendar."))
    about = About(
        name=session.title,
        source=address_of("programme.session_calendar", session_id=session_id),
        page=page_of(session),
        is_own=True,
        zone=session.meeting.zone,
    )
    name = f"session-{session.number or session.id}"
    return _fresh(calendar_of([session], about), name, _changed_at([session], session.meeting))


@blueprint.get("/<int:meeting_id>/programme.ics")
def meeting_calendar(meeting_id: int) -> ResponseReturnValue:
    """Give the programme of a meeting, narrowed by day and by the choices of its schedule."""
    meeting = queries.get_meeting(meeting_id)
    sessions = queries.sessions_of(meeting_id, viewer=ANONYMOUS)
    filters, day = _choices(), request.args.get("day", "")
    wanted = [
        session
        for session in sessions
        if filters.takes(session) and (not _is_day(day) or _day_of(session) == day)
    ]
    about = About(
        name=f"{meeting.name}, {day}" if _is_day(day) else meeting.name,
        source=_source(meeting_id, filters, day),
        page=schedule_of(meeting),
        zone=meeting.zone,
    )
    changed_at = _changed_at(sessions, meeting)  # of all: one that is asked for no longer changed
    return _fresh(calendar_of(wanted, about), f"programme-{meeting_id}", changed_at)


@blueprint.get("/<int:meeting_id>/programme.csv")
def export(meeting_id: int) -> ResponseReturnValue:
    """Give the programme as a table, with the columns an import takes."""
    viewer, meeting = current_viewer(), queries.get_meeting(meeting_id)
    if viewer.is_signed_in:  # for the public the programme is a page like any other
        audit.note(
            "programme.exported", f"meeting:{meeting_id}", by=viewer.person_id, name=meeting.name
        )
    sessions = queries.sessions_of(meeting_id, viewer=viewer)
    answer = Response(write_table(sessions), content_type="text/csv; charset=utf-8")
    name = f"programme-{meeting_id}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/own/<key>.ics")
def own_calendar(key: str) -> ResponseReturnValue:
    """Give what the person of this private address chose."""
    about = About(
        name=_("My programme – %(site)s", site=settings().coalition_name),
        source=address_of("programme.own_calendar", key=key),
        page=address_of("programme.own"),
        is_own=True,
    )
    answer = _fresh(calendar_of(own.get_own_sessions(key), about), "my-programme", None)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.post("/own/calendar")
def make_own_calendar() -> ResponseReturnValue:
    """Make the private address of one's own programme, or another one instead."""
    had_one = own.find_own_calendar(viewer=current_viewer()) is not None
    own.make_own_calendar(by=current_viewer())
    if had_one:
        flash(_("Your calendar has a new address. The old one works no longer."), "success")
    else:
        flash(_("Your programme has an address now that calendar programs can follow."), "success")
    return redirect(url_for(".own", _anchor="calendar"), code=303)


@blueprint.post("/own/calendar/give-up")
def give_up_own_calendar() -> ResponseReturnValue:
    """Let the private address of one's own programme work no longer."""
    own.give_up_own_calendar(by=current_viewer())
    flash(_("The address of your calendar works no longer."), "success")
    return redirect(url_for(".own", _anchor="calendar"), code=303)


@blueprint.app_template_global()
def own_calendar_address() -> str:
    """Return the private address of the viewer's own programme; nothing where there is none."""
    found = own.find_own_calendar(viewer=current_viewer())
    return address_of("programme.own_calendar", key=found.key) if found else ""


@blueprint.app_template_filter("webcal")
def webcal(address: str) -> str:
    """Return an address that opens in a calendar program, which then follows it."""
    return re.sub(r"^https?:", "webcal:", address)


def _choices() -> Filters:
    """Return the choices of the address; nobody has a programme of their own here."""
    filters = Filters.read(request.args)
    return filters.toggled("mine") if filters.has("mine") else filters


def _source(meeting_id: int, filters: Filters, day: str) -> str:
    said: dict[str, object] = {**filters.arguments()}
    if _is_day(day):
        said["day"] = day
    return address_of("programme.meeting_calendar", meeting_id=meeting_id, **said)


def _is_day(day: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII) is not None


def _day_of(session: Session) -> str:
    at = session.starts_at
    return at.astimezone(session.meeting.zone).date().isoformat() if at else ""


def _changed_at(sessions: list[Session], meeting: Meeting) -> datetime:
    return max([meeting.changed_at, *(session.changed_at for session in sessions)])


def _fresh(body: bytes, name: str, changed_at: datetime | None) -> Response:
    """Return a calendar that is not sent again to those who have it already.

    A moment that has just begun is not named, since more may still happen in it. One's own choice
    has none at all: what was taken out of it leaves no trace.
    """
    answer = Response(body, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{_plain(name)}.ics"'
    answer.add_etag()
    if changed_at and now() - changed_at > SETTLED:
        answer.last_modified = changed_at
    return answer.make_conditional(request)  # type: ignore[return-value]  # itself


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "session"
