"""Publishing, review and withdrawing, and who may do it, by the verbs of the service."""

import io
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask

from coalition.database import db, transaction
from coalition.errors import CoalitionError, Conflict, Invalid, NotAllowed, NotFound
from coalition.library import originals, queries, service
from coalition.library.description import DocumentFields
from coalition.library.models import Act, Document, State, Version
from coalition.library.originals import storage
from coalition.library.texts import page_texts
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import Someone, make_organisation, make_person, work_through
from tests.library.conftest import FIELDS, acts, found, put


def with_review(app: Flask) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)


def test_publish_makes_a_document_public_and_findable(
    app: Flask, representative: Someone, draft: Document
) -> None:
    work_through()
    assert found(app, "librarian") == []
    assert service.publish(draft.id, by=representative.viewer) == State.PUBLISHED
    work_through()
    assert found(app, "librarian") == [f"document:{draft.id}"]
    document = queries.get_document(draft.id, viewer=ANONYMOUS)
    assert document.published_at is not None
    assert acts(draft.id, representative.viewer) == [Act.DEPOSITED, Act.PUBLISHED]


def test_publish_refuses_an_incomplete_document_field_by_field(representative: Someone) -> None:
    document = put(
        representative.viewer, representative.organisation_id, fields=DocumentFields("Only a title")
    )
    with pytest.raises(Invalid) as refused:
        service.publish(document.id, by=representative.viewer)
    assert list(refused.value.fields) == ["kind", "licence", "languages"]


def test_publish_leaves_behind_what_was_replaced_in_earlier_times(
    representative: Someone, draft: Document
) -> None:
    first = draft.versions[0].id
    work_through()
    with transaction():
        digest = kept("Instead.")
        newer = Version(
            document_id=draft.id,
            number=2,
            note="A name taken out",
            file_digest=digest,
            file_name="b.txt",
            created_by_id=db.session.get_one(Version, first).created_by_id,
        )
        db.session.add(newer)
    service.publish(draft.id, by=representative.viewer)
    (version,) = queries.get_document(draft.id, viewer=ANONYMOUS).versions
    assert (version.id, version.number, version.note) == (newer.id, 1, "")
    assert list(storage().digests()) == [digest]


def kept(text: str) -> str:
    """Keep a text, inside a transaction, and return its digest."""
    with originals.arriving(io.BytesIO(text.encode()), "b.txt") as arrived:
        return originals.keep(arrived.incoming, arrived.media_type)


def test_publish_twice_says_who_did_it(
    representative: Someone, coordinator: Someone, published: Document
) -> None:
    with pytest.raises(Conflict) as refused:
        service.publish(published.id, by=coordinator.viewer)
    assert refused.value.message.startswith("Representative published this document on ")


def test_two_publications_at_once_give_one(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    viewers = [representative.viewer, coordinator.viewer]
    outcomes: list[object] = []
    start = Barrier(len(viewers))

    def act(by: Viewer) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(service.publish(draft.id, by=by))
            except CoalitionError as problem:
                outcomes.append(type(problem))

    threads = [Thread(target=act, args=(viewer,)) for viewer in viewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, [State.PUBLISHED, Conflict]))
    db.session.rollback()  # ends this thread's view of the time before
    assert acts(draft.id, coordinator.viewer).count(Act.PUBLISHED) == 1


def test_publish_with_review_hands_in_and_a_coordinator_publishes(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    assert service.publish(draft.id, by=representative.viewer) == State.IN_REVIEW
    with pytest.raises(Conflict) as refused:
        service.publish(draft.id, by=representative.viewer)
    assert refused.value.message == "The document was handed in and waits for a coordinator."
    with pytest.raises(NotFound):
        queries.get_document(draft.id, viewer=ANONYMOUS)
    assert service.publish(draft.id, by=coordinator.viewer) == State.PUBLISHED
    assert acts(draft.id, coordinator.viewer) == [Act.DEPOSITED, Act.HANDED_IN, Act.PUBLISHED]


def test_send_back_makes_a_draft_again_with_the_reason(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    with pytest.raises(NotAllowed):
        service.send_back(draft.id, "No.", by=representative.viewer)
    with pytest.raises(Invalid):
        service.send_back(draft.id, " ", by=coordinator.viewer)
    service.send_back(draft.id, "Name the authors.", by=coordinator.viewer)
    document = queries.get_document(draft.id, viewer=representative.viewer)
    assert (document.state, document.history[-1].text) == (State.DRAFT, "Name the authors.")
    with pytest.raises(Conflict):
        service.send_back(draft.id, "Again.", by=coordinator.viewer)


def test_withdraw_leaves_a_tombstone_and_is_gone_from_search(
    app: Flask, representative: Someone, published: Document
) -> None:
    assert found(app, "librarian") == [f"document:{published.id}"]
    service.withdraw(published.id, "The figures were wrong.", by=representative.viewer)
    work_through()
    assert found(app, "librarian") == []
    document = queries.get_document(published.id, viewer=ANONYMOUS)
    assert (document.state, document.withdrawn_reason) == (
        State.WITHDRAWN,
        "The figures were wrong.",
    )
    assert page_texts([(f"document:{published.id}", 1)]) == {}


def test_withdraw_needs_a_reason_and_a_published_document(
    representative: Someone, draft: Document, published: Document
) -> None:
    with pytest.raises(Invalid) as refused:
        service.withdraw(published.id, "  ", by=representative.viewer)
    assert list(refused.value.fields) == ["reason"]
    service.withdraw(published.id, "Wrong.", by=representative.viewer)
    with pytest.raises(Conflict) as late:
        service.withdraw(published.id, "Again.", by=representative.viewer)
    assert late.value.message.startswith("Representative withdrew this document on ")


def test_nothing_changes_a_withdrawn_document(coordinator: Someone, published: Document) -> None:
    service.withdraw(published.id, "Wrong.", by=coordinator.viewer)
    for act in (
        lambda: service.edit(published.id, FIELDS, by=coordinator.viewer),
        lambda: service.publish(published.id, by=coordinator.viewer),
        lambda: service.delete_draft(published.id, by=coordinator.viewer),
        lambda: service.add_version(
            published.id, io.BytesIO(b"new text"), "a.txt", "n", by=coordinator.viewer
        ),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_suspended_organisations_representative_loses_its_drafts(
    representative: Someone, draft: Document
) -> None:
    viewer = replace(representative.viewer, organisation_ids=frozenset())
    with pytest.raises(NotFound):
        service.publish(draft.id, by=viewer)


def test_members_only_document_is_not_found_by_others(
    representative: Someone, outsider: Someone
) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        fields=replace(FIELDS, audience="members"),
    )
    service.publish(document.id, by=representative.viewer)
    colleague = make_person("colleague@example.org")
    other = make_organisation("Other Library", colleague)
    member = Viewer(person_id=colleague.id, organisation_ids=frozenset({other.id}))
    assert queries.get_document(document.id, viewer=member).id == document.id
    for viewer in (outsider.viewer, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.get_document(document.id, viewer=viewer)
