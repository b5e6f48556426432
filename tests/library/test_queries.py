"""Every read shows its viewer what they may know of, in a steady number of queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.errors import NotAllowed, NotFound
from coalition.library import queries, service
from coalition.library.models import Audience, Document, Page, Reading, State, Version
from coalition.library.queries import Count
from coalition.library.subjects import SubjectName, update_subjects
from coalition.library.texts import page_texts
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import Someone, make_organisation, make_person, work_through
from tests.library.conftest import FIELDS, put


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the statements sent to the database inside the block."""
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    db.session.rollback()
    db.session.expire_all()
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def shelf(by: Someone, number: int, state: State, **changes: object) -> list[int]:
    """Make documents of a state, each with authors, a subject and two versions' worth of rows."""
    made = []
    for index in range(number):
        fields = replace(FIELDS, title=f"Paper {index}", **changes)  # type: ignore[arg-type]
        document = put(by.viewer, by.organisation_id, f"Text {index} {state}", fields=fields)
        made.append(document.id)
    with transaction():
        db.session.execute(
            sa.update(Document)
            .where(Document.id.in_(made))
            .values(state=state, published_at=sa.func.current_timestamp())
        )
    return made


def everything_of(documents: list[Document]) -> None:
    """Touch what a list shows, so that a forgotten eager load raises."""
    for document in documents:
        assert document.organisation is None or document.organisation.name
        assert [author.name for author in document.authors]
        assert document.cover is None or document.cover.file_digest


LISTS: dict[str, tuple[State, Callable[[Viewer], list[Document]]]] = {
    "newest": (State.PUBLISHED, lambda v: list(queries.newest_documents(viewer=v).items)),
    "mine": (State.DRAFT, lambda v: list(queries.my_documents(viewer=v).items)),
    "review": (State.IN_REVIEW, lambda v: list(queries.review_queue(viewer=v).items)),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_same_number_of_queries_for_one_and_three(
    app: Flask, coordinator: Someone, name: str
) -> None:
    state, ask = LISTS[name]
    shelf(coordinator, 1, state)
    with counted() as for_one:
        everything_of(ask(coordinator.viewer))
    shelf(coordinator, 2, state)
    with counted() as for_three:
        found = ask(coordinator.viewer)
        everything_of(found)
    assert (len(found), len(for_three)) == (3, len(for_one))


def test_newest_documents_are_those_published_for_the_viewer_latest_first(
    representative: Someone,
) -> None:
    public = shelf(representative, 2, State.PUBLISHED)
    members = shelf(representative, 1, State.PUBLISHED, audience="members")
    for state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN):
        shelf(representative, 1, state)
    seen = [d.id for d in queries.newest_documents(viewer=ANONYMOUS).items]
    assert seen == [public[1], public[0]]
    seen = [d.id for d in queries.newest_documents(viewer=representative.viewer).items]
    assert set(seen) == {*public, *members}


def test_newest_documents_are_paged(representative: Someone) -> None:
    shelf(representative, 3, State.PUBLISHED)
    first = queries.newest_documents(viewer=ANONYMOUS, page=1, per_page=2)
    last = queries.newest_documents(viewer=ANONYMOUS, page=2, per_page=2)
    beyond = queries.newest_documents(viewer=ANONYMOUS, page=9, per_page=2)
    assert (len(first.items), len(last.items), len(beyond.items), first.pages) == (2, 1, 0, 2)


def test_documents_of_an_organisation_are_its_published_ones(representative: Someone) -> None:
    public = shelf(representative, 1, State.PUBLISHED)
    shelf(representative, 1, State.PUBLISHED, audience="members")
    shelf(representative, 1, State.DRAFT)
    other = make_organisation("Other Library")
    assert representative.organisation_id is not None
    found = queries.documents_of(representative.organisation_id, viewer=ANONYMOUS)
    assert [d.id for d in found] == public
    assert queries.documents_of(other.id, viewer=ANONYMOUS) == []


def test_my_documents_are_those_of_my_organisations(
    representative: Someone, coordinator: Someone, outsider: Someone
) -> None:
    theirs = put(representative.viewer, representative.organisation_id)
    for_them = put(coordinator.viewer, representative.organisation_id)
    own = put(coordinator.viewer, None)

    def mine(person: Someone) -> set[int]:
        return {d.id for d in queries.my_documents(viewer=person.viewer).items}

    assert mine(representative) == {theirs.id, for_them.id}
    assert mine(coordinator) == {own.id, for_them.id}
    assert mine(outsider) == set()


