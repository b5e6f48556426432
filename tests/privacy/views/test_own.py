"""One's own data: seen, taken along, erased in two steps."""

import io
import zipfile
from datetime import timedelta

from flask import Flask
from sqlalchemy import event, update

from coalition.accounts.models import Device, Person
from coalition.database import db, now, transaction
from tests.conftest import Someone, make_person, sign_in


def test_page_tells_what_is_known_and_leads_on(outsider: Someone) -> None:
    page = outsider.client.get("/account/data").get_data(as_text=True)
    assert '<span>Account</span> <span class="numeric">1</span>' in page
    assert '<span>Browsers that are or were signed in</span> <span class="numeric">1</span>' in page
    assert 'href="/account/erase"' in page
    assert 'href="/account/data"' in outsider.client.get("/account").get_data(as_text=True)


def test_copy_is_a_zip_that_nobody_keeps_on_the_way(outsider: Someone) -> None:
    answer = outsider.client.post("/account/data/copy")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    name = f"my-data-{now():%Y-%m-%d}.zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["index.html", "data.json", "style.css"]
        assert outsider.email in archive.read("index.html").decode()


def test_who_it_is_is_asked_once_more(outsider: Someone) -> None:
    with transaction():
        db.session.execute(update(Device).values(proven_at=now() - timedelta(hours=1)))
    assert outsider.client.post("/account/data/copy").status_code == 403
    form = {"typed": outsider.email}
    assert outsider.client.post("/account/erase", data=form).status_code == 403
    answer = outsider.client.get("/account/erase/confirm")
    assert answer.headers["Location"] == "/account/confirm?next=/account/erase/confirm"
    assert db.session.get_one(Person, outsider.person_id).erased_at is None


def test_two_steps_erase_and_sign_out_everywhere(app: Flask, outsider: Someone) -> None:
    elsewhere = sign_in(app, outsider.email)
    first = outsider.client.get("/account/erase").get_data(as_text=True)
    assert "Step 1 of 2" in first
    assert 'href="/account/erase/confirm"' in first
    second = outsider.client.get("/account/erase/confirm").get_data(as_text=True)
    assert f"You are signed in as {outsider.email}." in second
    answer = outsider.client.post("/account/erase", data={"typed": outsider.email.upper()})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Your account is erased." in outsider.client.get("/").get_data(as_text=True)
    assert outsider.client.get("/account").status_code == 303
    assert elsewhere.get("/account").status_code == 303


def test_another_address_erases_nobody_and_is_kept_in_the_form(outsider: Someone) -> None:
    answer = outsider.client.post("/account/erase", data={"typed": "other@example.org"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Type the e-mail address of the account as it stands above." in page
    assert 'value="other@example.org"' in page
    assert db.session.get_one(Person, outsider.person_id).erased_at is None


def test_who_may_not_go_yet_is_told_what_to_do(representative: Someone) -> None:
    for address in ("/account/erase", "/account/erase/confirm"):
        page = representative.client.get(address).get_data(as_text=True)
        assert "This cannot be done yet" in page
        assert "alone speaks for Library Association of the Low Lands" in page
        assert "Invite a colleague" in page
        assert "for good" not in page
    typed = {"typed": representative.email}
    answer = representative.client.post("/account/erase", data=typed)
    assert answer.headers["Location"] == "/account/erase"
    assert db.session.get_one(Person, representative.person_id).erased_at is None


def test_pages_ask_as_often_for_many_rows_as_for_one(app: Flask, outsider: Someone) -> None:
    """Every kind of row is counted by one statement, however many there are."""
    statements: list[str] = []
    with app.app_context():

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        outsider.client.get("/account/data")
        one = len(statements)
        make_person("more@example.org")
        for _ in range(3):
            sign_in(app, outsider.email)
        statements.clear()
        outsider.client.get("/account/data")
        assert len(statements) == one
        event.remove(db.engine, "before_cursor_execute", note)
