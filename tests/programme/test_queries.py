"""Reading meetings and sessions, each as far as its viewer may know."""

from datetime import UTC, date, datetime

import pytest

from coalition.errors import NotFound
from coalition.library import service as library
from coalition.programme import queries, service
from coalition.programme.models import Act, Meeting, Use
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.library.conftest import FIELDS, put
from tests.members.making import counted_statements
from tests.programme.making import at, make_meeting, make_session, propose


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def titles(meeting: Meeting, someone: Someone) -> list[str]:
    """Return the titles of the sessions somebody may know of."""
    return [one.title for one in queries.sessions_of(meeting.id, viewer=someone.viewer)]


def test_meetings_come_latest_first(coordinator: Someone) -> None:
    for year in (2012, 2014, 2013):
        days = {"begins_on": date(year, 11, 6), "ends_on": date(year, 11, 9)}
        make_meeting(coordinator.viewer, name=f"IGF {year}", **days)
    assert [one.name for one in queries.meetings()] == ["IGF 2014", "IGF 2013", "IGF 2012"]
    with pytest.raises(NotFound):
        queries.get_meeting(999)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2011, 1, 1, tzinfo=UTC), "IGF 2012"),
        (datetime(2012, 11, 10, 11, tzinfo=UTC), "IGF 2012"),  # the last day is not over everywhere
        (datetime(2012, 11, 11, tzinfo=UTC), "IGF 2013"),
        (datetime(2020, 1, 1, tzinfo=UTC), "IGF 2013"),
    ],
)
def test_current_meeting_is_on_or_comes_next_or_was_last(
    coordinator: Someone, moment: datetime, expected: str
) -> None:
    for year in (2012, 2013):
        days = {"begins_on": date(year, 11, 6), "ends_on": date(year, 11, 9)}
        make_meeting(coordinator.viewer, name=f"IGF {year}", **days)
    found = queries.find_current_meeting(moment)
    assert found is not None
    assert found.name == expected


def test_there_may_be_no_meeting(coordinator: Someone) -> None:
    assert queries.find_current_meeting() is None


def test_sessions_are_in_order_of_time_those_without_last(
    meeting: Meeting, coordinator: Someone
) -> None:
    by = coordinator.viewer
    make_session(meeting, by, title="No time", starts_at=None, ends_at=None)
    make_session(meeting, by, title="Second", starts_at=at("09:00"))
    make_session(meeting, by, title="First", starts_at=at("08:00"))
    assert titles(meeting, coordinator) == ["First", "Second", "No time"]


def test_proposal_is_known_to_its_organisers_and_coordinators(
    meeting: Meeting,
    coordinator: Someone,
    representative: Someone,
    outsider: Someone,
    applicant: Someone,
    anonymous: Someone,
) -> None:
    session = propose(meeting, representative.viewer)
    for someone, known in (
        *((coordinator, 1), (representative, 1)),
        *((outsider, 0), (applicant, 0), (anonymous, 0)),
    ):
        viewer = someone.viewer
        assert len(titles(meeting, someone)) == known
        assert len(queries.sessions_by_id([session.id], viewer=viewer)) == known
    with pytest.raises(NotFound):
        queries.get_session(session.id, viewer=ANONYMOUS)


