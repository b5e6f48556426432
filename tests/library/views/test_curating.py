"""Review, reading again and the subjects, as coordinators meet them."""

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.library.models import Document, Subject
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.conftest import FIELDS, text_of


def test_review_and_sending_back(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    page = text_of(representative.client.get(f"/library/{draft.id}/edit"))
    assert "Save and hand in for review" in page
    shown = {"revision": draft.revision}
    representative.client.post(f"/library/{draft.id}/publish", data=shown)
    assert FIELDS.title in text_of(coordinator.client.get("/library/review"))
    address = f"/library/{draft.id}/send-back"
    assert coordinator.client.post(address, data={"reason": ""}).status_code == 422
    answer = coordinator.client.post(address, data={"reason": "Name the authors."})
    assert (answer.status_code, answer.location) == (303, "/library/review")
    assert coordinator.client.get(address, buffered=True).status_code == 409
    assert "Nothing waits for review" in text_of(coordinator.client.get("/library/review"))
    assert "Name the authors." in text_of(representative.client.get(f"/library/{draft.id}/edit"))


def test_review_is_for_coordinators(representative: Someone, draft: Document) -> None:
    assert representative.client.get("/library/review").status_code == 403
    assert representative.client.post(f"/library/{draft.id}/send-back").status_code == 403
    assert representative.client.post(f"/library/{draft.id}/versions/1/retry").status_code == 403


def test_retry_reads_the_file_again(coordinator: Someone, published: Document) -> None:
    answer = coordinator.client.post(f"/library/{published.id}/versions/1/retry")
    assert (answer.status_code, answer.location) == (303, f"/library/{published.id}")
    assert "Waiting to be read" in text_of(coordinator.client.get(f"/library/{published.id}"))


def test_subjects_are_kept_by_coordinators(coordinator: Someone, representative: Someone) -> None:
    answer = coordinator.client.post("/library/subjects", data={"added": "Access\nPrivacy"})
    assert (answer.status_code, answer.location) == (303, "/library/subjects")
    known = db.session.scalars(sa.select(Subject).order_by(Subject.position)).all()
    assert [subject.name for subject in known] == ["Access", "Privacy"]
    answer = coordinator.client.post(
        "/library/subjects", data={f"name-{known[0].id}": "Privacy", "added": ""}
    )
    assert answer.status_code == 422
    assert "“privacy” is in the list twice." in text_of(answer).casefold()
    assert representative.client.get("/library/subjects").status_code == 403
