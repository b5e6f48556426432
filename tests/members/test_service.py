"""Applications and decisions: every act does what it says, once, and tells those concerned."""

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from coalition.accounts import service as accounts
from coalition.accounts.models import Link, Person
from coalition.accounts.queries import find_person_by_email
from coalition.accounts.service import check_sign_in
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from coalition.members import decisions, history, queries, service
from coalition.members.application import Newcomer
from coalition.members.models import Organisation, State
from coalition.search.upkeep import INDEX
from coalition.tasks import Work
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import PASSWORD, Someone, make_person
from tests.members.making import (
    ADA,
    acts_of,
    details,
    last_letter,
    last_token,
    reload,
    subjects_to,
)


def apply_and_confirm(**changes: object) -> int:
    """Return the number of an application that waits, handed in by Ada."""
    organisation_id = service.apply(details(**changes), ADA, by=ANONYMOUS)
    service.confirm(last_token(ADA.email))
    return organisation_id


def ada() -> Viewer:
    """Return Ada with the rights she has now."""
    person = find_person_by_email(ADA.email)
    assert person is not None
    return queries.viewer_of(person.id)


def test_application_of_a_newcomer_waits_for_the_link(app: Flask, coordinator: Someone) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    organisation = reload(organisation_id)
    assert (organisation.state, organisation.waiting_since) == (State.UNCONFIRMED, None)
    assert (organisation.name, organisation.website_host, organisation.ror) == (
        "Bibliothèque des Deux Rives",
        "deuxrives.example.org",
        "05dxps055",
    )
    assert subjects_to(ADA.email) == ["Confirm the application of Bibliothèque des Deux Rives"]
    assert subjects_to(coordinator.email) == []


def test_confirming_hands_in_and_tells_each_coordinator_once(
    app: Flask, coordinator: Someone
) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    done = service.confirm(last_token(ADA.email))
    assert (done.organisation_id, done.person.email, done.is_new) == (
        organisation_id,
        ADA.email,
        True,
    )
    assert reload(organisation_id).state is State.WAITING
    assert subjects_to(coordinator.email) == ["Bibliothèque des Deux Rives applied"]
    assert subjects_to(ADA.email)[1:] == [
        "The application of Bibliothèque des Deux Rives is handed in"
    ]
    assert acts_of(organisation_id) == [("applied", ""), ("confirmed", "")]
    assert check_sign_in(ADA.email, PASSWORD, "").name == "Ada"


def test_link_confirms_only_once(app: Flask) -> None:
    service.apply(details(), ADA, by=ANONYMOUS)
    token = last_token(ADA.email)
    service.confirm(token)
    with pytest.raises(NotFound):
        service.confirm(token)


def test_link_older_than_a_day_confirms_nothing(app: Flask) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    with transaction():
        left = db.session.scalar(select(Link.expires_at))
        db.session.execute(update(Link).values(expires_at=now()))
    assert left is not None
    assert timedelta(hours=23, minutes=59) < left - now() <= timedelta(hours=24)
    with pytest.raises(NotFound, match="24 hours"):
        service.confirm(last_token(ADA.email))
    assert reload(organisation_id).state is State.UNCONFIRMED


def test_name_and_language_are_those_of_the_form_whose_link_is_used(app: Flask) -> None:
    mallory = Newcomer("Mallory", ADA.email, "a password of mallory", "fr")
    service.apply(details(), mallory, by=ANONYMOUS)
    service.apply(details(), ADA, by=ANONYMOUS)
    assert subjects_to(ADA.email)[1] == "Confirm the application of Bibliothèque des Deux Rives"
    assert "Mallory" not in last_letter(ADA.email)
    assert service.confirm(last_token(ADA.email)).is_new
    known = check_sign_in(ADA.email, PASSWORD, "")
    assert (known.name, known.language) == (ADA.name, ADA.language)


def test_application_in_the_name_of_a_known_person_changes_nothing_of_theirs(app: Flask) -> None:
    person = make_person(ADA.email, "Ada Lovelace")
    organisation_id = service.apply(
        details(), Newcomer("Mallory", ADA.email, "a password of mallory", "fr"), by=ANONYMOUS
    )
    assert queries.viewer_of(person.id).application_ids == frozenset()
    assert subjects_to(ADA.email) == ["Confirm the application of Bibliothèque des Deux Rives"]
    done = service.confirm(last_token(ADA.email))
    assert (done.person.id, done.is_new) == (person.id, False)
    assert queries.viewer_of(person.id).application_ids == {organisation_id}
    known = check_sign_in(ADA.email, PASSWORD, "")
    assert (known.name, known.language) == ("Ada Lovelace", "en")


