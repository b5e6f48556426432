"""What speaks against a time and room: what is taken, who is elsewhere, which day is wrong."""

from datetime import datetime

import pytest

from coalition.programme import queries, service
from coalition.programme.clashes import Clash, Why, clashes_of, fingerprint
from coalition.programme.description import PersonFields, SessionFields
from coalition.programme.imports.running import rehearse
from coalition.programme.models import Meeting, Role, Session
from tests.conftest import Someone
from tests.programme.imports.making import table
from tests.programme.making import at, make_meeting, make_session, propose, session_fields


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


@pytest.fixture
def first(meeting: Meeting, coordinator: Someone) -> Session:
    """Workshop 130, on Tuesday from 9:00 to 10:30 in Room 1, moderated by Ann."""
    return make_session(meeting, coordinator.viewer)


def found(
    meeting: Meeting, someone: Someone, fields: SessionFields, **more: object
) -> list[tuple[Why, str, int | None]]:
    """Return the clashes as what, who and the other session's number."""
    clashes = clashes_of(meeting, fields, viewer=someone.viewer, **more)  # type: ignore[arg-type]
    return [(c.why, c.name, c.session.id if c.session else None) for c in clashes]


def test_room_and_person_that_are_taken_each_with_the_other_session(
    meeting: Meeting, first: Session, coordinator: Someone
) -> None:
    fields = session_fields(starts_at=at("10:00"), ends_at=at("11:00"))
    assert found(meeting, coordinator, fields) == [
        (Why.ROOM, "Room 1", first.id),
        (Why.PERSON, "Ann Moderator", first.id),
    ]


def test_other_session_is_named_with_its_time(
    meeting: Meeting, first: Session, coordinator: Someone
) -> None:
    (clash, _person) = clashes_of(meeting, session_fields(), viewer=coordinator.viewer)
    other = clash.session
    assert other is not None
    assert (other.number, other.title, other.starts_at, other.ends_at, other.is_proposed) == (
        *("130", "Digital inclusion", at("09:00"), at("10:30")),
        False,
    )


@pytest.mark.parametrize(
    ("begins", "ends"), [("10:30", "11:30"), ("08:00", "09:00"), ("14:00", "15:00")]
)
def test_what_ends_as_another_begins_does_not_clash(
    meeting: Meeting, first: Session, coordinator: Someone, begins: str, ends: str
) -> None:
    fields = session_fields(starts_at=at(begins), ends_at=at(ends))
    assert found(meeting, coordinator, fields) == []


def test_person_is_told_by_address_or_name(
    meeting: Meeting, first: Session, coordinator: Someone
) -> None:
    def with_person(name: str, email: str = "") -> SessionFields:
        return session_fields(room="Room 2", people=(PersonFields(Role.SPEAKER, name, "", email),))

    elsewhere = [(Why.PERSON, "A. Moderator", first.id)]
    assert found(meeting, coordinator, with_person("A. Moderator", "ann@example.org")) == elsewhere
    assert len(found(meeting, coordinator, with_person("ANN MODERATOR"))) == 1
    assert found(meeting, coordinator, with_person("Somebody else")) == []


def test_days_outside_of_the_meeting_are_said_in_its_own_zone(
    meeting: Meeting, coordinator: Someone
) -> None:
    outside = [(Why.DAYS, "", None)]
    for day in (5, 10):
        fields = session_fields(starts_at=at("09:00", day), ends_at=at("10:00", day))
        assert found(meeting, coordinator, fields) == outside
    # half past midnight in Baku on the first day is still the day before in UTC
    early = session_fields(starts_at=at("00:30"), ends_at=at("01:30"))
    assert found(meeting, coordinator, early) == []


@pytest.mark.parametrize(
    ("begins", "ends", "is_outside"),
    [
        (at("00:00", 6), at("01:00", 6), False),
        (at("22:00", 9), at("00:00", 10), False),
        (at("22:00", 9), at("00:01", 10), True),
        (at("23:59", 5), at("01:00", 6), True),
    ],
)
def test_last_day_of_a_meeting_ends_at_midnight_wherever_it_is_asked(
    meeting: Meeting, coordinator: Someone, begins: datetime, ends: datetime, is_outside: bool
) -> None:
    fields = session_fields(starts_at=begins, ends_at=ends)
    assert bool(found(meeting, coordinator, fields)) is is_outside
    local = [moment.strftime("%Y-%m-%d %H:%M") for moment in (begins, ends)]
    data = table(",".join(("1", "Edge", *local)), head="number,title,start,end")
    (row,) = rehearse(data, meeting.id, by=coordinator.viewer).rows
    assert bool(row.remarks) is is_outside
    make_session(meeting, coordinator.viewer, starts_at=begins, ends_at=ends)
    count = queries.outside_count(queries.get_meeting(meeting.id), viewer=coordinator.viewer)
    assert count == is_outside


def test_cancelled_itself_and_without_a_time_do_not_clash(
    meeting: Meeting, first: Session, coordinator: Someone
) -> None:
    assert found(meeting, coordinator, session_fields(), besides=first.id) == []
    without = session_fields(starts_at=None, ends_at=None)
    assert found(meeting, coordinator, without) == []
    service.cancel_session(first.id, "The speaker is ill.", by=coordinator.viewer)
    assert found(meeting, coordinator, session_fields()) == []


def test_another_meeting_does_not_clash(first: Session, coordinator: Someone) -> None:
    other = make_meeting(coordinator.viewer, name="Another at the same time")
    assert found(other, coordinator, session_fields()) == []


def test_proposal_of_others_is_said_to_coordinators_alone(
    meeting: Meeting, coordinator: Someone, representative: Someone, outsider: Someone
) -> None:
    session = propose(meeting, representative.viewer)
    fields = session_fields(people=())
    taken = [(Why.ROOM, "Room 1", session.id)]
    assert found(meeting, coordinator, fields) == taken
    assert found(meeting, representative, fields) == taken
    assert found(meeting, outsider, fields) == []
    service.decline_session(session.id, "No.", by=coordinator.viewer)
    assert found(meeting, coordinator, fields) == []


def test_what_clashed_before_is_not_said_again(
    meeting: Meeting, first: Session, coordinator: Someone
) -> None:
    fields = session_fields(title="Another", people=())
    again = found(meeting, coordinator, fields, before=fields)
    assert again == []
    with_ann = session_fields(title="Another")
    assert found(meeting, coordinator, with_ann, before=fields) == [
        (Why.PERSON, "Ann Moderator", first.id)
    ]


def test_fingerprint_stands_for_exactly_these_clashes() -> None:
    one, other = Clash(Why.ROOM, "Room 1"), Clash(Why.DAYS)
    assert fingerprint([]) == ""
    assert fingerprint([one, other]) == fingerprint([other, one])
    assert len({fingerprint(some) for some in ([one], [other], [one, other])}) == 3