def test_what_waits_is_counted_for_coordinators_alone(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    first = propose(meeting, representative.viewer, title="First")
    propose(meeting, representative.viewer, title="Second")
    service.decline_session(first.id, "No.", by=coordinator.viewer)
    assert queries.proposed_count(viewer=coordinator.viewer) == 1
    assert queries.proposed_count(viewer=representative.viewer) == 0
    waiting = queries.proposed_sessions(viewer=coordinator.viewer)
    assert [one.title for one in waiting] == ["Second"]
    own = queries.own_proposals(viewer=representative.viewer)
    assert [one.title for one in own] == ["First", "Second"]
    assert queries.own_proposals(viewer=ANONYMOUS) == []


def test_history_tells_others_only_what_concerns_everybody(
    meeting: Meeting, coordinator: Someone, representative: Someone, outsider: Someone
) -> None:
    session = propose(meeting, representative.viewer)
    document = put(representative.viewer, representative.organisation_id, "Text", FIELDS)
    service.tie_document(session.id, document.id, Use.BRIEF, by=representative.viewer)
    service.untie_document(session.id, document.id, by=representative.viewer)
    service.accept_session(session.id, by=coordinator.viewer)
    service.cancel_session(session.id, "The speaker is ill.", by=coordinator.viewer)

    def acts(someone: Someone) -> list[Act]:
        known = queries.get_session(session.id, viewer=someone.viewer)
        return [event.act for event in queries.history_of(known, viewer=someone.viewer)]

    everything = [Act.PROPOSED, Act.TIED, Act.UNTIED, Act.ACCEPTED, Act.CANCELLED]
    assert acts(coordinator) == acts(representative) == everything
    assert acts(outsider) == [Act.ACCEPTED, Act.CANCELLED]


def test_documents_are_tied_once_and_shown_to_those_who_may_know_of_them(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    session = propose(meeting, representative.viewer)
    service.accept_session(session.id, by=coordinator.viewer)
    draft = put(representative.viewer, representative.organisation_id, "Text", FIELDS)
    service.tie_document(session.id, draft.id, Use.BRIEF, by=representative.viewer)
    service.tie_document(session.id, draft.id, Use.REPORT, by=representative.viewer)
    own = queries.documents_of(session.id, viewer=representative.viewer)
    assert [(tie.document_id, tie.use) for tie in own] == [(draft.id, Use.REPORT)]
    assert queries.documents_of(session.id, viewer=ANONYMOUS) == []
    found = queries.sessions_of_documents([draft.id], viewer=ANONYMOUS)
    assert [one.id for one in found[draft.id]] == [session.id]
    with pytest.raises(NotFound):
        service.tie_document(session.id, 999, Use.BRIEF, by=representative.viewer)
    with pytest.raises(NotFound):
        service.untie_document(session.id, 999, by=representative.viewer)


def test_sessions_outside_of_the_days_are_counted_in_the_meetings_zone(
    meeting: Meeting, coordinator: Someone
) -> None:
    by = coordinator.viewer
    times = (("00:00", 6, "01:00", 6), ("23:00", 9, "00:00", 10))  # the very first and last hour
    for begins, day, ends, end_day in times:
        make_session(meeting, by, starts_at=at(begins, day), ends_at=at(ends, end_day))
    assert queries.outside_count(queries.get_meeting(meeting.id), viewer=by) == 0
    make_session(meeting, by, starts_at=at("23:00", 5), ends_at=at("00:30", 6))
    make_session(meeting, by, starts_at=at("23:00", 9), ends_at=at("00:30", 10))
    assert queries.outside_count(queries.get_meeting(meeting.id), viewer=by) == 2


def test_uses_of_themes_and_rooms(meeting: Meeting, coordinator: Someone) -> None:
    room_id = queries.get_meeting(meeting.id).rooms[0].id
    assert queries.part_uses(meeting.id) == {"themes": {}, "rooms": {}}
    for _ in range(2):
        make_session(meeting, coordinator.viewer, theme="")
    assert queries.part_uses(meeting.id) == {"themes": {}, "rooms": {room_id: 2}}


def test_many_sessions_take_as_many_reads_as_one(meeting: Meeting, coordinator: Someone) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_session(meeting, coordinator.viewer)
        with counted_statements() as sent:
            queries.sessions_of(meeting.id, viewer=ANONYMOUS)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_history_names_no_draft(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    by, own = representative.viewer, representative.organisation_id
    session = propose(meeting, by)
    draft, published = (put(by, own, text, FIELDS) for text in ("Text", "Another"))
    library.publish(published.id, by=by)
    for document in (draft, published):
        service.tie_document(session.id, document.id, Use.BRIEF, by=by)
    service.untie_document(session.id, draft.id, by=by)
    known = queries.get_session(session.id, viewer=by)
    told = [(event.act, event.text) for event in queries.history_of(known, viewer=by)]
    assert told[1:] == [(Act.TIED, ""), (Act.TIED, FIELDS.title), (Act.UNTIED, "")]
