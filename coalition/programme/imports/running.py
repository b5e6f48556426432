"""A programme rehearsed and brought in: what the rehearsal shows is what the import does."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.audit import service as audit
from coalition.database import db, locked, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.ingest.encodings import decode
from coalition.ingest.reading import Unreadable
from coalition.programme import policy, queries, service
from coalition.programme.description import LONGEST_REASON
from coalition.programme.imports.clashing import with_clashes
from coalition.programme.imports.events import is_calendar, read_calendar
from coalition.programme.imports.plan import Outcome, Plan, Row
from coalition.programme.imports.planning import plan_of
from coalition.programme.imports.said import File
from coalition.programme.imports.table import read_table
from coalition.programme.models import Meeting, Room, State, Theme
from coalition.web.forms import clean
from coalition.web.viewer import Viewer


def rehearse(data: bytes, meeting_id: int, *, by: Viewer) -> Plan:
    """Return what a file would change in a meeting; nothing is written.

    Raises NotAllowed, NotFound, and Invalid when the file as a whole cannot be used.
    """
    _refuse_strangers(by)
    meeting = queries.get_meeting(meeting_id)
    sessions = queries.sessions_of(meeting_id, viewer=by)
    plan = plan_of(_read(data, meeting), meeting, sessions)
    if not plan.rows:
        raise Invalid(_("There is no session in this file."))
    return with_clashes(plan, meeting, sessions)


def bring_in(
    data: bytes, meeting_id: int, *, by: Viewer, expected: str = "", reason: str = ""
) -> Plan:
    """Do what a rehearsal showed, all of it or nothing; return what was done.

    `expected` is the digest of the plan that was looked at. Sessions the file does not name are
    left alone, or cancelled for this reason. Raises NotAllowed, NotFound, Invalid, and Conflict when
    the plan is another by now.
    """
    _refuse_strangers(by)
    with transaction():
        meeting = locked(Meeting, meeting_id, missing=_("There is no meeting at this address."))
        plan = rehearse(data, meeting_id, by=by)
        if expected and plan.digest != expected:
            raise Conflict(
                _("The programme changed since this was shown. Look at what is shown now.")
            )
        _add_parts(meeting, plan)
        for row in plan.rows:
            _bring_in(row, meeting_id, by)
        for session in plan.gone if reason else ():
            service.cancel_session(session.id, reason, by=by)
        audit.note(
            "programme.imported",
            f"meeting:{meeting_id}",
            by=by.person_id,
            name=meeting.name,
            count=sum(row.outcome is not Outcome.UNCHANGED for row in plan.rows),
        )
    return plan


def refuse_reason(reason: str) -> None:
    """Raise Invalid for a reason that cannot be one."""
    if not clean(reason):
        raise Invalid(fields={"reason": _("Give the reason in a sentence; readers will see it.")})
    if len(reason) > LONGEST_REASON:
        sentence = _("This is too long: at most %(most)d characters.", most=LONGEST_REASON)
        raise Invalid(fields={"reason": sentence})


def _refuse_strangers(by: Viewer) -> None:
    if not policy.may_edit_meetings(by):
        raise NotAllowed(_("Coordinators import programmes."))


def _read(data: bytes, meeting: Meeting) -> File:
    try:
        text = decode(data)
    except Unreadable as problem:
        raise Invalid(_("This is neither a CSV table nor a calendar file (.ics).")) from problem
    if is_calendar(text):
        return read_calendar(text, meeting)
    if "\0" in text or data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise Invalid(
            _(
                "This is neither a CSV table nor a calendar file (.ics). In a spreadsheet, choose "
                "“Save as” and then CSV."
            )
        )
    return read_table(text, meeting)


def _add_parts(meeting: Meeting, plan: Plan) -> None:
    """Make the themes and rooms that are new, after those that are there."""
    for part, names in ((Theme, plan.new_themes), (Room, plan.new_rooms)):
        last = db.session.scalar(
            select(func.max(part.position)).where(part.meeting_id == meeting.id)
        )
        first = 0 if last is None else last + 1
        for position, name in enumerate(names, start=first):
            db.session.add(part(meeting_id=meeting.id, name=name, position=position))
    if plan.new_themes or plan.new_rooms:
        meeting.revision += 1  # a form that does not know of them would take them away
    db.session.flush()


def _bring_in(row: Row, meeting_id: int, by: Viewer) -> None:
    if row.after is None or row.outcome is Outcome.UNCHANGED:
        return
    if row.session is None:
        made = service.create_session(
            meeting_id, row.after, by=by, despite_clashes=True, uid=row.said.uid
        )
        session_id = made.id
    else:
        session_id = row.session.id
        if row.turns is State.ACCEPTED:
            _take_in(row, session_id, by)
        service.update_session(session_id, row.after, by=by, despite_clashes=True)
    if row.turns is State.CANCELLED:
        reason = row.said.reason or _("It is cancelled in the organisers' programme.")
        service.cancel_session(session_id, reason, by=by)


def _take_in(row: Row, session_id: int, by: Viewer) -> None:
    """Accept what was proposed, or hold what was cancelled after all."""
    if row.session and row.session.state is State.PROPOSED:
        service.accept_session(session_id, by=by)
    else:
        service.reinstate_session(session_id, by=by, despite_clashes=True)
