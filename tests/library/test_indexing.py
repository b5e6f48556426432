"""The index follows the documents: published ones in, all others out, in whatever order work comes."""

import shutil
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, transaction
from coalition.library import queries, service
from coalition.library.indexing import Documents
from coalition.library.models import Document, Reading
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members.models import Organisation
from coalition.programme.indexing import TiedSessions
from coalition.search import queries as search
from coalition.search.entries import Entry, Named
from coalition.search.index import Busy
from coalition.search.upkeep import FORGET, INDEX, REBUILD
from coalition.tasks import State as WorkState
from coalition.tasks import Work, submit
from tests.conftest import Someone, keeper, work_through
from tests.library.conftest import FIELDS, TEXT, put
from tests.library.test_queries import add_text, counted


def documents() -> Documents:
    """Return the source of documents, as the application has it."""
    return Documents(TiedSessions())


def keys(*audiences: str) -> list[str]:
    """Return the keys of all documents these audiences find."""
    filters = search.Filters(what=("document",))
    results = search.find(keeper().index, "", audiences=frozenset(audiences), filters=filters)
    return sorted(hit.key for hit in results.hits)


def entries(*document_ids: int) -> list[Entry]:
    """Return the entries there should be of these documents."""
    return documents().entries([f"document:{document_id}" for document_id in document_ids])


def test_entry_says_what_the_document_says(representative: Someone, published: Document) -> None:
    (entry,) = entries(published.id)
    assert (entry.key, entry.url) == (f"document:{published.id}", f"/library/{published.id}")
    assert (entry.title, entry.abstract, entry.kind) == (FIELDS.title, FIELDS.abstract, "report")
    assert entry.authors == ("Working group of librarians",)
    assert entry.organisation == Named(
        str(representative.organisation_id), "Library Association of the Low Lands"
    )
    assert (entry.languages, entry.issued, entry.audience) == (("en",), "2012-11", "public")
    assert [(page.number, page.text) for page in entry.pages] == [(1, TEXT)]
    assert (entry.what, entry.work, entry.version) == ("document", "", 1)
    assert entry.sketch == published.versions[0].likeness
    assert entry.published_at == published.published_at


def test_each_older_version_that_was_read_is_an_entry_of_its_own(
    app: Flask, published: Document
) -> None:
    add_text(published, 2, "Never read.", reading=Reading.UNREADABLE)
    add_text(published, 3, "The newest text.", reading=Reading.READABLE)
    add_text(published, 4, reading=Reading.READING)
    newest, older = entries(published.id)
    key = f"document:{published.id}"
    assert (newest.key, newest.work, newest.version) == (key, "", 3)
    assert [page.text for page in newest.pages] == ["The newest text."]
    assert (older.key, older.work, older.version) == (f"{key}.1", key, 1)
    assert older.url == f"/library/{published.id}/versions/1"
    assert [page.text for page in older.pages] == [TEXT]
    assert documents().standings()[key].keys == (newest.key, older.key)
    assert documents().possible_keys([key]) == {
        key,
        *(f"{key}.{number}" for number in (1, 2, 3, 4)),
    }


def test_what_can_be_found_are_the_published_documents(
    representative: Someone, coordinator: Someone, published: Document
) -> None:
    draft = put(representative.viewer, representative.organisation_id, "A draft.")
    own = put(coordinator.viewer, None, "The coalition's own.", replace(FIELDS, issued=""))
    service.publish(own.id, by=coordinator.viewer)
    assert list(documents().standings()) == [f"document:{published.id}", f"document:{own.id}"]
    assert [entry.key for entry in entries(draft.id, own.id)] == [f"document:{own.id}"]
    assert (entries(own.id)[0].organisation, entries(own.id)[0].issued) == (None, None)


def test_a_change_of_anything_shown_changes_the_mark(
    representative: Someone, coordinator: Someone, published: Document
) -> None:
    key = f"document:{published.id}"
    marks = [documents().standings()[key].mark]

    def note() -> None:
        marks.append(documents().standings([key])[key].mark)

    with transaction():
        db.session.get_one(Organisation, representative.organisation_id).name = "Library Federation"
    note()
    update_subjects([SubjectName(None, "Access")], by=coordinator.viewer)
    subject = queries.all_subjects(viewer=coordinator.viewer)[0].id
    service.edit(published.id, replace(FIELDS, subject_ids=(subject,)), by=coordinator.viewer)
    note()
    update_subjects([SubjectName(subject, "Open access")], by=coordinator.viewer)
    note()
    service.retry_reading(published.id, 1, by=coordinator.viewer)
    work_through()
    note()
    add_text(published, 2, "Newer.", reading=Reading.READABLE)
    note()
    assert len(set(marks)) == len(marks) == 6


def test_entries_are_read_in_as_many_queries_for_one_and_three(representative: Someone) -> None:
    made = []
    sent = []
    for number in range(3):
        document = put(representative.viewer, representative.organisation_id, f"Text {number}.")
        service.publish(document.id, by=representative.viewer)
        work_through()
        add_text(document, 2, "Newer.", reading=Reading.READABLE)
        made.append(document.id)
        with counted() as statements:
            documents().standings()
            found = entries(*made)
        sent.append(len(statements))
    assert len(found) == 6
    assert sent[0] == sent[2]


