"""Who writes and publishes a session's report, who owes one, and when it is due."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from coalition.library.models import State as DocumentState
from coalition.library.policy import may_read as may_read_document
from coalition.programme import policy as programme
from coalition.programme.models import Session, State
from coalition.reports.models import SessionReport, Step
from coalition.web.viewer import Viewer

DAYS = 14  # R12: two weeks after the event
STEPS = {
    Step.BEFORE: timedelta(days=-3),
    Step.AFTER: timedelta(days=1),
    Step.AGAIN: timedelta(days=8),
    Step.LAST: timedelta(days=15),
}
STEP_LASTS = timedelta(days=7)  # a reminder that could not be written for so long is left out
DONE = frozenset({DocumentState.PUBLISHED, DocumentState.IN_REVIEW})  # no more is to be written
FROM_HOUR = 8  # of the meeting's clocks: nobody is reminded at night


class Phase(StrEnum):
    """Where the report of a session stands."""

    NOT_OWED = "not-owed"
    NOT_YET = "not-yet"  # the session is still to be held
    DUE = "due"
    OVERDUE = "overdue"
    IN_REVIEW = "in-review"  # a coordinator is to look at the document
    PUBLISHED = "published"


def may_write(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer writes the report; the session's organisers and people are loaded."""
    return programme.may_report(viewer, session)


def may_publish(viewer: Viewer, session: Session) -> bool:
    """Tell whether the viewer publishes the report: those who may deposit for its organisers."""
    return programme.may_edit(viewer, session)


def may_oversee(viewer: Viewer) -> bool:
    """Tell whether the viewer sees which reports are due and overdue."""
    return viewer.is_coordinator


def may_read(viewer: Viewer, report: SessionReport) -> bool:
    """Tell whether the viewer may read the published report; its document must be loaded."""
    return (
        is_published(report)
        and report.document is not None
        and may_read_document(viewer, report.document)
    )


def is_published(report: SessionReport) -> bool:
    """Tell whether the report is in the library for readers; its document must be loaded."""
    document = report.document
    return document is not None and document.state is DocumentState.PUBLISHED


def is_done(report: SessionReport) -> bool:
    """Tell whether its writers did what is theirs: it is published, or handed in for review."""
    return report.document is not None and report.document.state in DONE


def owes(session: Session) -> bool:
    """Tell whether a report is expected: of what is the coalition's, or held by a member of it."""
    is_held = session.state not in {State.PROPOSED, State.CANCELLED} and session.ends_at is not None
    return is_held and (
        session.is_ours or any(one.organisation_id is not None for one in session.organisers)
    )


def due_on(session: Session) -> date | None:
    """Return the last day for the report, by the meeting's clocks; None without an end."""
    if session.ends_at is None:
        return None
    return session.ends_at.astimezone(session.meeting.zone).date() + timedelta(days=DAYS)


def phase_of(session: Session, report: SessionReport | None, at: datetime) -> Phase:
    """Return where the report stands; the session's meeting and organisers are loaded."""
    if report is not None and is_published(report):
        return Phase.PUBLISHED
    document = report.document if report is not None else None
    if document is not None and document.state is DocumentState.IN_REVIEW:
        return Phase.IN_REVIEW
    due = due_on(session)
    if due is None or session.ends_at is None or not owes(session):
        return Phase.NOT_OWED
    if at < session.ends_at:
        return Phase.NOT_YET
    return Phase.DUE if at.astimezone(session.meeting.zone).date() <= due else Phase.OVERDUE


def step_at(session: Session, at: datetime) -> Step | None:
    """Return the reminder whose time it is, by the meeting's clocks, or None."""
    due, here = due_on(session), at.astimezone(session.meeting.zone)
    if due is None or here.hour < FROM_HOUR:
        return None
    begun = [step for step, after in STEPS.items() if due + after <= here.date()]
    if not begun or here.date() >= due + STEPS[begun[-1]] + STEP_LASTS:
        return None
    return begun[-1]
