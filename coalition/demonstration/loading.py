"""Puts the demonstration coalition into an installation of its own, and takes it out again."""

import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, text, update

from coalition.accounts import service as accounts
from coalition.accounts.models import Appointment, Person
from coalition.config import DEMONSTRATION_MARK, LOCAL_HOSTS, NOBODY
from coalition.database import Base, db, transaction
from coalition.demonstration.attending import attend
from coalition.demonstration.convening import convene, keep_ahead
from coalition.demonstration.organisations import (
    DemoOrganisation,
    DemoPerson,
    organisations,
    people,
)
from coalition.demonstration.papers import DemoDocument, documents, subjects
from coalition.demonstration.using import use
from coalition.errors import Invalid, NotAllowed
from coalition.library import service as library
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document, DocumentEvent, Subject, Version
from coalition.members import queries as members
from coalition.members.models import (
    Act,
    Organisation,
    OrganisationEvent,
    Representative,
    StakeholderGroup,
    State,
)
from coalition.search.upkeep import INDEX
from coalition.tasks import submit
from coalition.web.site import change_settings, settings
from coalition.web.viewer import Viewer

UNFINISHED_MARK = "demonstration.unfinished"  # beside the mark while it is loaded
PASSWORD = "libraries in baku 2012"  # noqa: S105 known to all: the demonstration stays on this machine
GROUPS = {
    "government": 0,
    "intergovernmental": 1,
    "civil-society": 2,
    "private-sector": 3,
    "technical-community": 4,
    "academia-libraries": 5,
}  # positions of the groups that the first migration makes: members.labels.USUAL_GROUPS
FOUNDED_ON = date(2012, 3, 1)


def load(step: Callable[[int, int], None]) -> int:
    """Load the demonstration if it is not there yet; return how many documents were added.

    One that is there has its coming meeting moved, so that it stays ahead.

    `step` is called with (documents done, documents in all). Raises NotAllowed on a public site,
    Invalid where the installation is in use.
    """
    mark = settings().instance / DEMONSTRATION_MARK
    unfinished = settings().instance / UNFINISHED_MARK
    if mark.exists() and db.session.scalar(select(func.count(Document.id))):
        keep_ahead()
        return 0
    _refuse_elsewhere(marked=mark.exists())
    unfinished.touch()
    mark.touch()
    change_settings(require_second_factor=NOBODY)  # a demonstration from here on
    with transaction():
        persons = _add_people()
        owners = _add_organisations(persons)
        subject_ids = _add_subjects()
    document_ids = {}
    for number, document in enumerate(documents(), start=1):
        document_ids[document.slug] = _add_document(document, owners, persons, subject_ids)
        step(number, len(documents()))
    attend(convene(owners, persons, document_ids), persons)
    use()
    with transaction():
        for organisation in organisations():
            row = db.session.get_one(Organisation, owners[organisation.acronym])
            row.state = State(organisation.state)
            submit(INDEX, f"organisation:{row.id}")
    unfinished.unlink()
    return len(documents())


def is_unfinished() -> bool:
    """Tell whether a loading was interrupted, so that what it left must be cleared first."""
    instance = settings().instance
    return (instance / DEMONSTRATION_MARK).exists() and (instance / UNFINISHED_MARK).exists()


def clear() -> None:
    """Forget everything in an installation that holds the demonstration; the index is made after.

    Raises Invalid elsewhere.
    """
    found = settings()
    if not (found.instance / DEMONSTRATION_MARK).exists():
        raise Invalid(_("Only the demonstration can be reset, and this installation holds none."))
    with transaction(), _log_unlocked():
        for table in reversed(Base.metadata.sorted_tables):
            if table is not StakeholderGroup.__table__:
                db.session.execute(delete(table))
    for folder in (found.files_folder, found.mail_folder):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _log_unlocked() -> Iterator[None]:
    """Let the audit log be emptied, which its triggers refuse; they are there again at the end."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE acts DISABLE TRIGGER USER"))
        yield
        db.session.execute(text("ALTER TABLE acts ENABLE TRIGGER USER"))
        return
    made = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'acts'")
    triggers = db.session.execute(made).all()
    for name, _sql in triggers:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _name, sql in triggers:
        db.session.execute(text(sql))


def sign_ins() -> str:
    """Return who can sign in to the demonstration, and how, as lines of text."""
    named = [person.email for person in people() if not person.email.startswith("representative.")]
    return "\n".join(
        (
            f"Sign in at {settings().site_url}/sign-in with the password: {PASSWORD}",
            *(f"  {email}" for email in named),
            "  representative.eifl@example.org, and so on for every member's acronym",
        )
    )


def _refuse_elsewhere(*, marked: bool) -> None:
    if urlsplit(settings().site_url).hostname not in LOCAL_HOSTS:
        raise NotAllowed(
            _(
                "The demonstration's password is known to all; it is loaded on one's own machine only."
            )
        )
    if not marked and db.session.scalar(select(func.count(Person.id))):
        raise Invalid(
            _("This installation is in use. Set INSTANCE to another folder for the demonstration.")
        )


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _add_people() -> dict[str, int]:
    """Return the number of each person by address."""
    password_hash = accounts.hash_password(PASSWORD)
    rows = {
        person.email: Person(
            email=person.email,
            name=person.name,
            password_hash=password_hash,
            created_at=_at(FOUNDED_ON),
            confirmed_at=_at(FOUNDED_ON),
        )
        for person in people()
    }
    db.session.add_all(rows.values())
    db.session.flush()
    db.session.add_all(
        Appointment(person_id=rows[person.email].id, appointed_at=_at(FOUNDED_ON))
        for person in people()
        if person.is_coordinator
    )
    return {email: row.id for email, row in rows.items()}


def _add_organisations(persons: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each organisation by acronym; those to be suspended are members yet."""
    groups = db.session.scalars(
        select(StakeholderGroup.id).order_by(StakeholderGroup.position)
    ).all()
    coordinator = next(person for person in people() if person.is_coordinator)
    numbers = {}
    for given in organisations():
        row = Organisation(
            name=given.name,
            name_language=given.language,
            english_name=given.name_en,
            acronym=given.acronym,
            country=given.country,
            stakeholder_group_id=groups[GROUPS[given.stakeholder_group]],
            website=given.website,
            website_host=(urlsplit(given.website).hostname or "").removeprefix("www."),
            reason=given.why,
            state=State.APPROVED if given.joined_on else State(given.state),
            applied_at=_at(given.applied_on, 9),
            waiting_since=_at(given.applied_on),
            approved_at=_at(given.joined_on) if given.joined_on else None,
        )
        db.session.add(row)
        db.session.flush()
        numbers[given.acronym] = row.id
        _add_representatives(given, row.id, persons)
        _add_history(given, row.id, persons, persons[coordinator.email])
    return numbers


