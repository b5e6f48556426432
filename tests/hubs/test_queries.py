"""What is read of hubs: accepted ones by everybody, the others by coordinators and their hosts."""

import pytest
from sqlalchemy import select

from coalition.accounts.service import digest_of
from coalition.database import db
from coalition.errors import NotFound
from coalition.hubs import queries, service
from coalition.hubs.links import asking_token
from coalition.hubs.models import HubLink, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.hubs.making import accept, add, confirm, make_meeting, make_session, register


def test_session_is_followed_by_accepted_hubs_alone(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session, other = make_session(meeting, by), make_session(meeting, by, title="Other")
    confirm(meeting, session)
    register(meeting, session)
    hub, _token = accept(meeting, by, session, coordinator_email="a@example.org")
    add(meeting, by, other)
    peru = add(meeting, by, session, country="PE", city="Lima")
    assert [one.id for one in queries.hubs_following(session.id)] == [hub.id, peru.id]


def test_hub_is_found_by_both_of_its_tokens_while_it_is_accepted(coordinator: Someone) -> None:
    _hub, token = confirm(make_meeting(coordinator.viewer))
    assert queries.find_hub_by_token(token) is None
    accepted, own = accept(
        make_meeting(coordinator.viewer), coordinator.viewer, coordinator_email="a@example.org"
    )
    for one in (own, asking_token(own)):
        found = queries.find_hub_by_token(one)
        assert found is not None
        assert found.id == accepted.id
    assert queries.find_hub_by_token("x" * 43) is None
    service.withdraw(own)
    assert queries.find_hub_by_token(asking_token(own)) is None


def test_token_for_questions_does_not_open_the_host_s_page(coordinator: Someone) -> None:
    _hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    with pytest.raises(NotFound):
        queries.get_hub_by_link(asking_token(token))


def test_database_keeps_no_token_that_opens_anything(coordinator: Someone) -> None:
    _hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    kept = {
        secret
        for link in db.session.scalars(select(HubLink))
        for secret in (link.token_digest, link.asking_digest)
    }
    assert {digest_of(token), digest_of(asking_token(token))} <= kept
    assert not {token, asking_token(token)} & kept
    assert [queries.find_hub_by_token(secret) for secret in kept] == [None] * len(kept)


def test_queue_is_for_coordinators(coordinator: Someone, representative: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    first, _token = confirm(meeting)
    second, _token = confirm(meeting, coordinator_email="b@example.org")
    register(meeting)
    hubs, counts = queries.queue(meeting.id, State.WAITING, 1, viewer=coordinator.viewer)
    assert [hub.id for hub in hubs] == [first.id, second.id]
    assert {state: count for state, count in counts.items() if count} == {
        State.WAITING: 2,
        State.UNCONFIRMED: 1,
    }
    assert queries.waiting_count(meeting.id, viewer=coordinator.viewer) == 2
    assert queries.waiting_count(viewer=coordinator.viewer) == 2
    for viewer in (representative.viewer, ANONYMOUS):
        assert queries.queue(meeting.id, State.WAITING, 1, viewer=viewer)[0] == []
        assert queries.waiting_count(viewer=viewer) == 0
        assert queries.all_hubs(meeting.id, viewer=viewer) == []
        assert queries.history_of(first.id, viewer=viewer) == []
        with pytest.raises(NotFound):
            queries.get_hub(first.id, viewer=viewer)


def test_sessions_to_follow_are_those_that_will_be_held(
    coordinator: Someone, representative: Someone
) -> None:
    from tests.programme.making import propose

    by = coordinator.viewer
    meeting = make_meeting(by, themes=("Access and diversity",))
    held = make_session(meeting, by)
    untimed = make_session(meeting, by, starts_at=None, ends_at=None)
    propose(meeting, representative.viewer)
    assert [one.id for one in queries.sessions_to_follow(meeting.id)] == [held.id, untimed.id]