def test_application_of_somebody_signed_in_goes_straight_to_the_coordinators(
    outsider: Someone, coordinator: Someone
) -> None:
    organisation_id = service.apply(details(), None, by=outsider.viewer)
    assert reload(organisation_id).state is State.WAITING
    assert outsider.viewer.application_ids == {organisation_id}
    assert subjects_to(coordinator.email) == ["Bibliothèque des Deux Rives applied"]


@pytest.mark.parametrize("email", ["ada@example.org", "known@example.org"])
def test_weak_password_is_refused_for_known_and_unknown_alike(app: Flask, email: str) -> None:
    make_person("known@example.org")
    with pytest.raises(Invalid) as refused:
        service.apply(details(), Newcomer("Ada", email, "short", "en"), by=ANONYMOUS)
    assert list(refused.value.fields) == ["password"]
    assert db.session.scalar(select(func.count(Organisation.id))) == 0


def test_unknown_country_and_group_are_refused(app: Flask) -> None:
    with pytest.raises(Invalid) as refused:
        service.apply(details(country="XX", stakeholder_group_id=999), ADA, by=ANONYMOUS)
    assert sorted(refused.value.fields) == ["country", "stakeholder_group"]
    assert db.session.scalar(select(func.count(Person.id))) == 0


def test_applications_are_throttled_per_account(app: Flask) -> None:
    for _ in range(3):
        service.apply(details(), ADA, by=ANONYMOUS)
    with pytest.raises(TooMany):
        service.apply(details(), ADA, by=ANONYMOUS)


def test_applications_are_throttled_per_network_address(app: Flask) -> None:
    for number in range(10):
        newcomer = Newcomer("Ada", f"ada{number}@example.org", PASSWORD, "en")
        service.apply(details(), newcomer, by=ANONYMOUS, address="203.0.113.7")
    with pytest.raises(TooMany):
        service.apply(details(), ADA, by=ANONYMOUS, address="203.0.113.7")


def test_resend_makes_the_old_link_worthless(app: Flask) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    old = last_token(ADA.email)
    assert service.resend(organisation_id, by=ada()) is False
    with pytest.raises(NotFound):
        service.confirm(old)
    assert service.confirm(last_token(ADA.email)).organisation_id == organisation_id


def test_resend_hands_in_when_the_address_is_confirmed_by_now(app: Flask) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    token = last_token(ADA.email)
    with transaction():
        db.session.execute(update(Person).values(confirmed_at=now()))
    assert service.resend(organisation_id, by=ada()) is True
    assert reload(organisation_id).state is State.WAITING
    with pytest.raises(NotFound):
        service.confirm(token)


def test_question_answer_and_approval_in_turn(app: Flask, coordinator: Someone) -> None:
    organisation_id = apply_and_confirm()
    place = reload(organisation_id).waiting_since
    decisions.ask(organisation_id, "How many branches?", by=coordinator.viewer)
    assert reload(organisation_id).state is State.ASKED
    assert "How many branches?" in last_letter(ADA.email)
    service.answer(organisation_id, "Twelve.", by=ada())
    organisation = reload(organisation_id)
    assert (organisation.state, organisation.waiting_since) == (State.WAITING, place)
    assert "Twelve." in last_letter(coordinator.email)
    decisions.approve(organisation_id, by=coordinator.viewer)
    organisation = reload(organisation_id)
    assert organisation.state is State.APPROVED
    assert organisation.approved_at is not None
    assert subjects_to(ADA.email)[-1] == "Bibliothèque des Deux Rives is now a member"
    assert f"http://127.0.0.1:8000/members/{organisation_id}\n" in last_letter(ADA.email)
    assert ada().organisation_ids == {organisation_id}
    assert acts_of(organisation_id) == [
        ("applied", ""),
        ("confirmed", ""),
        ("asked", "How many branches?"),
        ("answered", "Twelve."),
        ("approved", ""),
    ]


