"""The work of reminders: notes whose report is due, and writes to those who owe it."""

from collections.abc import Sequence

from sqlalchemy import select

from coalition import tasks
from coalition.accounts.models import Person
from coalition.database import db, now, transaction
from coalition.mail import service as mail
from coalition.members import queries as members
from coalition.programme import queries as programme
from coalition.programme.models import Role, Session
from coalition.reports import letters, policy, queries
from coalition.reports.models import ReportReminder, Step
from coalition.web.site import settings
from coalition.web.viewer import Viewer

KIND = "report-reminders"
WRITING = frozenset({Role.RAPPORTEUR, Role.MODERATOR, Role.REMOTE_MODERATOR})
MACHINE = Viewer(is_coordinator=True)  # nobody's eyes: it looks for all who owe a report


def note_due() -> None:
    """Note the work on every session for whose report a reminder's time has come."""
    at = now()
    due = [
        f"{session.id}:{step.value}"
        for session in queries.sessions_to_remind(at)
        if (step := policy.step_at(session, at)) is not None
    ]
    if not due:
        return
    noted = set(db.session.scalars(select(tasks.Work.subject).where(tasks.Work.kind == KIND)))
    fresh = [subject for subject in due if subject not in noted]
    if fresh:
        with transaction():
            for subject in fresh:
                tasks.submit(KIND, subject)


def remind(subjects: Sequence[str]) -> None:
    """Write the reminders these subjects name, each once: the queue's handler."""
    for subject in subjects:
        session_id, _colon, step = subject.partition(":")
        with transaction():
            if db.session.get(Session, int(session_id), with_for_update=True) is not None:
                _remind(programme.get_session(int(session_id), viewer=MACHINE), Step(step))


def _remind(session: Session, step: Step) -> None:
    """Write to each who owes the report, unless it is done or they were reminded already."""
    report = queries.find_report(session.id, viewer=MACHINE)
    is_late = policy.step_at(session, now()) is not step
    if is_late or not policy.owes(session) or (report is not None and policy.is_done(report)):
        return
    if db.session.get(ReportReminder, (session.id, step)) is not None:
        return
    readers = readers_of(session)
    for email, (name, language) in readers.items():
        mail.write(email, letters.reminder(session, step, language, name))
    db.session.add(
        ReportReminder(
            session_id=session.id, step=step, written_at=now(), letter_count=len(readers)
        )
    )


def readers_of(session: Session) -> dict[str, tuple[str, str]]:
    """Return name and language of all who may write the report, by address, each once."""
    found = {person.email: (person.name, person.language) for person in speaking_for(session)}
    addresses = {one.email: one.name for one in session.people if one.role in WRITING and one.email}
    known = db.session.scalars(select(Person).where(Person.email.in_(addresses)))
    languages = {person.email: person.language for person in known}
    for email, name in addresses.items():
        usual = settings().interface_languages[0]
        found.setdefault(email, (name, languages.get(email, usual)))
    return found


def speaking_for(session: Session) -> list[Person]:
    """Return the representatives of the organisations that hold the session, each once."""
    people = {
        person.id: person
        for one in session.organisers
        if one.organisation_id is not None
        for person in members.people_to_write(one.organisation_id)
    }
    return list(people.values())