def test_a_document_published_before_it_is_read_is_found_by_its_title_then_by_its_text(
    app: Flask, representative: Someone, draft: Document
) -> None:
    service.publish(draft.id, by=representative.viewer)
    keeper().update([f"document:{draft.id}"])
    assert keys("public") == [f"document:{draft.id}"]
    results = search.find(keeper().index, "whoever", audiences=frozenset({"public"}))
    assert results.total == 0
    work_through()
    results = search.find(keeper().index, "whoever", audiences=frozenset({"public"}))
    assert [(hit.key, hit.page) for hit in results.hits] == [(f"document:{draft.id}", 1)]


def test_update_is_the_same_when_done_twice_and_for_deleted_documents(published: Document) -> None:
    subject = f"document:{published.id}"
    keeper().update([subject, subject, "document:999"])
    keeper().update([subject])
    assert keys("public") == [subject]


def test_update_takes_out_versions_that_the_index_holds_by_mistake(published: Document) -> None:
    (entry,) = entries(published.id)
    strays = (f"document:{published.id}.7", "document:999.1")
    keeper().index.write([replace(entry, key=key) for key in strays])
    keeper().update(strays)
    assert keeper().index.keys() - {"organisation:1"} == {f"document:{published.id}"}


def test_update_rebuilds_a_missing_index(app: Flask, published: Document) -> None:
    index = keeper().index
    index.close()
    (index.folder / "current").unlink()
    keeper().update(["document:999"])
    assert keys("public") == [f"document:{published.id}"]


def test_missing_index_is_made_by_the_queue_and_one_that_is_there_is_left(
    app: Flask, published: Document
) -> None:
    work_through()
    index = keeper().index
    assert keeper().rebuild_if_needed() is False
    index.close()
    shutil.rmtree(index.folder)
    assert keeper().rebuild_if_needed() is True
    assert index.state() == "missing"
    work_through()
    assert keys("public") == [f"document:{published.id}"]


def test_withdrawing_with_a_missing_index_succeeds(
    representative: Someone, published: Document
) -> None:
    index = keeper().index
    index.close()
    (index.folder / "current").unlink()
    service.withdraw(published.id, "Wrong.", by=representative.viewer)
    work_through()
    keeper().rebuild_if_needed()
    work_through()
    assert keys("public") == []


def test_what_is_taken_from_the_public_is_found_by_members_only(
    representative: Someone, published: Document
) -> None:
    service.edit(published.id, replace(FIELDS, audience="members"), by=representative.viewer)
    assert [w.kind for w in db.session.scalars(select(Work))] == [FORGET]
    work_through()
    assert keys("public") == []
    assert keys("public", "members") == [f"document:{published.id}"]


def test_renaming_an_organisation_changes_its_documents_entries(
    representative: Someone, published: Document
) -> None:
    with transaction():
        organisation = db.session.get_one(Organisation, representative.organisation_id)
        organisation.name = "Library Federation"
        submit(INDEX, f"organisation:{organisation.id}")
    work_through()
    filters = search.Filters(what=("document",))
    results = search.find(keeper().index, "", audiences=frozenset({"public"}), filters=filters)
    assert [hit.organisation.label for hit in results.hits if hit.organisation] == [
        "Library Federation"
    ]


def test_update_refuses_subjects_it_does_not_know(app: Flask) -> None:
    with pytest.raises(ValueError, match="hub:3"):
        keeper().update(["hub:3"])


def test_members_only_document_is_in_no_public_answer(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        "Quokka, a word for members.",
        replace(FIELDS, audience="members", kind="minutes", languages=("eo",)),
    )
    service.publish(document.id, by=representative.viewer)
    work_through()
    results = search.find(keeper().index, "quokka", audiences=frozenset({"public"}))
    assert (results.total, results.hits) == (0, ())
    assert [value for facet in results.facets for value in facet.values] == []
    assert keys("public", "members") == [f"document:{document.id}"]
    assert queries.browse(viewer=representative.viewer).total == 1


def test_document_withdrawn_while_its_entry_is_written_is_not_found(
    app: Flask, representative: Someone, published: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_through()
    index = keeper().index
    write = index.write
    late: list[int] = [published.id]

    def slow(*given: Any) -> None:
        if late:
            service.withdraw(late.pop(), "A mistake.", by=representative.viewer)
        write(*given)

    monkeypatch.setattr(index, "write", slow)
    keeper().update([f"document:{published.id}"])
    assert keys("public", "members") == []


@pytest.mark.parametrize("kind", [INDEX, FORGET, REBUILD])
def test_work_waits_without_limit_while_another_keeps_the_index(
    app: Flask, published: Document, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    work_through()

    def busy(*_given: Any, **_named: Any) -> None:
        raise Busy

    index = keeper().index
    monkeypatch.setattr(index, "write", busy)
    monkeypatch.setattr(index, "rebuild_from", busy)
    if kind == REBUILD:
        monkeypatch.setattr(index, "state", lambda: "missing")
    with transaction():
        submit(kind, f"document:{published.id}")
    work_through()
    work = db.session.scalars(select(Work)).one()
    assert (work.state, work.tries) == (WorkState.WAITING, 0)