def test_review_queue_is_for_coordinators_longest_waiting_first(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    first = put(representative.viewer, representative.organisation_id, "First text.")
    second = put(representative.viewer, representative.organisation_id, "Second text.")
    for document in (second, first):
        service.publish(document.id, by=representative.viewer)
    found = queries.review_queue(viewer=coordinator.viewer)
    assert [d.id for d in found.items] == [second.id, first.id]
    assert queries.review_count(viewer=coordinator.viewer) == 2
    assert queries.review_count(viewer=representative.viewer) == 0
    with pytest.raises(NotAllowed):
        queries.review_queue(viewer=representative.viewer)


def test_get_version_is_not_found_for_wrong_numbers_and_withdrawn_documents(
    representative: Someone, published: Document
) -> None:
    assert queries.get_version(published.id, 1, viewer=ANONYMOUS).number == 1
    with pytest.raises(NotFound):
        queries.get_version(published.id, 2, viewer=ANONYMOUS)
    service.withdraw(published.id, "Wrong.", by=representative.viewer)
    for viewer in (ANONYMOUS, representative.viewer):
        with pytest.raises(NotFound):
            queries.get_version(published.id, 1, viewer=viewer)


def test_browse_counts_what_the_viewer_may_read(
    representative: Someone, coordinator: Someone
) -> None:
    update_subjects([SubjectName(None, "Access")], by=coordinator.viewer)
    subject = queries.all_subjects(viewer=ANONYMOUS)[0]
    shelf(representative, 2, State.PUBLISHED, languages=("en", "fr"), subject_ids=(subject.id,))
    shelf(representative, 1, State.PUBLISHED, kind="minutes", languages=("fr",))
    shelf(representative, 1, State.PUBLISHED, audience="members", languages=("ar",))
    shelf(representative, 1, State.DRAFT, languages=("ru",))
    with counted() as statements:
        found = queries.browse(viewer=ANONYMOUS)
    assert found.total == 3
    assert found.kinds == (Count("report", "report", 2), Count("minutes", "minutes", 1))
    assert found.languages == (Count("fr", "fr", 3), Count("en", "en", 2))
    assert found.subjects == (Count(str(subject.id), "Access", 2),)
    assert len(statements) == 2
    assert queries.browse(viewer=coordinator.viewer).total == 4


def test_depositing_organisations_are_approved_ones_one_may_speak_for(
    representative: Someone, applicant: Someone, coordinator: Someone
) -> None:
    make_organisation("Another Library")

    def names(person: Someone) -> list[str]:
        return [o.name for o in queries.depositing_organisations(viewer=person.viewer)]

    assert names(representative) == ["Library Association of the Low Lands"]
    assert names(applicant) == []
    assert names(coordinator) == ["Another Library", "Library Association of the Low Lands"]


def test_subject_uses_are_for_coordinators(representative: Someone) -> None:
    with pytest.raises(NotAllowed):
        queries.subject_uses(viewer=representative.viewer)


def add_text(document: Document, number: int, *texts: str, reading: Reading) -> None:
    with transaction():
        version = Version(
            document_id=document.id,
            number=number,
            file_digest=document.versions[0].file_digest,
            file_name="a.txt",
            created_by_id=document.deposited_by_id,
            reading=reading,
        )
        db.session.add(version)
        db.session.flush()
        for at, text in enumerate(texts, 1):
            db.session.add(Page(version_id=version.id, number=at, text=text))


def test_page_texts_come_from_the_newest_readable_version_in_one_query(
    representative: Someone, published: Document
) -> None:
    add_text(published, 2, "Newer one.", "Newer two.", reading=Reading.READABLE)
    add_text(published, 3, "Half read.", reading=Reading.READING)
    draft = put(representative.viewer, representative.organisation_id, "A draft's text.")
    work_through()
    key, hidden = f"document:{published.id}", f"document:{draft.id}"
    with counted() as statements:
        texts = page_texts([(key, 1), (key, 2), (key, 9), (hidden, 1), ("organisation:1", 1)])
    assert texts == {(key, 1): "Newer one.", (key, 2): "Newer two."}
    assert len(statements) == 1
    assert page_texts([]) == {}


def test_outline_and_pages_are_refused_to_who_may_not_read(
    representative: Someone, published: Document
) -> None:
    version = published.versions[0]
    assert [(p.number, p.characters) for p in queries.outline(version, viewer=ANONYMOUS)] == [
        (1, version.character_count)
    ]
    with transaction():
        db.session.get_one(Document, published.id).audience = Audience.MEMBERS
    version = queries.get_version(published.id, 1, viewer=representative.viewer)
    with pytest.raises(NotFound):
        queries.outline(version, viewer=ANONYMOUS)
    with pytest.raises(NotFound):
        queries.pages_between(version, 1, 9, viewer=ANONYMOUS)


def test_an_outsiders_organisation_number_opens_nothing(draft: Document) -> None:
    person = make_person("stranger@example.org")
    other = make_organisation("Third Library", person)
    stranger = Viewer(person_id=person.id, organisation_ids=frozenset({other.id}))
    with pytest.raises(NotFound):
        queries.get_document(draft.id, viewer=stranger)
