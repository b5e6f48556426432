"""Every read of session reports, each limited to what its viewer may know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db, now
from coalition.errors import NotAllowed, NotFound
from coalition.library.models import Document
from coalition.library.policy import may_read as may_read_document
from coalition.programme import queries as programme
from coalition.programme.models import Organiser, Session, Use
from coalition.programme.models import State as SessionState
from coalition.questions import queries as questions
from coalition.reports import policy
from coalition.reports.description import ReportFields, fields_from, fields_of
from coalition.reports.drafting import drafted
from coalition.reports.models import ReportReminder, ReportText, SessionReport
from coalition.reports.policy import Phase
from coalition.web.viewer import ANONYMOUS, Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the report of a session stands, as far as its viewer may know."""

    session: Session
    report: SessionReport | None
    phase: Phase
    due_on: date | None
    may_write: bool
    may_publish: bool

    @property
    def is_begun(self) -> bool:
        """Tell whether somebody wrote something."""
        return self.report is not None

    @property
    def is_ahead(self) -> bool:
        """Tell whether there is a newer text than the published one."""
        report = self.report
        return report is not None and report.published_revision not in {None, report.revision}

    @property
    def published_at(self) -> datetime | None:
        """Return when the text in the library was published: not handed in, where that is reviewed."""
        handed_in = self.report.published_at if self.report else None
        document = self.report.document if self.report else None
        if handed_in is None or document is None or document.published_at is None:
            return None
        return max(handed_in, document.published_at)


def find_report(session_id: int, *, viewer: Viewer) -> SessionReport | None:
    """Return a session's report with its document; None when there is none this viewer may see.

    Its writers see it from the first draft on, all others once it is published.
    """
    report = _report_of(session_id)
    if report is None or policy.may_read(viewer, report):
        return report
    session = programme.get_session(session_id, viewer=viewer)
    return report if policy.may_write(viewer, session) else None


def standing_of(session_id: int, *, viewer: Viewer) -> Standing:
    """Return where a session's report stands. Raises NotFound."""
    return standing_in(programme.get_session(session_id, viewer=viewer), viewer=viewer)


def standing_in(session: Session, *, viewer: Viewer) -> Standing:
    """Return the same for a session that is loaded with its organisers and people."""
    report = _report_of(session.id)
    may_write = policy.may_write(viewer, session)
    is_shown = report is not None and (may_write or policy.may_read(viewer, report))
    return Standing(
        session=session,
        report=report if is_shown else None,
        phase=policy.phase_of(session, report, now()),
        due_on=policy.due_on(session),
        may_write=may_write,
        may_publish=policy.may_publish(viewer, session),
    )


def get_written(session_id: int, *, viewer: Viewer) -> Standing:
    """Return the standing of a report this viewer writes. Raises NotFound and NotAllowed."""
    standing = standing_of(session_id, viewer=viewer)
    if not standing.may_write:
        raise NotAllowed(
            _("Its organisers, moderators and rapporteurs write the report of a session.")
        )
    return standing


def get_read(session_id: int, *, viewer: Viewer) -> Standing:
    """Return the standing of a report this viewer reads. Raises NotFound when there is none."""
    standing = standing_of(session_id, viewer=viewer)
    if not standing.may_write and standing.report is None:
        raise NotFound(_("No report of this session is published yet."))
    return standing


def draft_for(session: Session, language: str) -> ReportFields:
    """Return the draft a report begins with; only what everybody may see goes into it."""
    ties = programme.documents_of(session.id, viewer=ANONYMOUS)
    shown = [
        tie.document
        for tie in ties
        if tie.use is Use.PRESENTATION and may_read_document(ANONYMOUS, tie.document)
    ]
    return drafted(session, shown, questions.queue_of(session.id), language)


def text_at(report: SessionReport, revision: int | None) -> ReportFields | None:
    """Return the text a report had at a revision; None where it is not kept."""
    if revision == report.revision:
        return fields_of(report)
    kept = db.session.scalars(
        select(ReportText).where(ReportText.report_id == report.id, ReportText.revision == revision)
    ).one_or_none()
    return fields_from(kept.fields) if kept else None


def standings_of(meeting_id: int, *, viewer: Viewer) -> Sequence[Standing]:
    """Return where the owed and the written reports of a meeting stand, by when they are due.

    Raises NotAllowed for those who do not oversee them.
    """
    if not policy.may_oversee(viewer):
        raise NotAllowed(_("Coordinators see which reports are due."))
    at, found = now(), []
    reports = {
        report.session_id: report
        for report in db.session.scalars(
            select(SessionReport)
            .join(Session, Session.id == SessionReport.session_id)
            .where(Session.meeting_id == meeting_id)
            .options(joinedload(SessionReport.document), joinedload(SessionReport.changed_by))
        )
    }
    for session in programme.sessions_of(meeting_id, viewer=viewer):
        report = reports.get(session.id)
        if report is not None or policy.owes(session):
            phase = policy.phase_of(session, report, at)
            due = policy.due_on(session)
            found.append(Standing(session, report, phase, due, may_write=True, may_publish=True))
    return found


def reminders_of(session_ids: Sequence[int]) -> dict[int, list[ReportReminder]]:
    """Return the reminders that were written, by session, first things first."""
    rows = db.session.scalars(
        select(ReportReminder)
        .where(ReportReminder.session_id.in_(session_ids))
        .order_by(ReportReminder.written_at)
    )
    found: dict[int, list[ReportReminder]] = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    return found


def sessions_to_remind(at: datetime) -> Sequence[Session]:
    """Return the sessions that may be due a reminder now: owed, not done, of the last weeks."""
    held = exists().where(
        Organiser.session_id == Session.id, Organiser.organisation_id.is_not(None)
    )
    done = exists().where(
        SessionReport.session_id == Session.id,
        SessionReport.document_id == Document.id,
        Document.state.in_(policy.DONE),
    )
    weeks = timedelta(days=policy.DAYS) + max(policy.STEPS.values()) + policy.STEP_LASTS
    lately = select(ReportReminder.session_id).where(
        ReportReminder.session_id == Session.id,
        ReportReminder.written_at > at - timedelta(days=2),  # steps are further apart
    )
    found = select(Session).where(
        Session.ends_at.between(at - weeks - timedelta(days=1), at - timedelta(days=9)),
        Session.state.not_in([SessionState.PROPOSED, SessionState.CANCELLED]),
        or_(Session.is_ours, held),
        ~done,
        ~lately.exists(),
    )
    return db.session.scalars(
        found.options(joinedload(Session.meeting), selectinload(Session.organisers)).order_by(
            Session.id
        )
    ).all()


def _report_of(session_id: int) -> SessionReport | None:
    return db.session.scalars(
        select(SessionReport)
        .where(SessionReport.session_id == session_id)
        .options(
            joinedload(SessionReport.document).selectinload(Document.versions),
            joinedload(SessionReport.changed_by),
        )
    ).one_or_none()
