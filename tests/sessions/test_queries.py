"""What the page of a session gathers, and for whom."""

from dataclasses import replace

import pytest

from coalition.errors import NotFound
from coalition.library import service as library
from coalition.library.models import Audience
from coalition.programme import service
from coalition.programme.models import Role, Session, Use
from coalition.sessions import queries
from coalition.sessions.queries import Moment
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation, make_person
from tests.library.conftest import FIELDS, put
from tests.members.making import counted_statements, own_of
from tests.programme.making import at, make_session, propose, session_fields
from tests.sessions.conftest import Held


def titles(found: queries.Gathered) -> list[tuple[Use, list[str]]]:
    """Return the titles of the documents by their use."""
    return [(use, [tie.document.title for tie in ties]) for use, ties in found.documents]


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("08:59", Moment.AHEAD),
        ("09:00", Moment.ON),
        ("10:29", Moment.ON),
        ("10:30", Moment.OVER),
    ],
)
def test_session_is_on_from_its_beginning_until_its_end(
    held: Held, clock: str, moment: Moment
) -> None:
    found = queries.gathered(held.session.id, viewer=ANONYMOUS, at=at(clock))
    assert found.moment is moment


def test_session_without_a_time_has_no_moment(held: Held) -> None:
    untimed = make_session(
        held.meeting, held.coordinator.viewer, number="7", starts_at=None, ends_at=None
    )
    found = queries.gathered(untimed.id, viewer=ANONYMOUS)
    assert (found.moment, found.earlier, found.later) == (Moment.UNKNOWN, None, None)


def test_documents_stand_by_what_they_are_to_the_session(held: Held) -> None:
    held.document("Slides", use=Use.PRESENTATION)
    held.document("First brief")
    held.document("Second brief", text="Another text.")
    assert titles(queries.gathered(held.session.id, viewer=ANONYMOUS)) == [
        (Use.BRIEF, ["First brief", "Second brief"]),
        (Use.PRESENTATION, ["Slides"]),
    ]


def test_each_reader_is_told_of_what_they_may_read(held: Held, outsider: Someone) -> None:
    held.document("Open brief")
    held.document("For members", audience=Audience.MEMBERS)
    held.document("A draft", publish=False)
    everything = ["Open brief", "For members", "A draft"]
    for someone, known in (
        (outsider.viewer, ["Open brief"]),
        (ANONYMOUS, ["Open brief"]),
        (held.holder.viewer, everything),
        (held.coordinator.viewer, everything),
    ):
        found = queries.gathered(held.session.id, viewer=someone)
        assert titles(found) == [(Use.BRIEF, known)]


def test_withdrawn_document_is_left_to_those_who_can_untie_it(held: Held) -> None:
    document = held.document("A brief")
    library.withdraw(document.id, "Wrong figures.", by=held.holder.viewer)
    assert titles(queries.gathered(held.session.id, viewer=ANONYMOUS)) == []
    edits = queries.gathered(held.session.id, viewer=held.holder.viewer)
    assert titles(edits) == [(Use.BRIEF, ["A brief"])]


def test_people_stand_by_role(held: Held) -> None:
    found = queries.gathered(held.session.id, viewer=ANONYMOUS)
    shown = [(role, [person.name for person in people]) for role, people in found.people]
    assert shown == [(Role.MODERATOR, ["Ann Moderator"]), (Role.SPEAKER, ["Bo Speaker"])]


def test_moved_session_says_where_it_was(held: Held) -> None:
    service.update_session(
        held.session.id,
        session_fields(starts_at=at("11:00"), ends_at=at("12:00"), room="Room 2"),
        by=held.coordinator.viewer,
        despite_clashes=True,
    )
    before = queries.gathered(held.session.id, viewer=ANONYMOUS).before
    assert before is not None
    assert (before.starts_at, before.ends_at, before.room) == (at("09:00"), at("10:30"), "Room 1")


def test_neighbours_are_those_of_the_day(held: Held) -> None:
    by = held.coordinator.viewer

    def put_at(begins: str, ends: str, day: int, number: str) -> Session:
        times = {"starts_at": at(begins, day), "ends_at": at(ends, day)}
        return make_session(held.meeting, by, number=number, **times)

    put_at("23:00", "23:30", 5, "1")
    late = put_at("23:30", "23:59", 6, "3")
    early = put_at("00:00", "00:30", 6, "2")
    put_at("00:00", "00:30", 7, "4")
    propose(held.meeting, held.holder.viewer, starts_at=at("08:00"), ends_at=at("08:30"))
    for viewer in (ANONYMOUS, by):
        around = queries.gathered(held.session.id, viewer=viewer)
        assert (around.earlier, around.later) == (early, late)
        first = queries.gathered(early.id, viewer=viewer)
        assert (first.earlier, first.later) == (None, held.session)


def test_proposed_session_is_known_to_its_own(held: Held, outsider: Someone) -> None:
    proposed = propose(held.meeting, held.holder.viewer)
    for viewer in (ANONYMOUS, outsider.viewer):
        with pytest.raises(NotFound):
            queries.gathered(proposed.id, viewer=viewer)
    assert queries.gathered(proposed.id, viewer=held.holder.viewer).may_edit


def test_a_page_takes_as_many_queries_for_three_documents(held: Held) -> None:
    counts = []
    for number in (1, 2):
        for n in range(number):
            held.document(f"Brief {number}{n}", text=f"Text {number}{n}.")
        with counted_statements() as statements:
            found = queries.gathered(held.session.id, viewer=ANONYMOUS)
        counts.append(len(statements))
    assert found.document_count == 3
    assert counts[0] == counts[1]


def test_documents_to_tie_are_ones_own_and_those_one_may_read(held: Held) -> None:
    stranger = make_person("stranger@example.org")
    other = make_organisation("Reading Rooms", stranger)
    viewer = replace(held.holder.viewer)
    made = {}
    for title, audience, publish in (
        ("Open wombats", Audience.PUBLIC, True),
        ("Wombats for members", Audience.MEMBERS, True),
        ("A draft on wombats", Audience.PUBLIC, False),
    ):
        from coalition.members.queries import viewer_of

        by = viewer_of(stranger.id)
        document = put(by, other.id, title, replace(FIELDS, title=title, audience=audience))
        if publish:
            library.publish(document.id, by=by)
        made[title] = document
    own = put(viewer, own_of(held.holder), "own", replace(FIELDS, title="Own draft on Wombats"))

    def offered(words: str, *besides: int) -> list[str]:
        found, has_more = queries.tieable(words, viewer=viewer, besides=besides)
        assert not has_more
        return [document.title for document in found]

    assert offered("") == [own.title]
    assert offered("wombats") == [own.title, "Wombats for members", "Open wombats"]
    assert offered("WOMBATS open") == ["Open wombats"]
    assert offered("wombats", own.id) == ["Wombats for members", "Open wombats"]
    assert offered("100%") == []
    number = made["Open wombats"].id
    for words in (str(number), f"https://example.org/library/{number}", f"/library/{number}/#top"):
        assert offered(words) == ["Open wombats"], words
    assert offered(str(made["A draft on wombats"].id)) == []


def test_more_documents_than_are_offered_are_said(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        put(held.holder.viewer, own_of(held.holder), f"Text {n}.")
    monkeypatch.setattr(queries, "MOST_OFFERED", 2)
    found, has_more = queries.tieable("", viewer=held.holder.viewer)
    assert (len(found), has_more) == (2, True)
