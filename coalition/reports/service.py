"""Every write of session reports: saving, handing over, publishing into the library."""

from dataclasses import dataclass, replace
from io import BytesIO

from flask_babel import gettext as _
from sqlalchemy import delete

from coalition.accounts import queries as accounts
from coalition.audit import service as audit
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import queries as documents
from coalition.library import service as library
from coalition.library.models import Document
from coalition.library.models import State as DocumentState
from coalition.library.policy import was_never_published
from coalition.mail import service as mail
from coalition.printing.setting import pdf_of
from coalition.programme import service as programme
from coalition.programme.models import Session, Use
from coalition.reports import describing, letters, queries
from coalition.reports.description import (
    NAMES,
    Publishing,
    ReportFields,
    as_kept,
    checked,
    fields_of,
    refuse_incomplete,
)
from coalition.reports.merging import Diverged, merged
from coalition.reports.models import ReportText, SessionReport
from coalition.reports.printed import report_paper
from coalition.reports.queries import Standing
from coalition.reports.reminding import speaking_for
from coalition.web.viewer import Viewer

MOST_KEPT = 300  # texts of one report; older ones go, but for the published one


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a text: its report, and whether changes of somebody else are in it too."""

    report: SessionReport
    has_others: bool


def save_text(
    session_id: int,
    fields: ReportFields,
    *,
    by: Viewer,
    revision: int,
    alone: bool = False,
) -> Saved:
    """Keep what a writer wrote since `revision`, together with what others changed elsewhere.

    Raises NotFound, NotAllowed, Invalid, and Diverged when both changed the same part; with
    `alone` also when anybody changed anything.
    """
    said = checked(fields)
    with transaction():
        standing = _held(session_id, by)
        report = standing.report or SessionReport(session_id=session_id, revision=0)
        has_others = False
        if report.revision != revision:
            theirs = fields_of(report)
            base = _base(standing, revision, said.language)
            both = merged(base, said, theirs)
            if both.apart or alone:
                raise Diverged(_diverged(), theirs, report.revision, both.apart)
            has_others, said = both.said != said, both.said
        if report.revision == 0 or fields_of(report) != said:
            _write(report, said, by)
    return Saved(report, has_others)


def hand_over(session_id: int, *, by: Viewer) -> None:
    """Tell those who may publish that the report is finished. Raises Invalid and Conflict."""
    with transaction():
        standing = _held(session_id, by)
        report = _begun(standing)
        refuse_incomplete(fields_of(report))
        if report.handed_over_at and report.handed_over_at >= report.changed_at:
            raise Conflict(_("They were told already. Nothing was changed since."))
        report.handed_over_at = now()
        audit.note(
            "reports.handed_over",
            f"session:{session_id}",
            by=by.person_id,
            title=standing.session.title,
        )
        people = speaking_for(standing.session) or [*accounts.coordinators()]
        for person in people:
            if person.id != by.person_id:
                letter = letters.handed_over(
                    standing.session, by.name, person.language, person.name
                )
                mail.write(person.email, letter)


def publish(session_id: int, how: Publishing, *, by: Viewer, revision: int) -> DocumentState:
    """Put the report into the library, as a new document or its next version; return its state.

    What others changed in the library stays as they left it. A document that is still a draft, for
    it was sent back, goes on its way as it is where the text is none newer. Raises Invalid for what
    is missing, Conflict when it changed since `revision` or nothing changed since it was published,
    NotFound and NotAllowed, OutOfOrder when no PDF can be made.
    """
    standing = queries.get_written(session_id, viewer=by)
    if not standing.may_publish:
        raise NotAllowed(_("Its organisers and the coordinators publish the report of a session."))
    said = fields_of(_begun(standing))
    refuse_incomplete(said)
    made = pdf_of(report_paper(standing.session, said))  # takes a while: before others must wait
    with transaction():
        standing = _held(session_id, by)
        report = _begun(standing)
        if report.revision != revision or fields_of(report) != said:
            raise Conflict(_("The report was changed meanwhile. Read it again before publishing."))
        document_id, state = _put_into_library(standing, report, said, how, made, by)
        programme.tie_document(session_id, document_id, Use.REPORT, by=by)
        report.document_id = document_id
        report.published_revision, report.published_at = report.revision, now()
        audit.note(
            "reports.published",
            f"session:{session_id}",
            by=by.person_id,
            title=standing.session.title,
        )
    return state


def _put_into_library(
    standing: Standing,
    report: SessionReport,
    said: ReportFields,
    how: Publishing,
    made: bytes,
    by: Viewer,
) -> tuple[int, DocumentState]:
    """Return the document that has the report now, and where it stands."""
    document = locked(Document, report.document_id) if report.document_id else None
    if document is None or document.state is DocumentState.WITHDRAWN:
        described = describing.described(standing.session, said, how)
        if document is not None:  # what was for members only does not turn public by it
            described = replace(described, audience=document.audience.value)
        new = library.deposit(
            BytesIO(made),
            file_name_of(standing.session),
            by=by,
            organisation_id=how.organisation_id,
            fields=described,
            made_here=True,
        )
        return new.id, library.publish(new.id, by=by)
    is_draft = document.state is DocumentState.DRAFT
    is_newer = report.published_revision != report.revision
    if not is_newer and not is_draft:
        raise Conflict(_("Nothing was changed since the report was published."))
    if is_newer and not was_never_published(document) and not how.note.strip():
        raise Invalid(fields={"note": _("Say in a few words what changed.")})
    _describe_again(document.id, standing.session, report, how, by)
    if is_newer:
        library.add_version(
            document.id,
            BytesIO(made),
            file_name_of(standing.session),
            how.note,
            by=by,
            made_here=True,
        )
    if is_draft:
        return document.id, library.publish(document.id, by=by)
    return document.id, document.state


def _describe_again(
    document_id: int, session: Session, report: SessionReport, how: Publishing, by: Viewer
) -> None:
    """Let the library say what is new in the report, and keep what else it says of it."""
    document = documents.get_document(document_id, viewer=by)
    kept, said = describing.kept_of(document), fields_of(report)
    before = queries.text_at(report, report.published_revision) or said
    again = describing.described_again(
        kept,
        before,
        describing.described(session, said, how),
        describing.described(session, before, how),
    )
    if again != kept:
        library.edit(document_id, again, by=by, revision=document.revision)


def file_name_of(session: Session) -> str:
    """Return the name of the file that is downloaded."""
    return f"report-session-{session.id}.pdf"


def _held(session_id: int, by: Viewer) -> Standing:
    """Return where a report stands, its session kept for this change. Raises as reading does."""
    queries.get_written(session_id, viewer=by)  # the right first, before anybody must wait
    locked(Session, session_id)
    return queries.get_written(session_id, viewer=by)


def _begun(standing: Standing) -> SessionReport:
    if standing.report is None:
        raise Conflict(_("Nothing is written yet. Save the draft first."))
    return standing.report


def _base(standing: Standing, revision: int, language: str) -> ReportFields:
    """Return the text a writer began with; what is kept no longer counts as empty."""
    kept = queries.text_at(standing.report, revision) if standing.report else None
    if kept is None and revision == 0:
        kept = queries.draft_for(standing.session, language)
    return kept or ReportFields(title="", language="")


def _write(report: SessionReport, said: ReportFields, by: Viewer) -> None:
    """Write the text to the report and keep it as that of a new revision."""
    kept = as_kept(said)
    for name in NAMES:
        setattr(report, name, kept[name])
    report.revision += 1
    report.changed_at, report.changed_by_id = now(), by.person_id
    db.session.add(report)
    db.session.flush()
    db.session.add(
        ReportText(report_id=report.id, revision=report.revision, fields=kept, by_id=by.person_id)
    )
    db.session.execute(
        delete(ReportText).where(
            ReportText.report_id == report.id,
            ReportText.revision <= report.revision - MOST_KEPT,
            ReportText.revision != (report.published_revision or 0),
        )
    )


def _diverged() -> str:
    return _(
        "Somebody saved this report while you were writing. Nothing of yours is saved yet, and "
        "nothing is lost: both texts are shown below."
    )
