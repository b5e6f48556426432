"""Coordinators answer people who asked for a copy of their data, or for its erasure."""

import io
import re
import zipfile

from flask import Flask
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.audit.models import Act
from coalition.database import db
from coalition.mail.models import Message
from tests.conftest import Someone

REQUEST = "By letter of 3 May, answered to the address of the account"


def notes(action: str) -> list[tuple[int | None, str]]:
    """Return who did this, and to whom."""
    acts = db.session.scalars(select(Act).where(Act.action == action))
    return [(act.person_id, act.subject) for act in acts]


def test_person_is_found_by_address_which_no_address_of_a_page_holds(
    coordinator: Someone, outsider: Someone
) -> None:
    given = {"email": outsider.email.upper()}
    answer = coordinator.client.post("/privacy/requests", data=given)
    assert answer.headers["Location"] == f"/privacy/requests/{outsider.person_id}"
    page = coordinator.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert outsider.email in page
    assert 'href="/privacy/requests"' in coordinator.client.get("/privacy").get_data(as_text=True)


def test_unknown_address_is_told_and_kept(coordinator: Someone) -> None:
    answer = coordinator.client.post("/privacy/requests", data={"email": "no@example.org"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nobody has an account with this address." in page
    assert 'value="no@example.org"' in page


def test_copy_needs_to_be_asked_for_and_is_noted(coordinator: Someone, outsider: Someone) -> None:
    address = f"/privacy/requests/{outsider.person_id}/copy"
    answer = coordinator.client.post(address, data={"copy-request": " "})
    assert answer.status_code == 422
    assert "Write how the person asked" in answer.get_data(as_text=True)
    assert notes("privacy.exported") == []
    answer = coordinator.client.post(address, data={"copy-request": REQUEST})
    assert answer.mimetype == "application/zip"
    assert notes("privacy.exported") == [(coordinator.person_id, f"person:{outsider.person_id}")]


def test_copy_opens_no_account(
    app: Flask, coordinator: Someone, outsider: Someone, anonymous: Someone
) -> None:
    anonymous.client.post("/forgotten", data={"email": outsider.email})
    letter = db.session.scalars(select(Message).where(Message.to == outsider.email)).one()
    link = re.search(r"/reset/([A-Za-z0-9_-]{43})", letter.body)
    assert link is not None
    address = f"/privacy/requests/{outsider.person_id}/copy"
    answer = coordinator.client.post(address, data={"copy-request": REQUEST})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "/reset/…" in files
    assert link[1] not in files


def test_person_is_erased_once_their_address_is_typed(
    coordinator: Someone, outsider: Someone
) -> None:
    address = f"/privacy/requests/{outsider.person_id}/erase"
    given = {"erase-request": REQUEST, "erase-typed": "other@example.org"}
    answer = coordinator.client.post(address, data=given)
    assert answer.status_code == 422
    assert REQUEST in answer.get_data(as_text=True)
    given["erase-typed"] = outsider.email
    answer = coordinator.client.post(address, data=given)
    assert answer.headers["Location"] == "/privacy/requests"
    assert db.session.get_one(Person, outsider.person_id).erased_at is not None
    assert notes("privacy.erased") == [(coordinator.person_id, f"person:{outsider.person_id}")]
    assert coordinator.client.post(address, data=given).status_code == 404


def test_who_must_stay_for_now_is_told(coordinator: Someone, representative: Someone) -> None:
    here = f"/privacy/requests/{representative.person_id}"
    assert "This cannot be done yet" in coordinator.client.get(here).get_data(as_text=True)
    given = {"erase-request": REQUEST, "erase-typed": representative.email}
    answer = coordinator.client.post(f"{here}/erase", data=given)
    assert answer.headers["Location"] == here
    assert db.session.get_one(Person, representative.person_id).erased_at is None