def test_declined_application_may_be_corrected_and_takes_a_new_place(
    app: Flask, coordinator: Someone
) -> None:
    organisation_id = apply_and_confirm()
    place = reload(organisation_id).waiting_since
    decisions.decline(organisation_id, "No address.", by=coordinator.viewer)
    assert reload(organisation_id).state is State.DECLINED
    assert "No address." in last_letter(ADA.email)
    service.correct(organisation_id, details(acronym="B2R"), "With address.", by=ada())
    organisation = reload(organisation_id)
    assert (organisation.state, organisation.acronym) == (State.WAITING, "B2R")
    assert place is not None
    assert organisation.waiting_since is not None
    assert organisation.waiting_since > place
    event = history.last_event(organisation_id)
    assert event is not None
    assert (event.text, event.changes) == ("With address.", {"acronym": ["BDR", "B2R"]})
    assert subjects_to(coordinator.email)[-1] == "Bibliothèque des Deux Rives answered"


def test_correction_of_a_waiting_application_writes_to_nobody(
    app: Flask, coordinator: Someone
) -> None:
    organisation_id = apply_and_confirm()
    before = subjects_to(coordinator.email)
    groups = queries.groups()
    service.correct(organisation_id, details(stakeholder_group_id=groups[0].id), by=ada())
    assert subjects_to(coordinator.email) == before
    event = history.last_event(organisation_id)
    assert event is not None
    assert event.changes == {"stakeholder_group": ["Civil society", "Government"]}


def test_correction_without_any_change_is_refused(app: Flask, coordinator: Someone) -> None:
    organisation_id = apply_and_confirm()
    decisions.decline(organisation_id, "No address.", by=coordinator.viewer)
    with pytest.raises(Invalid, match="Nothing is changed"):
        service.correct(organisation_id, details(), by=ada())
    assert reload(organisation_id).state is State.DECLINED


def test_others_cannot_answer_or_correct(applicant: Someone, representative: Someone) -> None:
    own = applicant.organisation_id
    assert own is not None
    with pytest.raises(NotFound):
        service.answer(own, "Mine.", by=representative.viewer)
    with pytest.raises(NotFound):
        service.correct(own, details(), by=representative.viewer)
    with pytest.raises(NotFound):
        service.resend(own, by=representative.viewer)


def test_edit_records_the_former_name_and_keeps_the_reason(
    representative: Someone,
) -> None:
    own = representative.organisation_id
    assert own is not None
    assert service.edit(own, details(reason=""), by=representative.viewer) is True
    organisation = reload(own)
    assert (organisation.name, organisation.reason) == (
        "Bibliothèque des Deux Rives",
        "To open the doors of libraries.",
    )
    event = history.last_event(own)
    assert event is not None
    assert event.changes["name"] == [
        "Library Association of the Low Lands",
        "Bibliothèque des Deux Rives",
    ]
    assert service.edit(own, details(), by=representative.viewer) is False
    assert [act for act, _ in acts_of(own)] == ["edited"]


def test_edit_by_others_or_of_no_member_is_refused(
    applicant: Someone, outsider: Someone, coordinator: Someone
) -> None:
    own = applicant.organisation_id
    assert own is not None
    for viewer in (ANONYMOUS, outsider.viewer, applicant.viewer):
        with pytest.raises(NotAllowed):
            service.edit(own, details(), by=viewer)
    with pytest.raises(Conflict):
        service.edit(own, details(), by=coordinator.viewer)


def test_edit_asks_for_the_index_to_follow_when_something_changed(
    representative: Someone,
) -> None:
    own = representative.organisation_id
    assert own is not None
    for _ in range(2):
        service.edit(own, details(), by=representative.viewer)
        waiting = db.session.scalars(select(Work.subject).where(Work.kind == INDEX)).all()
        assert waiting == [f"organisation:{own}"]


def test_link_used_while_its_application_is_held_waits_and_then_finds_it_spent(app: Flask) -> None:
    organisation_id = service.apply(details(), ADA, by=ANONYMOUS)
    token = last_token(ADA.email)
    met: list[type[Exception]] = []

    def confirm() -> None:
        with app.app_context():
            try:
                service.confirm(token)
            except Exception as problem:
                met.append(type(problem))

    late = Thread(target=confirm)
    with transaction():
        locked(Organisation, organisation_id)
        late.start()
        late.join(timeout=0.5)
        accounts.drop_links(service.CONFIRM, subject_id=organisation_id)
    late.join()
    assert met == [NotFound]