def _speakers(organisation: DemoOrganisation) -> list[DemoPerson]:
    return [person for person in people() if person.organisation == organisation.acronym]


def _add_representatives(
    given: DemoOrganisation, organisation_id: int, persons: Mapping[str, int]
) -> None:
    speakers = _speakers(given)
    db.session.add_all(
        Representative(
            organisation_id=organisation_id,
            person_id=persons[person.email],
            is_contact=person is speakers[0],
            since_at=_at(given.applied_on, 9),
        )
        for person in speakers
    )


def _add_history(
    given: DemoOrganisation, organisation_id: int, persons: Mapping[str, int], decider: int
) -> None:
    """Write down what was said and decided, in its order."""
    applicant = persons[_speakers(given)[0].email]
    acts = [(given.applied_on, 9, Act.APPLIED, given.why, applicant)]
    acts.append((given.applied_on, 10, Act.CONFIRMED, "", applicant))
    for remark in given.conversation:
        asked = persons[remark.by] != applicant
        act = Act.ASKED if asked else Act.ANSWERED
        acts.append((remark.said_on, 11, act, remark.text, persons[remark.by]))
    if given.joined_on:
        acts.append((given.joined_on, 12, Act.APPROVED, "", decider))
    if given.state in {"declined", "suspended"} and given.decided_on:
        acts.append((given.decided_on, 13, Act(given.state), given.reason, decider))
    db.session.add_all(
        OrganisationEvent(
            organisation_id=organisation_id, act=act, text=text, by_id=by, at=_at(day, hour)
        )
        for day, hour, act, text, by in acts
    )


def _add_subjects() -> dict[str, int]:
    """Return the number of each subject by key."""
    rows = {
        subject.key: Subject(name=subject.label, position=position)
        for position, subject in enumerate(subjects())
    }
    db.session.add_all(rows.values())
    db.session.flush()
    return {key: row.id for key, row in rows.items()}


def _add_document(
    given: DemoDocument,
    owners: Mapping[str, int],
    persons: Mapping[str, int],
    subject_ids: Mapping[str, int],
) -> int:
    """Deposit a document with all its versions through the library's own door; return its number."""
    owner = next(o for o in organisations() if o.acronym == given.organisation)
    by = members.viewer_of(persons[_speakers(owner)[0].email])
    fields = DocumentFields(
        title=given.title,
        abstract=given.abstract,
        kind=given.kind,
        # no people are invented as authors: only groups, offices and organisations
        authors=tuple(AuthorName(name, is_organisation=True) for name in given.authors),
        issued=given.issued.isoformat(),
        languages=given.languages,
        subject_ids=tuple(subject_ids[key] for key in given.subjects),
        licence=given.licence,
        audience=given.audience,
    )
    first, *later = given.versions
    name, content = given.file(first.number)
    document = library.deposit(
        io.BytesIO(content),
        name,
        by=by,
        organisation_id=owners[owner.acronym],
        fields=fields,
        made_here=True,
    )
    if given.state != "draft":
        library.publish(document.id, by=by)
    for version in later:
        name, content = given.file(version.number)
        library.add_version(
            document.id, io.BytesIO(content), name, version.note, by=by, made_here=True
        )
    if given.state == "withdrawn":
        library.withdraw(document.id, given.reason, by=by)
    _date(document.id, given, by)
    return document.id


def _date(document_id: int, given: DemoDocument, by: Viewer) -> None:
    """Let everything about a document have happened on the days it is dated."""
    day = _at(given.issued)
    with transaction():
        row = db.session.get_one(Document, document_id)
        row.created_at = day
        row.deposited_by_id = by.person_id or row.deposited_by_id
        row.published_at = row.published_at and day
        row.withdrawn_at = row.withdrawn_at and _at(given.versions[-1].issued, 15)
        db.session.execute(
            update(DocumentEvent).where(DocumentEvent.document_id == document_id).values(at=day)
        )
        for version in given.versions:
            db.session.execute(
                update(Version)
                .where(Version.document_id == document_id, Version.number == version.number)
                .values(created_at=_at(version.issued))
            )
