"""Erasing: nothing is left of a person but what is listed, and what they did for others stays."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from coalition.accounts import service as accounts
from coalition.accounts.models import Appointment, Person
from coalition.audit.chain import breaks
from coalition.audit.models import Act
from coalition.database import Base, db, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.hubs.models import Hub, HubEvent
from coalition.mail.models import Message
from coalition.members import decisions
from coalition.members import queries as members
from coalition.members.models import OrganisationEvent, Representative, State
from coalition.privacy import erased, queries, service
from coalition.privacy.holdings import HOLDINGS, Fate
from coalition.privacy.rows import Whose, count
from coalition.questions.models import Question, Shown
from coalition.search.running import KEEPER
from coalition.web.site import settings
from coalition.web.viewer import Viewer
from tests.conftest import PASSWORD, Someone, make_organisation, make_person
from tests.privacy.filling import EMAIL, NAME, TRACES, make_known, make_row


def traces(folder: Path) -> list[str]:
    """Return the files of an instance in which the person still is named."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes().lower()
            if any(trace.encode() in data for trace in TRACES):
                found.append(path.name)
    return found


def erase(person: Person) -> None:
    """Erase a person as they would themselves."""
    service.erase(person.id, by=Viewer(person_id=person.id))


def organisation_texts() -> list[str]:
    """Return what the histories of organisations say, the oldest first."""
    texts = select(OrganisationEvent.text).order_by(OrganisationEvent.id)
    return [*db.session.scalars(texts)]


def test_nothing_is_left_in_database_index_and_files(app: Flask) -> None:
    person = make_known()
    folder = settings().instance
    (folder / "mail").mkdir(exist_ok=True)
    (folder / "mail" / "1.eml").write_text(f"To: {EMAIL}\nSubject: Hello {NAME}\n\nText\n")
    (folder / "rehearsed").mkdir()
    (folder / "rehearsed" / f"{person.id}-1-{'0' * 64}").write_text(NAME)
    (folder / "rehearsed" / f"{person.id}0-1-{'0' * 64}").write_text("another's")
    app.extensions[KEEPER].index.rebuild([])
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        assert {"coalition.db", "coalition.db-wal"} & set(traces(folder))
    erase(person)
    db.session.remove()
    assert traces(folder) == []
    assert [path.name for path in (folder / "rehearsed").iterdir()] == [
        f"{person.id}0-1-{'0' * 64}"
    ]


