"""Search follows the programme: sessions by all that names them, documents by their sessions."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from flask import Flask

from coalition.library import service as library
from coalition.library.models import Audience
from coalition.members import service as members
from coalition.programme import queries, service
from coalition.programme.description import OrganiserFields, PersonFields
from coalition.programme.indexing import Sessions, TiedSessions
from coalition.programme.models import Role, Use
from coalition.search import queries as search
from coalition.search.entries import Entry, Named
from tests.conftest import Someone, keeper, work_through
from tests.library.conftest import put
from tests.members.making import counted_statements, details, own_of
from tests.programme.making import make_meeting, make_session, propose, session_fields


def found(words: str, *whats: str) -> list[str]:
    """Return the keys of what the public finds."""
    filters = search.Filters(what=whats or ("session",))
    results = search.find(keeper().index, words, audiences=frozenset({"public"}), filters=filters)
    return sorted(hit.key for hit in results.hits)


def test_entry_says_what_the_programme_says(representative: Someone, coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    own = own_of(representative)
    session = make_session(
        meeting,
        coordinator.viewer,
        description="On libraries.",
        languages=("en", "ar"),
        organisers=(OrganiserFields(name="EIFL"), OrganiserFields(own)),
    )
    (entry,) = Sessions().entries([f"session:{session.id}"])
    (event,) = _history(session.id, coordinator)
    assert entry == Entry(
        key=f"session:{session.id}",
        url=f"/sessions/{session.id}",
        title="Digital inclusion",
        abstract="On libraries.",
        authors=("Ann Moderator",),
        organisation=Named(str(own), "Library Association of the Low Lands"),
        kind="workshop",
        languages=("en", "ar"),
        issued="2012-11-06",
        subjects=(),
        audience="public",
        pages=(),
        what="session",
        sessions=(Named(str(session.id), "130 · Digital inclusion"),),
        also=(
            "Workshop 130",
            "Access and diversity",
            "IGF 2012",
            "Baku Expo Center",
            "Azerbaijan",
            "IFLA",
            "EIFL",
            "Library Association of the Low Lands",
        ),
        published_at=event,
    )


def _history(session_id: int, someone: Someone) -> Sequence[datetime]:
    session = queries.get_session(session_id, viewer=someone.viewer)
    return [event.at for event in queries.history_of(session, viewer=someone.viewer)]


@pytest.mark.parametrize(
    "words",
    [
        "130",
        "workshop 130",
        "digital inclusion",
        "ann moderator",
        "IFLA",
        "baku",
        "azerbaijan",
        "diversity",
        'session:"digital inclusion"',
        "session:130",
        "kind:workshop",
        "what:session",
        "year:2012",
    ],
)
def test_session_is_found_by_what_names_it(coordinator: Someone, words: str) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    work_through()
    assert found(words) == [f"session:{session.id}"]


def test_proposed_session_is_found_once_accepted(
    representative: Someone, coordinator: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = propose(meeting, representative.viewer)
    work_through()
    keeper().rebuild()
    assert found("digital inclusion") == []
    assert Sessions().standings() == {}
    service.accept_session(session.id, by=coordinator.viewer)
    work_through()
    assert found("digital inclusion") == [f"session:{session.id}"]


def test_session_is_found_by_its_new_name_and_that_of_its_organiser(
    representative: Someone, coordinator: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    own = own_of(representative)
    session = make_session(meeting, coordinator.viewer, organisers=(OrganiserFields(own),))
    work_through()
    members.edit(own, details(), by=representative.viewer)
    service.update_session(
        session.id,
        session_fields(title="Open doors", organisers=(OrganiserFields(own),)),
        by=coordinator.viewer,
    )
    work_through()
    assert found("digital") == []
    assert found("open doors") == found("rives") == [f"session:{session.id}"]


def test_document_is_found_by_its_sessions_as_they_are_called_now(
    representative: Someone, coordinator: Someone
) -> None:
    document = put(representative.viewer, own_of(representative))
    library.publish(document.id, by=representative.viewer)
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    key = f"document:{document.id}"
    service.tie_document(session.id, document.id, Use.BRIEF, by=coordinator.viewer)
    work_through()
    assert found("session:130", "document") == [key]
    service.update_session(session.id, session_fields(number="131"), by=coordinator.viewer)
    work_through()
    assert found("session:130", "document") == []
    assert found("session:131", "document") == [key]
    service.untie_document(session.id, document.id, by=coordinator.viewer)
    work_through()
    assert found("session:131", "document") == []


def test_document_names_no_session_that_is_merely_proposed(
    representative: Someone, coordinator: Someone
) -> None:
    document = put(representative.viewer, own_of(representative))
    library.publish(document.id, by=representative.viewer)
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    service.tie_document(session.id, document.id, Use.BRIEF, by=representative.viewer)
    work_through()
    assert found("session:130", "document") == []
    service.accept_session(session.id, by=coordinator.viewer)
    work_through()
    assert found("session:130", "document") == [f"document:{document.id}"]


def test_session_says_nothing_of_its_documents(
    representative: Someone, coordinator: Someone
) -> None:
    from dataclasses import replace

    from tests.library.conftest import FIELDS

    fields = replace(FIELDS, title="Confidential wombats", audience=Audience.MEMBERS)
    document = put(representative.viewer, own_of(representative), fields=fields)
    library.publish(document.id, by=representative.viewer)
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    service.tie_document(session.id, document.id, Use.BRIEF, by=coordinator.viewer)
    work_through()
    assert found("wombats", "session", "document", "organisation") == []


def test_marks_change_with_what_an_entry_shows(coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    key = f"session:{session.id}"
    marks = {Sessions().standings()[key].mark}
    person = PersonFields(Role.SPEAKER, "Bo Speaker", "Trust")
    for changes in ({"title": "Open doors"}, {"people": (person,)}, {"theme": ""}):
        service.update_session(session.id, session_fields(**changes), by=coordinator.viewer)
        marks.add(Sessions().standings([key])[key].mark)
    assert len(marks) == 4


def test_all_standings_and_entries_take_as_many_queries_for_three(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_session(meeting, coordinator.viewer)
        with counted_statements() as statements:
            keys = list(Sessions().standings())
            Sessions().entries(keys)
            TiedSessions().named()
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(keys) == 3


def test_suggestions_name_sessions_and_where_they_are(app: Flask, coordinator: Someone) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    work_through()
    answer = app.test_client().get("/search/suggest?q=digi").get_json()
    assert answer[0] == {
        "text": "Digital inclusion",
        "source": "session",
        "url": f"/sessions/{session.id}",
    }
