"""Members are found by all their names, now and before; whoever is no member is not."""

from dataclasses import replace

from flask import Flask

from coalition.database import db
from coalition.library import service as library
from coalition.members import decisions, service
from coalition.members.entries import Organisations
from coalition.members.models import Organisation, State
from coalition.search import queries as search
from coalition.search.entries import Entry
from tests.conftest import Someone, keeper, make_organisation, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import counted_statements, details, own_of


def found(words: str) -> list[str]:
    """Return the keys of the organisations the public finds."""
    filters = search.Filters(what=("organisation",))
    results = search.find(keeper().index, words, audiences=frozenset({"public"}), filters=filters)
    return [hit.key for hit in results.hits]


def test_entry_says_what_the_register_says(representative: Someone) -> None:
    own = own_of(representative)
    service.edit(own, details(), by=representative.viewer)
    member = db.session.get_one(Organisation, own)
    (entry,) = Organisations().entries([f"organisation:{own}"])
    assert entry == Entry(
        key=f"organisation:{own}",
        url=f"/members/{own}",
        title="Bibliothèque des Deux Rives",
        abstract="Library of Both Banks · BDR · France · Library Association of the Low Lands",
        authors=(),
        organisation=None,
        kind="",
        languages=("fr",),
        issued=None,
        subjects=(),
        audience="public",
        pages=(),
        what="organisation",
        published_at=member.approved_at,
    )


def test_member_is_found_by_each_of_its_names(representative: Someone) -> None:
    own = own_of(representative)
    service.edit(own, details(), by=representative.viewer)
    work_through()
    for words in ("bibliotheque rives", "both banks", "BDR", "low lands"):
        assert found(words) == [f"organisation:{own}"], words


def test_applicant_is_found_once_approved_and_not_while_suspended(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    keeper().rebuild()
    assert found("reading rooms trust") == []
    decisions.approve(own, by=coordinator.viewer)
    work_through()
    assert found("reading rooms trust") == [f"organisation:{own}"]
    decisions.suspend(own, "Silent for years.", by=coordinator.viewer)
    work_through()
    assert found("reading rooms trust") == []
    decisions.reinstate(own, by=coordinator.viewer)
    work_through()
    assert found("reading rooms trust") == [f"organisation:{own}"]


def test_only_members_are_ever_found(app: Flask) -> None:
    made = {state: make_organisation(f"Library {state.value}", state=state).id for state in State}
    keeper().rebuild()
    assert found("library") == [f"organisation:{made[State.APPROVED]}"]
    assert list(Organisations().standings()) == [f"organisation:{made[State.APPROVED]}"]
    assert Organisations().entries([f"organisation:{made[State.DECLINED]}"]) == []


def test_documents_of_a_suspended_member_stay(
    representative: Someone, coordinator: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, "Okapi.")
    library.publish(document.id, by=representative.viewer)
    work_through()
    decisions.suspend(own_of(representative), "Silent.", by=coordinator.viewer)
    work_through()
    results = search.find(keeper().index, "okapi", audiences=frozenset({"public"}))
    assert [hit.key for hit in results.hits] == [f"document:{document.id}"]


def test_new_name_of_a_member_shows_in_its_documents(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, "Okapi.", FIELDS)
    library.publish(document.id, by=representative.viewer)
    service.edit(own_of(representative), details(), by=representative.viewer)
    work_through()
    (hit,) = search.find(keeper().index, "okapi", audiences=frozenset({"public"})).hits
    assert hit.organisation is not None
    assert hit.organisation.label == "Bibliothèque des Deux Rives"


def test_a_change_of_anything_shown_changes_the_mark(representative: Someone) -> None:
    key = f"organisation:{own_of(representative)}"
    marks = [Organisations().standings()[key].mark]
    given = details()
    for change in (given, replace(given, acronym="DR"), replace(given, country="CH")):
        service.edit(own_of(representative), change, by=representative.viewer)
        marks.append(Organisations().standings([key])[key].mark)
    assert len(set(marks)) == 4


def test_entries_are_read_in_as_many_queries_for_one_and_three(app: Flask) -> None:
    sent = []
    for number in range(3):
        make_organisation(f"Library {number}")
        with counted_statements() as statements:
            entries = Organisations().entries(list(Organisations().standings()))
        sent.append(len(statements))
    assert (len(entries), sent) == (3, [3, 3, 3])
