"""One's own programme: sessions chosen while signed in, or kept by the browser until then."""

from collections.abc import Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coalition.accounts.views import within_site
from coalition.database import now
from coalition.errors import CoalitionError
from coalition.programme import listing, queries, schedule, service
from coalition.programme.models import Meeting, Session
from coalition.programme.schedule import Day
from coalition.programme.views.room import blueprint
from coalition.web.addresses import LARGEST_NUMBER
from coalition.web.forms import number
from coalition.web.viewing import current_viewer

TAKEN = "taken-sessions"  # what the browser need not keep any longer
MOST = listing.MOST_AT_ONCE


@blueprint.get("/own")
def own() -> ResponseReturnValue:
    """Show the chosen sessions in order, those still to come first, and which of them clash.

    Without an account the address names the sessions; own.js fetches it for those the browser keeps.
    """
    viewer = current_viewer()
    if viewer.is_signed_in:
        sessions = listing.chosen_sessions(viewer=viewer)
    else:
        sessions = listing.sessions_by_number(_numbers("sessions"), viewer=viewer)
    moment = now()
    coming = [one for one in sessions if one.ends_at is None or one.ends_at > moment]
    past = [one for one in sessions if one.ends_at is not None and one.ends_at <= moment]
    return render_template(
        "programme/own.html",
        coming=by_meeting(coming),
        past=by_meeting(past),
        clashes=schedule.clashes_among(coming),
        moved=listing.moves_of(session_ids=[one.id for one in sessions]),
        mine=frozenset(one.id for one in sessions),
        taken=session.pop(TAKEN, []),
        current_meeting=queries.find_current_meeting(),
    )


@blueprint.post("/sessions/<int:session_id>/choose")
def choose(session_id: int) -> ResponseReturnValue:
    """Put a session into one's own programme."""
    service.choose(session_id, by=current_viewer())
    return _back_to(session_id)


@blueprint.post("/sessions/<int:session_id>/unchoose")
def unchoose(session_id: int) -> ResponseReturnValue:
    """Take a session out of one's own programme."""
    service.unchoose(session_id, by=current_viewer())
    return _back_to(session_id)


@blueprint.post("/own/take")
def take() -> ResponseReturnValue:
    """Take what the browser kept into the programme of the account."""
    viewer, wanted = current_viewer(), _numbers("sessions")
    known = queries.chosen_ids(viewer=viewer)
    taken = 0
    for one in listing.sessions_by_number(wanted, viewer=viewer):
        try:
            service.choose(one.id, by=viewer)
        except CoalitionError:  # gone or closed to one since it was read
            continue
        taken += one.id not in known
    session[TAKEN] = wanted
    flash(
        ngettext(
            "%(num)d session was added to your programme.",
            "%(num)d sessions were added to your programme.",
            taken,
        )
        if taken
        else _("Your programme has all of these sessions already, or they are gone."),
        "success" if taken else "info",
    )
    return redirect(url_for(".own"), code=303)


def by_meeting(sessions: Sequence[Session]) -> list[tuple[Meeting, tuple[Day, ...], list[Session]]]:
    """Return sessions as (meeting, days, those without a time), meetings in order of their days."""
    ordered = sorted(sessions, key=lambda one: (one.meeting.begins_on, one.meeting_id))
    found = []
    for _meeting_id, grouped in groupby(ordered, key=lambda one: one.meeting_id):
        held = list(grouped)
        meeting = held[0].meeting
        timeless = [one for one in held if one.starts_at is None]
        found.append((meeting, schedule.days(held, meeting.zone), timeless))
    return found


def _numbers(name: str) -> list[int]:
    """Return the numbers a browser sends, as "1,5,9"; what is none is left out."""
    found = (number(part.strip()) for part in request.values.get(name, "").split(","))
    return [one for one in dict.fromkeys(found) if one and one <= LARGEST_NUMBER][:MOST]


def _back_to(session_id: int) -> ResponseReturnValue:
    """Go back to the page the button was on, to the session there."""
    page = within_site(request.form.get("next") or url_for(".own"))
    return redirect(f"{page.partition('#')[0]}#session-{session_id}", code=303)
