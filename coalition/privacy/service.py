"""Every write of privacy: noting that a copy was given, erasing people, and doing so once more."""

from pathlib import Path

from sqlalchemy import delete, select, text, update

from coalition import tasks
from coalition.accounts.models import Appointment, Person
from coalition.audit import service as audit
from coalition.database import after_commit, before_commit, db, locked, now, transaction
from coalition.errors import Conflict
from coalition.hubs.models import Hub, HubLink
from coalition.mail import service as mail
from coalition.mail.models import Message
from coalition.members.departing import depart
from coalition.privacy import erased, leftovers, queries
from coalition.privacy.cleaning import clean_texts
from coalition.privacy.erased import Erased
from coalition.privacy.holdings import HOLDINGS, Fate, Holding
from coalition.privacy.rows import Whose, belongs, table_of
from coalition.web.viewer import Viewer

MOVING_MS = 500  # longest wait for those who read an older state of the database
NOBODY = "erased-%d" + mail.UNREACHABLE  # the address of somebody who was erased


def give_copy(person_id: int, *, by: Viewer | None, request: str = "") -> list[queries.Section]:
    """Return all that is known of a person and note that it was given.

    by: None on the command line. request: how the person asked, where a coordinator answers.
    Raises NotFound.
    """
    viewer = by or _themselves(person_id)
    with transaction():
        person = queries.get_person(person_id, viewer=viewer)
        audit.note(
            "privacy.exported",
            f"person:{person_id}",
            by=by.person_id if by else None,
            requested=request,
        )
        return queries.copy_of(person)


def erase(person_id: int, *, by: Viewer | None, request: str = "") -> None:
    """Erase a person: what tells who they were goes, what they did for others stays.

    by: themselves or a coordinator; None on the command line. request: how they asked, where a
    coordinator answers. Raises NotFound, and Conflict while a member or the coalition would be
    left without anybody to speak for it.
    """
    with transaction():
        db.session.execute(select(Appointment.id).with_for_update())  # two may leave at once
        person = queries.get_person(person_id, viewer=by or _themselves(person_id))
        person = locked(Person, person.id)
        obstacles = queries.obstacles(person)
        if obstacles:
            raise Conflict(" ".join(obstacles))
        audit.note(
            "privacy.erased",
            f"person:{person_id}",
            by=by.person_id if by else None,
            requested=request,
        )
        _erase(person)


def apply_erasures(file: Path | None = None) -> int:
    """Erase once more those who were erased since a backup was made; return how many there were.

    file: the list of another installation; that of this one is read in any case. Called after a
    backup is restored.
    """
    listed = erased.known() | (erased.known(file) if file else set())
    again = 0
    for one in sorted(listed, key=lambda one: one.person_id):
        with transaction():
            person = db.session.get(Person, one.person_id)
            if person is None or person.erased_at or person.created_at != one.created_at:
                continue
            audit.note("privacy.erased", f"person:{person.id}", by=None, again="backup restored")
            _erase(person)
            again += 1
    erased.remember(listed)
    return again


def remember_erased() -> int:
    """Write into the file whoever the database knows as erased; return how many were missing.

    Erasing does so itself. This mends a file that was lost or could not be written then.
    """
    gone = db.session.scalars(select(Person).where(Person.erased_at.is_not(None))).all()
    return erased.remember(_line_of(person) for person in gone)


def _themselves(person_id: int) -> Viewer:
    return Viewer(person_id=person_id)


def _erase(person: Person) -> None:
    """Erase inside a transaction; what lies beside the database goes after it."""
    whose = queries.whose(person)
    name = person.given_name
    for row in db.session.scalars(
        select(Appointment).where(
            Appointment.person_id == person.id, Appointment.removed_at.is_(None)
        )
    ):
        row.removed_at, row.removed_by_id = now(), person.id
    depart(person.id)
    db.session.flush()
    clean_texts(whose, name, person.created_at)  # while what ties them to things is theirs
    _forget_letters(whose)
    hubs = select(Hub.id).where(Hub.coordinator_email == whose.email)
    db.session.execute(delete(HubLink).where(HubLink.hub_id.in_(hubs)))
    for holding in HOLDINGS:
        _forget(holding, whose)
    person.email, person.given_name, person.password_hash = NOBODY % person.id, "", ""
    person.confirmed_at, person.erased_at = None, now()
    db.session.flush()
    # Last, so that it reaches the acts that are noted with this one.
    before_commit(lambda: _forget_acts(whose, name))
    line = _line_of(person)
    after_commit(lambda: _clear_beside(line, whose))


def _forget(holding: Holding, whose: Whose) -> None:
    table = table_of(holding.table)
    if holding.fate is Fate.GONE:
        db.session.execute(delete(table).where(belongs(holding, whose)))
    elif holding.emptied:
        db.session.execute(
            update(table).where(belongs(holding, whose)).values(dict(holding.emptied))
        )
    db.session.expire_all()


def _forget_letters(whose: Whose) -> None:
    """Take the work away of sending letters that go with the person."""
    theirs = select(Message.id).where(Message.to == whose.email)
    numbers = [str(number) for number in db.session.scalars(theirs)]
    db.session.execute(
        delete(tasks.Work).where(tasks.Work.kind == mail.KIND, tasks.Work.subject.in_(numbers))
    )


def _forget_acts(whose: Whose, name: str) -> None:
    audit.forget_person(whose.person_id, email=whose.email, name=name)


def _line_of(person: Person) -> Erased:
    return Erased(person.id, person.created_at, person.erased_at or now())


def _clear_beside(line: Erased, whose: Whose) -> None:
    """Note the erasure beside the database, delete files of theirs, and let SQLite forget."""
    erased.remember([line])
    leftovers.delete_files_of(whose)
    forget_written()


def forget_written() -> None:
    """Let SQLite move its log into the database, so that no older state of a row stays in it.

    Pages are overwritten with zeros where rows were (PRAGMA secure_delete). While somebody reads
    an older state the log stays, until the daily look or the last connection ends.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        patience_ms = connection.scalar(text("PRAGMA busy_timeout"))
        connection.execute(text(f"PRAGMA busy_timeout={MOVING_MS}"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        connection.execute(text(f"PRAGMA busy_timeout={patience_ms}"))
