"""The index follows the documents: published ones in, all others out, in whatever order work comes."""

import shutil
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, transaction
from coalition.library import indexing, queries, service
from coalition.library.models import Document
from coalition.members.models import Organisation
from coalition.search import queries as search
from coalition.search.entries import Named
from coalition.search.index import Busy
from coalition.tasks import State as WorkState
from coalition.tasks import Work, submit
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, TEXT, put


def keys(*audiences: str) -> list[str]:
    results = search.find(indexing.current_index(), "", audiences=frozenset(audiences))
    return sorted(hit.key for hit in results.hits)


def test_entry_says_what_the_document_says(representative: Someone, published: Document) -> None:
    entry = next(indexing.all_entries())
    assert (entry.key, entry.url) == (f"document:{published.id}", f"/library/{published.id}")
    assert (entry.title, entry.abstract, entry.kind) == (FIELDS.title, FIELDS.abstract, "report")
    assert entry.authors == ("Working group of librarians",)
    assert entry.organisation == Named(
        str(representative.organisation_id), "Library Association of the Low Lands"
    )
    assert (entry.languages, entry.issued, entry.audience) == (("en",), "2012-11", "public")
    assert [(page.number, page.text) for page in entry.pages] == [(1, TEXT)]


def test_all_entries_are_the_published_documents(
    representative: Someone, coordinator: Someone, published: Document
) -> None:
    put(representative.viewer, representative.organisation_id, "A draft.")
    own = put(coordinator.viewer, None, "The coalition's own.", replace(FIELDS, issued=""))
    service.publish(own.id, by=coordinator.viewer)
    entries = list(indexing.all_entries())
    assert [entry.key for entry in entries] == [f"document:{published.id}", f"document:{own.id}"]
    assert (entries[1].organisation, entries[1].issued) == (None, None)
    assert indexing.published_count() == 2


def test_a_document_published_before_it_is_read_is_found_by_its_title_then_by_its_text(
    app: Flask, representative: Someone, draft: Document
) -> None:
    service.publish(draft.id, by=representative.viewer)
    indexing.update([f"document:{draft.id}"])
    assert keys("public") == [f"document:{draft.id}"]
    results = search.find(indexing.current_index(), "whoever", audiences=frozenset({"public"}))
    assert results.total == 0
    work_through()
    results = search.find(indexing.current_index(), "whoever", audiences=frozenset({"public"}))
    assert [(hit.key, hit.page) for hit in results.hits] == [(f"document:{draft.id}", 1)]


def test_update_is_the_same_when_done_twice_and_for_deleted_documents(published: Document) -> None:
    subject = f"document:{published.id}"
    indexing.update([subject, subject, "document:999"])
    indexing.update([subject])
    assert keys("public") == [subject]


def test_update_rebuilds_a_missing_index(app: Flask, published: Document) -> None:
    index = indexing.current_index()
    index.close()
    (index.folder / "current").unlink()
    indexing.update(["document:999"])
    assert keys("public") == [f"document:{published.id}"]


def test_missing_index_is_made_by_the_queue_and_one_that_is_there_is_left(
    app: Flask, published: Document
) -> None:
    work_through()
    index = indexing.current_index()
    assert indexing.rebuild_if_needed() is False
    index.close()
    shutil.rmtree(index.folder)
    assert indexing.rebuild_if_needed() is True
    assert index.state() == "missing"
    work_through()
    assert index.keys() == {f"document:{published.id}"}


def test_withdrawing_with_a_missing_index_succeeds(
    representative: Someone, published: Document
) -> None:
    index = indexing.current_index()
    index.close()
    (index.folder / "current").unlink()
    service.withdraw(published.id, "Wrong.", by=representative.viewer)
    work_through()
    assert keys("public") == []


def test_renaming_an_organisation_changes_its_documents_entries(
    representative: Someone, published: Document
) -> None:
    with transaction():
        organisation = db.session.get_one(Organisation, representative.organisation_id)
        organisation.name = "Library Federation"
        submit(indexing.KIND, f"organisation:{organisation.id}")
    work_through()
    results = search.find(indexing.current_index(), "", audiences=frozenset({"public"}))
    label = results.hits[0].organisation
    assert label is not None
    assert label.label == "Library Federation"


def test_update_refuses_subjects_it_does_not_know(app: Flask) -> None:
    with pytest.raises(ValueError, match="session:3"):
        indexing.update(["session:3"])


def test_members_only_document_is_in_no_public_answer(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        "Quokka, a word for members.",
        replace(FIELDS, audience="members", kind="minutes", languages=("eo",)),
    )
    service.publish(document.id, by=representative.viewer)
    work_through()
    results = search.find(indexing.current_index(), "quokka", audiences=frozenset({"public"}))
    assert (results.total, results.hits) == (0, ())
    assert [value for facet in results.facets for value in facet.values] == []
    assert keys("public", "members") == [f"document:{document.id}"]
    assert queries.browse(viewer=representative.viewer).total == 1


def test_document_withdrawn_while_its_entry_is_written_is_not_found(
    app: Flask, representative: Someone, published: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_through()
    index = indexing.current_index()
    write = index.write
    late: list[int] = [published.id]

    def slow(*given: Any) -> None:
        if late:
            service.withdraw(late.pop(), "A mistake.", by=representative.viewer)
        write(*given)

    monkeypatch.setattr(index, "write", slow)
    indexing.update([f"document:{published.id}"])
    assert keys("public", "members") == []


@pytest.mark.parametrize("kind", [indexing.KIND, indexing.REBUILD])
def test_work_waits_without_limit_while_another_keeps_the_index(
    app: Flask, published: Document, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    work_through()

    def busy(*_given: Any) -> None:
        raise Busy

    index = indexing.current_index()
    monkeypatch.setattr(index, "write", busy)
    monkeypatch.setattr(index, "rebuild", busy)
    if kind == indexing.REBUILD:
        monkeypatch.setattr(index, "state", lambda: "missing")
    with transaction():
        submit(kind, f"document:{published.id}")
    work_through()
    work = db.session.scalars(select(Work)).one()
    assert (work.state, work.tries) == (WorkState.WAITING, 0)
