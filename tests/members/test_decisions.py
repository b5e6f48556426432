"""Decisions: taken by coordinators, in fitting states, once, and told to those concerned."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.members import decisions, history, queries
from coalition.members.models import OrganisationEvent, State
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import Someone, make_organisation, make_person
from tests.members.making import acts_of, last_letter, reload, subjects_to

FITTING: list[tuple[Callable[[int, Viewer], None], set[State]]] = [
    (lambda key, by: decisions.ask(key, "?", by=by), {State.WAITING, State.ASKED}),
    (lambda key, by: decisions.approve(key, by=by), {State.WAITING, State.ASKED}),
    (lambda key, by: decisions.decline(key, "!", by=by), {State.WAITING, State.ASKED}),
    (lambda key, by: decisions.suspend(key, "!", by=by), {State.APPROVED}),
    (lambda key, by: decisions.reinstate(key, by=by), {State.SUSPENDED}),
]


def test_suspended_representatives_lose_and_regain_their_rights(
    representative: Someone, coordinator: Someone
) -> None:
    own = representative.organisation_id
    assert own is not None
    since = reload(own).approved_at
    decisions.suspend(own, "No yearly report.", by=coordinator.viewer)
    assert representative.viewer.roles == {"person", "applicant"}
    assert "No yearly report." in last_letter(representative.email)
    decisions.reinstate(own, "Thank you for the report.", by=coordinator.viewer)
    assert representative.viewer.organisation_ids == {own}
    assert "Thank you for the report." in last_letter(representative.email)
    assert reload(own).approved_at == since


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("number", range(len(FITTING)))
def test_decision_is_taken_in_fitting_states_only(
    coordinator: Someone, number: int, state: State
) -> None:
    act, fitting = FITTING[number]
    organisation = make_organisation("Reading Rooms Trust", state=state)
    if state in fitting:
        act(organisation.id, coordinator.viewer)
        assert len(acts_of(organisation.id)) == 1
    else:
        with pytest.raises(Conflict, match="This no longer fits"):
            act(organisation.id, coordinator.viewer)
        assert reload(organisation.id).state is state
        assert acts_of(organisation.id) == []


@pytest.mark.parametrize("number", range(len(FITTING)))
def test_decision_of_others_is_refused(
    representative: Someone, applicant: Someone, outsider: Someone, number: int
) -> None:
    act, _ = FITTING[number]
    own = applicant.organisation_id
    assert own is not None
    for viewer in (ANONYMOUS, outsider.viewer, representative.viewer, applicant.viewer):
        with pytest.raises(NotAllowed):
            act(own, viewer)
    assert reload(own).state is State.WAITING


@pytest.mark.parametrize("field", ["question", "why"])
def test_question_and_reason_must_be_written(
    applicant: Someone, coordinator: Someone, field: str
) -> None:
    own = applicant.organisation_id
    assert own is not None
    act = {"question": decisions.ask, "why": decisions.decline}[field]
    with pytest.raises(Invalid) as refused:
        act(own, "", by=coordinator.viewer)
    assert list(refused.value.fields) == [field]


def test_stale_page_is_told_who_did_what(applicant: Someone, coordinator: Someone) -> None:
    own = applicant.organisation_id
    assert own is not None
    second = make_person("second@example.org", "Second Coordinator", coordinator=True)
    decisions.ask(own, "How many?", by=coordinator.viewer, seen=0)
    with pytest.raises(
        Conflict, match=r"Meanwhile, Coordinator asked on \d+ \w+ \d{4}, \d\d:\d\d UTC"
    ):
        decisions.approve(own, by=queries.viewer_of(second.id), seen=0)
    assert reload(own).state is State.ASKED


def test_page_that_shows_the_last_event_is_not_stale(
    applicant: Someone, coordinator: Someone
) -> None:
    own = applicant.organisation_id
    assert own is not None
    decisions.ask(own, "How many?", by=coordinator.viewer, seen=0)
    event = history.last_event(own)
    assert event is not None
    decisions.decline(own, "Too late.", by=coordinator.viewer, seen=event.id)
    assert reload(own).state is State.DECLINED


def test_decision_about_no_organisation_is_not_found(coordinator: Someone) -> None:
    with pytest.raises(NotFound):
        decisions.approve(99, by=coordinator.viewer)


@pytest.mark.parametrize("turn", range(3))
def test_two_coordinators_at_once_give_one_outcome(
    app: Flask, applicant: Someone, coordinator: Someone, turn: int
) -> None:
    own = applicant.organisation_id
    assert own is not None
    second = make_person("second@example.org", coordinator=True)
    viewers = (coordinator.viewer, queries.viewer_of(second.id))
    start = Barrier(2)
    outcomes: list[str] = []

    def decide(name: str, act: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
            except Conflict:
                outcomes.append("refused")
            else:
                outcomes.append(name)

    acts = (
        lambda: decide("approved", lambda: decisions.approve(own, by=viewers[0], seen=0)),
        lambda: decide("declined", lambda: decisions.decline(own, "No.", by=viewers[1], seen=0)),
    )
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes, key="refused".__eq__)[1:] == ["refused"]
    done = next(outcome for outcome in outcomes if outcome != "refused")
    assert reload(own).state.value == done
    assert [act for act, _ in acts_of(own)] == [done]
    assert db.session.scalar(select(func.count(OrganisationEvent.id))) == 1
    assert len(subjects_to(applicant.email)) == 1
