"""Writing sessions: proposed, added, changed, decided about, cancelled and held after all."""

from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.programme import queries, service
from coalition.programme.clashes import Clashing
from coalition.programme.description import OrganiserFields, PersonFields, fields_of
from coalition.programme.models import Act, Role, Session, State
from tests.conftest import Someone, make_organisation, make_person
from tests.programme.making import at, make_meeting, make_session, propose, session_fields


def history(session_id: int, someone: Someone) -> list[tuple[Act, dict[str, list[str]]]]:
    """Return the acts in a session's history with what they changed."""
    session = queries.get_session(session_id, viewer=someone.viewer)
    return [(e.act, e.changes) for e in queries.history_of(session, viewer=someone.viewer)]


def read(session_id: int, someone: Someone) -> Session:
    """Return the session as it is kept now."""
    return queries.get_session(session_id, viewer=someone.viewer)


def test_coordinators_session_is_in_the_programme_at_once(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    with_time = make_session(meeting, coordinator.viewer)
    without = make_session(
        meeting, coordinator.viewer, starts_at=None, ends_at=None, title="Later", people=()
    )
    assert [read(s.id, coordinator).state for s in (with_time, without)] == [
        State.SCHEDULED,
        State.ACCEPTED,
    ]
    assert history(with_time.id, coordinator) == [(Act.ADDED, {})]


def test_everything_said_of_a_session_is_kept(
    coordinator: Someone, representative: Someone
) -> None:
    said = session_fields(
        description="Who is left out.",
        webcast="https://webcast.example.org/1",
        remote_address="https://remote.example.org/1",
        remote_instructions="Enter as a guest.",
        languages=("en", "az"),
        is_ours=True,
        organisers=(OrganiserFields(representative.organisation_id), OrganiserFields(name="EIFL")),
        people=(
            PersonFields(Role.MODERATOR, "Ann", "IFLA", "ann@example.org"),
            PersonFields(Role.SPEAKER, "Bo"),
        ),
    )
    meeting = make_meeting(coordinator.viewer)
    session = service.create_session(meeting.id, said, by=coordinator.viewer)
    assert fields_of(read(session.id, coordinator)) == said


def test_representative_proposes_and_a_coordinator_accepts(
    coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = propose(meeting, representative.viewer)
    assert read(session.id, representative).state is State.PROPOSED
    with pytest.raises(NotFound):
        read(session.id, anonymous)
    with pytest.raises(NotAllowed):
        service.accept_session(session.id, by=representative.viewer)
    service.accept_session(session.id, by=coordinator.viewer)
    assert read(session.id, anonymous).state is State.SCHEDULED
    with pytest.raises(Conflict):
        service.accept_session(session.id, by=coordinator.viewer)
    assert [act for act, _ in history(session.id, coordinator)] == [Act.PROPOSED, Act.ACCEPTED]
    assert [act for act, _ in history(session.id, anonymous)] == [Act.ACCEPTED]


def test_declined_proposal_is_proposed_anew_by_changing_it(
    coordinator: Someone, representative: Someone
) -> None:
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    with pytest.raises(Invalid):
        service.decline_session(session.id, "  ", by=coordinator.viewer)
    service.decline_session(session.id, "It is too late.", by=coordinator.viewer)
    declined = read(session.id, representative)
    assert (declined.state, declined.cancelled_reason) == (State.PROPOSED, "It is too late.")
    assert queries.proposed_count(viewer=coordinator.viewer) == 0
    with pytest.raises(Conflict):
        service.decline_session(session.id, "Again.", by=coordinator.viewer)
    service.update_session(session.id, fields_of(declined), by=representative.viewer)
    assert read(session.id, representative).cancelled_reason == ""
    assert queries.proposed_count(viewer=coordinator.viewer) == 1
    acts = [act for act, _ in history(session.id, representative)]
    assert acts == [Act.PROPOSED, Act.DECLINED, Act.PROPOSED]


def test_those_who_may_not_add_sessions(
    coordinator: Someone, outsider: Someone, applicant: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    for someone in (outsider, applicant, anonymous):
        with pytest.raises(NotAllowed):
            make_session(meeting, someone.viewer)
    with pytest.raises(NotFound):
        service.create_session(999, session_fields(), by=coordinator.viewer)


def test_representative_names_an_own_organisation(
    coordinator: Someone, representative: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    with pytest.raises(Invalid) as refused:
        make_session(meeting, representative.viewer)
    assert list(refused.value.fields) == ["organisers"]
    session = propose(meeting, representative.viewer)
    fields = replace(fields_of(read(session.id, representative)), organisers=())
    with pytest.raises(Invalid):
        service.update_session(session.id, fields, by=representative.viewer)
    assert len(read(session.id, representative).organisers) == 1


def test_only_members_hold_sessions_but_one_that_did_may_stay(
    coordinator: Someone, applicant: Someone, representative: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    strange = (OrganiserFields(applicant.organisation_id),)
    with pytest.raises(Invalid):
        make_session(meeting, coordinator.viewer, organisers=strange)


def test_others_may_not_change_a_session(
    coordinator: Someone, representative: Someone, outsider: Someone
) -> None:
    other = make_person("other@example.org")
    make_organisation("Another Library", other)
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    stranger = Someone(other.id, other.email, outsider.client)
    with pytest.raises(NotFound):
        service.update_session(session.id, session_fields(), by=stranger.viewer)
    service.accept_session(session.id, by=coordinator.viewer)
    with pytest.raises(NotAllowed):
        service.update_session(session.id, session_fields(), by=stranger.viewer)


def test_another_time_and_room_are_a_move_kept_with_old_and_new(coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    moved = session_fields(starts_at=at("14:00"), ends_at=at("15:30"), room="Room 2")
    service.update_session(session.id, moved, by=coordinator.viewer)
    kept = read(session.id, coordinator)
    assert (kept.state, kept.sequence, kept.revision) == (State.MOVED, 1, 1)
    assert history(session.id, coordinator)[1:] == [
        (
            Act.MOVED,
            {
                "time": [
                    "2012-11-06T09:00:00+04:00/2012-11-06T10:30:00+04:00",
                    "2012-11-06T14:00:00+04:00/2012-11-06T15:30:00+04:00",
                ],
                "room": ["Room 1", "Room 2"],
            },
        )
    ]


@pytest.mark.parametrize(
    "moves",
    [
        ({"starts_at": at("08:00")}, {}),
        ({"room": "Room 2"}, {"room": "Room 2", "ends_at": at("12:00")}, {}),
        ({"room": "Room 2"}, {"room": ""}, {}),
        ({"room": ""}, {"title": "Other", "room": ""}, {}),
    ],
)
def test_session_that_is_again_when_and_where_it_was_is_not_moved(
    coordinator: Someone, moves: tuple[dict[str, Any], ...]
) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    states = []
    for changes in moves:
        service.update_session(session.id, session_fields(**changes), by=coordinator.viewer)
        states.append(read(session.id, coordinator).state)
    assert states == [State.MOVED] * (len(moves) - 1) + [State.SCHEDULED]


def test_what_is_held_after_all_or_timed_anew_was_not_moved_before(coordinator: Someone) -> None:
    by = coordinator.viewer
    session = make_session(make_meeting(by), by)
    late, unknown = (
        session_fields(ends_at=at("12:00")),
        session_fields(starts_at=None, ends_at=None),
    )
    service.update_session(session.id, late, by=by)
    service.cancel_session(session.id, "No visas.", by=by)
    service.reinstate_session(session.id, by=by)
    for fields in (session_fields(), late):  # a slip, and taken back
        service.update_session(session.id, fields, by=by)
    assert read(session.id, coordinator).state is State.SCHEDULED
    for fields in (unknown, session_fields(), late, session_fields()):
        service.update_session(session.id, fields, by=by)
    assert read(session.id, coordinator).state is State.SCHEDULED


def test_first_time_and_first_room_are_no_moves(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer, starts_at=None, ends_at=None, room="")
    service.update_session(session.id, session_fields(room=""), by=coordinator.viewer)
    service.update_session(session.id, session_fields(), by=coordinator.viewer)
    assert read(session.id, coordinator).state is State.SCHEDULED
    acts = [act for act, _ in history(session.id, coordinator)]
    assert acts == [Act.ADDED, Act.SCHEDULED, Act.SCHEDULED]


def test_time_taken_back_leaves_the_session_accepted(coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    unknown = session_fields(starts_at=None, ends_at=None)
    service.update_session(session.id, unknown, by=coordinator.viewer)
    assert read(session.id, coordinator).state is State.ACCEPTED
    service.update_session(session.id, session_fields(), by=coordinator.viewer)
    assert read(session.id, coordinator).state is State.SCHEDULED


def test_other_words_are_an_edit_and_the_same_words_are_nothing(coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    service.update_session(session.id, session_fields(title="Other"), by=coordinator.viewer)
    service.update_session(session.id, session_fields(title="Other"), by=coordinator.viewer)
    kept = read(session.id, coordinator)
    assert (kept.state, kept.sequence, kept.revision) == (State.SCHEDULED, 0, 1)
    assert history(session.id, coordinator)[1:] == [(Act.EDITED, {})]


def test_form_of_an_older_state_is_refused(coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    by = coordinator.viewer
    service.update_session(session.id, session_fields(title="Other"), by=by, revision=0)
    with pytest.raises(Conflict):
        service.update_session(session.id, session_fields(title="Third"), by=by, revision=0)
    assert read(session.id, coordinator).title == "Other"


def test_what_clashes_is_refused_unless_it_is_to_be_so(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    first = make_session(meeting, coordinator.viewer)
    second = session_fields(title="Second", people=())
    with pytest.raises(Clashing) as refused:
        service.create_session(meeting.id, second, by=coordinator.viewer)
    assert [(c.why, c.session and c.session.id) for c in refused.value.clashes] == [
        ("room", first.id)
    ]
    by = coordinator.viewer
    kept = service.create_session(meeting.id, second, by=by, despite_clashes=True)
    service.update_session(kept.id, replace(second, title="Renamed"), by=by)
    with pytest.raises(Clashing):  # another clash than the one that is there already
        service.update_session(kept.id, replace(second, people=session_fields().people), by=by)


def test_cancelled_with_a_reason_and_held_after_all(
    coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    by = coordinator.viewer
    with pytest.raises(Conflict):
        service.reinstate_session(session.id, by=by)
    with pytest.raises(Invalid):
        service.cancel_session(session.id, " ", by=by)
    with pytest.raises(Invalid):
        service.cancel_session(session.id, "x" * 2001, by=by)
    service.cancel_session(session.id, "The speaker is ill.", by=by)
    kept = read(session.id, anonymous)
    assert (kept.state, kept.cancelled_reason) == (State.CANCELLED, "The speaker is ill.")
    with pytest.raises(Conflict):
        service.cancel_session(session.id, "Once more.", by=by)
    make_session(meeting, by, title="In its place")
    with pytest.raises(Clashing):
        service.reinstate_session(session.id, by=by)
    service.reinstate_session(session.id, by=by, despite_clashes=True)
    kept = read(session.id, anonymous)
    assert (kept.state, kept.cancelled_reason, kept.sequence) == (State.SCHEDULED, "", 2)
    acts = [act for act, _ in history(session.id, anonymous)]
    assert acts == [Act.ADDED, Act.CANCELLED, Act.REINSTATED]


def test_proposal_is_not_cancelled_but_declined(
    coordinator: Someone, representative: Someone
) -> None:
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    with pytest.raises(Conflict):
        service.cancel_session(session.id, "No.", by=coordinator.viewer)
    accepted = make_session(make_meeting(coordinator.viewer, name="IGF 2013"), coordinator.viewer)
    with pytest.raises(Conflict):
        service.decline_session(accepted.id, "No.", by=coordinator.viewer)


def test_theme_and_room_are_those_of_the_meeting(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    for part in ("theme", "room"):
        with pytest.raises(Invalid) as refused:
            make_session(meeting, coordinator.viewer, **{part: "Nowhere"})
        assert list(refused.value.fields) == [part]
    assert db.session.query(Session).count() == 0


def test_two_who_want_one_room_at_the_same_moment_do_not_both_get_it(
    app: Flask, coordinator: Someone
) -> None:
    meeting, by = make_meeting(coordinator.viewer), coordinator.viewer
    numbers = [
        make_session(meeting, by, title=title, room="Room 2", people=(), starts_at=at(begins)).id
        for title, begins in (("One", "07:00"), ("Two", "08:00"))
    ]
    start, outcomes = Barrier(2), list[str]()

    def move(number: int) -> None:
        with app.app_context():
            start.wait()
            fields = session_fields(title=str(number), people=())
            try:
                service.update_session(number, fields, by=by)
            except Clashing:
                outcomes.append("refused")
            else:
                outcomes.append("moved")

    threads = [Thread(target=move, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["moved", "refused"]