def test_what_is_deleted_is_overwritten(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA secure_delete")).scalar() == 1


def test_every_row_goes_is_emptied_or_stays_as_the_table_says(app: Flask) -> None:
    person = make_known()
    whose = Whose(person.id, EMAIL)
    before = [(one, count(one, whose)) for one in HOLDINGS]
    assert [one.table for one, number in before if not number] == []
    erase(person)
    for one, number in before:
        left = count(one, whose)
        if one.fate is Fate.GONE or (one.emptied and not one.subjects):
            assert left == 0, one.table
        elif one.table == "acts":
            assert left == number + 2  # that they left an organisation, and were erased
        elif one.table in {"organisation_history", "appointments", "people"}:
            assert left >= number, one.table  # one more act of leaving, by themselves
        else:
            assert left == number, one.table


def test_chain_of_the_audit_log_holds_and_details_are_gone(app: Flask) -> None:
    person = make_known()
    erase(person)
    acts = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert list(breaks(acts)) == []
    assert [act.action for act in acts][-2:] == ["privacy.erased", "members.left"]
    assert [act.detail for act in acts if act.person_id == person.id] == [None] * len(
        [act for act in acts if act.person_id == person.id]
    )


def test_words_stand_for_the_name_and_nobody_signs_in_any_more(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    person_id = person.id
    erase(person)
    gone = db.session.get_one(Person, person_id)
    assert (gone.name, gone.given_name) == ("A former representative", "")
    assert gone.email == f"erased-{person_id}@erased.invalid"
    assert members.viewer_of(person_id).roles == {"person"}
    for email in (EMAIL, gone.email):
        with pytest.raises(Invalid):
            accounts.check_sign_in(email, PASSWORD, "192.0.2.1")
    accounts.send_reset(gone.email, "en", "192.0.2.1")
    assert db.session.scalar(select(func.count(Message.id))) == 0  # nobody is written to


def test_address_can_be_registered_anew_by_another_account(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    first = person.id
    erase(person)
    assert make_person(EMAIL, "Somebody new").id != first


def test_last_coordinator_stays(coordinator: Someone) -> None:
    with pytest.raises(Conflict, match=r"is the last coordinator\. Appoint another one first"):
        service.erase(coordinator.person_id or 0, by=coordinator.viewer)
    another = make_person("second@example.org", coordinator=True)
    service.erase(coordinator.person_id or 0, by=coordinator.viewer)
    present = select(Appointment.person_id).where(Appointment.removed_at.is_(None))
    assert db.session.scalars(present).all() == [another.id]


@pytest.mark.parametrize("state", [State.APPROVED, State.SUSPENDED])
def test_only_representative_of_a_member_stays(app: Flask, state: State) -> None:
    person = make_person(EMAIL, NAME)
    make_organisation("Reading Rooms Trust", person, state=state)
    with pytest.raises(
        Conflict, match=r"alone speaks for Reading Rooms Trust\. Invite a colleague"
    ):
        erase(person)
    assert db.session.get_one(Person, person.id).given_name == NAME


def test_contact_passes_to_the_colleague_in_a_letter_that_names_nobody(app: Flask) -> None:
    person, colleague = make_person(EMAIL, NAME), make_person("colleague@example.org")
    organisation = make_organisation("Reading Rooms Trust", person, colleague)
    erase(person)
    contact = select(Representative.person_id).where(Representative.is_contact)
    assert db.session.scalars(contact).all() == [colleague.id]
    letter = db.session.scalars(select(Message)).one()
    assert (letter.to, letter.subject) == (
        "colleague@example.org",
        "You are now the contact of Reading Rooms Trust",
    )
    assert "A former representative made you the contact" in letter.body
    last = db.session.scalars(select(OrganisationEvent)).one()
    assert (last.organisation_id, last.by_id, last.act) == (organisation.id, person.id, "left")


def test_application_ends_with_the_only_one_who_could_answer_for_it(applicant: Someone) -> None:
    service.erase(applicant.person_id or 0, by=applicant.viewer)
    assert members.state_counts(viewer=Viewer(person_id=1, is_coordinator=True)) == dict.fromkeys(
        State, 0
    ) | {State.DECLINED: 1}


def test_strangers_erase_nobody(outsider: Someone, representative: Someone) -> None:
    with pytest.raises(NotFound):
        service.erase(outsider.person_id or 0, by=representative.viewer)
    with pytest.raises(NotFound):
        service.give_copy(outsider.person_id or 0, by=representative.viewer)


def test_question_stays_and_names_nobody(app: Flask) -> None:
    person = make_known()
    erase(person)
    question = db.session.scalars(select(Question).where(Question.shown == Shown.NOTHING)).one()
    assert (question.name, question.affiliation, question.asked_by_id) == ("", "", None)


def test_hub_stays_and_its_private_links_are_worthless(app: Flask) -> None:
    person = make_known()
    erase(person)
    links = Base.metadata.tables["hub_links"]
    theirs = select(func.count()).select_from(links)
    hubs = select(Hub.id).where(Hub.coordinator_email == "")
    assert len(db.session.scalars(hubs).all()) == 1
    assert db.session.scalar(theirs.where(links.c.hub_id.in_(hubs))) == 0


def test_name_of_one_word_is_cut_only_where_nothing_else_stands(app: Flask) -> None:
    person, other = make_person(EMAIL, "Quill"), make_person("other@example.org")
    organisation = make_organisation("Quill Trust", other, person)
    with transaction():
        for text in ("Quill", "Quill and paper"):
            event = OrganisationEvent(organisation_id=organisation.id, act="edited", text=text)
            db.session.add(event)
    erase(person)
    assert organisation_texts() == ["[…]", "Quill and paper", ""]  # the last of leaving


def test_chosen_name_blanks_no_words_of_others(
    coordinator: Someone, applicant: Someone, outsider: Someone
) -> None:
    question = "What does the board of the Trust think of the fee?"
    decisions.ask(applicant.organisation_id or 0, question, by=coordinator.viewer)
    before = db.session.scalars(select(Message.body)).all()
    outsider.client.post("/account/name", data={"name": "of the", "language": "en"})
    answer = outsider.client.post("/account/erase", data={"typed": outsider.email})
    assert answer.status_code == 303
    assert question in organisation_texts()
    assert db.session.scalars(select(Message.body)).all() == before


def test_name_is_cut_in_what_the_person_had_to_do_with_since_they_came(app: Flask) -> None:
    person, other = make_person(EMAIL, NAME), make_person("other@example.org")
    own = make_organisation("Reading Rooms Trust", other, person)
    strange = make_organisation("Quill Trust", other)
    earlier = person.created_at - timedelta(days=1)
    with transaction():
        for at, organisation, text in (
            (now(), own, f"Ask {NAME}."),
            (earlier, own, f"Ask {NAME} <{EMAIL}>."),
            (now(), strange, f"Ask {NAME}."),
            (now(), strange, f"Ask {NAME} <{EMAIL}>."),
            (now(), strange, f"Ask {NAME} <not{EMAIL}>."),
        ):
            event = OrganisationEvent(
                organisation_id=organisation.id, act="edited", text=text, at=at
            )
            db.session.add(event)
    erase(person)
    assert organisation_texts()[:-1] == [
        "Ask […].",
        f"Ask {NAME} <[…]>.",
        f"Ask {NAME}.",
        "Ask […] <[…]>.",
        f"Ask {NAME} <not{EMAIL}>.",
    ]


def test_name_is_cut_in_the_history_of_a_hub_that_names_its_holder(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    columns = Base.metadata.tables
    with transaction():
        for email in (EMAIL, "other@example.org"):
            make_row(columns["hubs"], coordinator_email=email)
        for hub in db.session.scalars(select(Hub).order_by(Hub.id)).all():
            changes = {"coordinator_name": ["Somebody", NAME]}
            db.session.add(HubEvent(hub_id=hub.id, act="changed", changes=changes))
    erase(person)
    found = db.session.scalars(select(HubEvent.changes).order_by(HubEvent.hub_id))
    assert [one["coordinator_name"][1] for one in found] == ["[…]", NAME]


def test_letters_to_others_lose_the_address_alone(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    with transaction():
        make_row(
            Base.metadata.tables["messages"],
            to="other@example.org",
            subject=f"{NAME} wrote",
            body=f"{NAME} <{EMAIL}> wrote.",
        )
    erase(person)
    letter = db.session.scalars(select(Message)).one()
    assert (letter.subject, letter.body) == (f"{NAME} wrote", f"{NAME} <[…]> wrote.")


def test_restored_backup_brings_nobody_back(app: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite's database is a file that can be put back")
    person_id = make_person(EMAIL, NAME).id
    other_id = make_person("other@example.org").id
    db.session.remove()
    backup = tmp_path / "backup.db"
    with db.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
    erase(db.session.get_one(Person, person_id))
    assert json.loads(erased.path().read_text()).keys() == {"person", "created", "erased"}
    db.session.remove()
    db.engine.dispose()
    for name in ("coalition.db-wal", "coalition.db-shm"):
        (settings().instance / name).unlink(missing_ok=True)
    shutil.copy(backup, settings().instance / "coalition.db")
    assert db.session.get_one(Person, person_id).name == NAME
    assert service.apply_erasures() == 1
    assert db.session.get_one(Person, person_id).name == "A former representative"
    assert db.session.get_one(Person, other_id).name == "Other"
    assert service.apply_erasures() == 0


def test_number_given_twice_erases_nobody_else(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    erase(person)
    with transaction():  # another database, in which the number is another person's
        changed = {"name": "New", "erased_at": None, "created_at": datetime(2030, 1, 1, tzinfo=UTC)}
        db.session.execute(update(Base.metadata.tables["people"]).values(changed))
    assert service.apply_erasures() == 0


def test_list_of_the_erased_is_mended_from_the_database(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    erase(person)
    whole = erased.path().read_text()
    erased.path().write_text(whole[:20])  # as after a power cut
    assert service.remember_erased() == 1
    assert erased.path().read_text() == whole[:20] + "\n" + whole
    assert service.remember_erased() == 0


def test_obstacles_are_none_for_most(outsider: Someone) -> None:
    assert queries.obstacles(db.session.get_one(Person, outsider.person_id)) == []
