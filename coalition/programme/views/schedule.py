"""The meetings and their schedules: which is on, its days and sessions, what is on now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coalition.database import now
from coalition.programme import listing, policy, queries, schedule
from coalition.programme.filters import Filters
from coalition.programme.models import Meeting, Session
from coalition.programme.schedule import Phase
from coalition.programme.views.narrowing import Page, chips, facets, marks
from coalition.programme.views.room import blueprint
from coalition.web.clocks import day_name
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

ALL_DAYS = "all"
MOST_AT_ONCE = 60  # sessions; with more a page shows one day until all are asked for
Tab = tuple[str, str, int | None, bool]  # address, name, count, chosen


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show the meeting that is on or comes next, and all others."""
    viewer = current_viewer()
    meeting = queries.find_current_meeting()
    others = [one for one in queries.meetings() if meeting is None or one.id != meeting.id]
    return render_template(
        "programme/index.html",
        glance=listing.glance(meeting, viewer=viewer) if meeting else None,
        later=[one for one in others if meeting and one.begins_on > meeting.begins_on][::-1],
        earlier=[one for one in others if meeting and one.begins_on <= meeting.begins_on],
        may_edit=policy.may_edit_meetings(viewer),
    )


@blueprint.get("/<int:meeting_id>")
def detail(meeting_id: int) -> ResponseReturnValue:
    """Show the schedule of a meeting, narrowed by the choices of the address."""
    viewer = current_viewer()
    meeting = queries.get_meeting(meeting_id)
    sessions = listing.listed_sessions(meeting_id, viewer=viewer)
    mine = queries.chosen_ids(viewer=viewer)
    filters = _filters(viewer)
    found = [session for session in sessions if filters.takes(session, mine)]
    held = Counter(day for one in found if (day := schedule.day_of(one, meeting.zone)))
    page = Page(meeting, filters, _asked_day(meeting, held, filters), _is_list())
    counts = filters.counts(sessions, mine)
    moment = now()
    is_on = schedule.phase_of(meeting, moment) is Phase.ON
    return render_template(
        "programme/detail.html",
        meeting=meeting,
        page=page,
        tabs=_tabs(page, held, len(found)),
        days=schedule.days(_on_day(found, page), meeting.zone),
        timeless=[session for session in found if session.starts_at is None],
        total=len(sessions),
        found_count=len(found),
        facets=facets(page, sessions, counts),
        marks=marks(page, counts, viewer),
        chips=chips(page, sessions),
        mine=mine,
        moved=listing.moves_of(meeting_id),
        current=schedule.current(sessions, moment) if is_on else None,
        at=moment,
        zone_at=schedule.span(meeting, found),
        may_propose=policy.may_propose(viewer),
        may_edit=policy.may_edit_meetings(viewer),
    )


@blueprint.get("/<int:meeting_id>/now")
def now_and_next(meeting_id: int) -> ResponseReturnValue:
    """Show what is on and what comes next; the schedule's script takes this part of the page."""
    viewer = current_viewer()
    meeting = queries.get_meeting(meeting_id)
    glance = listing.glance(meeting, viewer=viewer)
    return render_template("programme/now_and_next.html", meeting=meeting, glance=glance)


def _filters(viewer: Viewer) -> Filters:
    """Return the choices of the address; whoever is not signed in has no programme here."""
    filters = Filters.read(request.args)
    if not viewer.is_signed_in and filters.has("mine"):
        return filters.toggled("mine")
    return filters


def _is_list() -> bool:
    return request.args.get("view") == "list"


def _asked_day(meeting: Meeting, counts: Mapping[date, int], filters: Filters) -> str:
    """Return the day asked for, as YYYY-MM-DD or ALL_DAYS.

    Without one: all days where they are few sessions or chosen ones, else today during the
    meeting, else the first day with sessions.
    """
    held = [day.isoformat() for day in sorted(counts)]
    asked = request.args.get("day", "")
    known = {*held, *(day.isoformat() for day in queries.days_of(meeting)), ALL_DAYS}
    if asked in known:
        return asked
    if filters or sum(counts.values()) <= MOST_AT_ONCE:
        return ALL_DAYS
    today = now().astimezone(meeting.zone).date().isoformat()
    return today if today in held else held[0]


def _on_day(sessions: Sequence[Session], page: Page) -> list[Session]:
    """Return the sessions of the day a page shows, or of all days."""
    zone = page.meeting.zone
    return [
        one
        for one in sessions
        if (day := schedule.day_of(one, zone)) and page.day in {ALL_DAYS, day.isoformat()}
    ]


def _tabs(page: Page, held: Mapping[date, int], found_count: int) -> list[Tab]:
    """Return the days of the meeting, others on which sessions are held too, and all of them."""
    counts = dict.fromkeys(queries.days_of(page.meeting), 0) | dict(held)
    return [
        *(_tab(page, day, counts[day]) for day in sorted(counts)),
        (page.address(day=ALL_DAYS), "", found_count, page.day == ALL_DAYS),
    ]


def _tab(page: Page, day: date, count: int) -> Tab:
    name = day.isoformat()
    return page.address(day=name), day_name(day, "short"), count, page.day == name
