"""Whoever handed a document in is told by mail what became of it, and coordinators what waits."""

import io
from dataclasses import replace

from flask import Flask
from sqlalchemy import select, update

from coalition.database import db, now, transaction
from coalition.library import queries, service
from coalition.library.letters import tell_held_back
from coalition.library.models import Document
from coalition.mail.models import Message
from coalition.members.models import Representative
from coalition.members.queries import viewer_of
from coalition.web.viewer import Viewer
from tests.conftest import Someone, make_person
from tests.library.conftest import put


def with_review(app: Flask) -> None:
    """Let coordinators look at what is handed in."""
    found = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(found, review_before_publishing=True)


def letters() -> list[tuple[str, str]]:
    """Return address and body of every letter, oldest first."""
    rows = db.session.execute(select(Message.to, Message.body).order_by(Message.id))
    return [(to, body) for to, body in rows]


def succeed(representative: Someone) -> Viewer:
    """Let somebody else represent the organisation in this person's place."""
    person = make_person("successor@example.org")
    with transaction():
        db.session.execute(
            update(Representative)
            .where(Representative.person_id == representative.person_id)
            .values(until_at=now(), is_contact=False)
        )
        db.session.add(
            Representative(
                organisation_id=representative.organisation_id, person_id=person.id, is_contact=True
            )
        )
    return viewer_of(person.id)


def test_sent_back_is_told_with_the_reason_and_where_to_go_on(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    service.send_back(draft.id, "Name the authors.", by=coordinator.viewer)
    [_handed_in, (to, body)] = letters()
    assert to == representative.email
    assert "and sent it back to you. The reason:\n\nName the authors.\n\nIt is a draft" in body
    assert f"http://127.0.0.1:8000/library/{draft.id}/edit" in body


def test_published_after_review_is_told_with_its_address(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    service.publish(draft.id, by=coordinator.viewer)
    [_handed_in, (to, body)] = letters()
    assert to == representative.email
    assert f"It stands here:\n\nhttp://127.0.0.1:8000/library/{draft.id}\n" in body


def test_coordinators_are_told_of_a_later_version_of_what_they_reviewed(
    app: Flask, representative: Someone, coordinator: Someone, published: Document
) -> None:
    with_review(app)
    for by, text in ((representative, b"Of others."), (coordinator, b"Of coordinators.")):
        service.add_version(published.id, io.BytesIO(text), "b.txt", "Mended", by=by.viewer)
    [(to, body)] = letters()
    assert to == coordinator.email
    assert f"{representative.viewer.name} added a version\n\nMended\n\n" in body
    assert f"http://127.0.0.1:8000/library/{published.id}/versions/2\n" in body


def test_a_later_version_needs_no_letter_where_nothing_is_reviewed_or_it_is_a_draft(
    app: Flask, representative: Someone, coordinator: Someone, published: Document
) -> None:
    service.add_version(
        published.id, io.BytesIO(b"More."), "b.txt", "Mended", by=representative.viewer
    )
    with_review(app)
    fresh = put(representative.viewer, representative.organisation_id, "Other words.")
    service.add_version(fresh.id, io.BytesIO(b"Better."), "b.txt", "", by=representative.viewer)
    assert letters() == []


def test_published_by_oneself_needs_no_letter(representative: Someone, draft: Document) -> None:
    service.publish(draft.id, by=representative.viewer)
    assert letters() == []


def test_coordinators_are_told_what_was_handed_in(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    [(to, body)] = letters()
    assert to == coordinator.email
    assert f"{draft.title}\n\n{representative.viewer.name} handed the document in" in body
    assert f"http://127.0.0.1:8000/library/{draft.id}\n" in body


def test_whoever_handed_in_what_a_coordinator_deposited_is_told(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    with_review(app)
    document = put(coordinator.viewer, representative.organisation_id)
    service.publish(document.id, by=representative.viewer)
    service.send_back(document.id, "Name the authors.", by=coordinator.viewer)
    assert [to for to, _body in letters()] == [coordinator.email, representative.email]


def test_a_depositor_who_left_is_told_nothing_more(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    successor = succeed(representative)
    service.publish(draft.id, by=successor)
    service.send_back(draft.id, "Name the authors.", by=coordinator.viewer)
    letters_of_review = [to for to, _body in letters()]
    assert letters_of_review == [coordinator.email, successor.email]
    document = queries.get_document(draft.id, viewer=coordinator.viewer)
    tell_held_back(document, document.versions[0], "Eicar")
    told = {to for to, _body in letters()[len(letters_of_review) :]}
    assert told == {coordinator.email, successor.email}


def test_those_who_speak_for_the_organisation_stand_in_for_whoever_handed_in_and_left(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    successor = succeed(representative)
    service.publish(draft.id, by=coordinator.viewer)
    assert [to for to, _body in letters()] == [coordinator.email, successor.email]
