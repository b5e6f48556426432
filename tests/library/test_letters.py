"""A depositor is told by mail what became of what they handed in."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from coalition.database import db
from coalition.library import service
from coalition.library.models import Document
from coalition.mail.models import Message
from tests.conftest import Someone


def with_review(app: Flask) -> None:
    """Let coordinators look at what is handed in."""
    found = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(found, review_before_publishing=True)


def letters() -> list[tuple[str, str]]:
    """Return address and body of every letter, oldest first."""
    rows = db.session.execute(select(Message.to, Message.body).order_by(Message.id))
    return [(to, body) for to, body in rows]


def test_sent_back_is_told_with_the_reason_and_where_to_go_on(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    assert letters() == []
    service.send_back(draft.id, "Name the authors.", by=coordinator.viewer)
    [(to, body)] = letters()
    assert to == representative.email
    assert "and sent it back to you. The reason:\n\nName the authors.\n\nIt is a draft" in body
    assert f"http://127.0.0.1:8000/library/{draft.id}/edit" in body


def test_published_after_review_is_told_with_its_address(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    service.publish(draft.id, by=coordinator.viewer)
    [(to, body)] = letters()
    assert to == representative.email
    assert f"It stands here:\n\nhttp://127.0.0.1:8000/library/{draft.id}\n" in body


def test_published_by_oneself_needs_no_letter(representative: Someone, draft: Document) -> None:
    service.publish(draft.id, by=representative.viewer)
    assert letters() == []
