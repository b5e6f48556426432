"""The copy of what is known of a person: complete, without secrets, readable without a network."""

import io
import json
import zipfile
from typing import Any

from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from coalition.audit import service as audit
from coalition.audit.models import Act
from coalition.database import Base, db, transaction
from coalition.members.models import Organisation
from coalition.privacy import exporting, service
from coalition.privacy.holdings import HOLDINGS
from coalition.privacy.views import copy_file
from coalition.web.viewer import Viewer
from tests.conftest import make_organisation, make_person
from tests.privacy.filling import EMAIL, NAME, make_known, make_row


def unpacked(archive: bytes) -> dict[str, str]:
    """Return the files of a ZIP as text."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.testzip() is None
        return {name: found.read(name).decode() for name in found.namelist()}


def known(files: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a copy by the words for what they are."""
    return {part["what"]: part["rows"] for part in json.loads(files["data.json"])["known"]}


def copy_of(person: Any) -> dict[str, str]:
    """Return the files of the copy that a person gets."""
    sections = service.give_copy(person.id, by=Viewer(person_id=person.id))
    return unpacked(copy_file(person, sections, person.created_at))


def test_every_table_that_knows_the_person_is_in_the_copy(app: Flask) -> None:
    person = make_known()
    files = copy_of(person)
    assert tuple(files) == exporting.FILES
    found = known(files)
    assert found.keys() == {str(one.title) for one in HOLDINGS}
    assert [what for what, rows in found.items() if not rows] == []
    assert found["Account"] == [
        {
            "name": NAME,
            "email": EMAIL,
            "language": "en",
            "created_at": person.created_at.isoformat(timespec="seconds"),
            "confirmed_at": f"{person.confirmed_at:%Y-%m-%dT%H:%M:%S+00:00}",
        }
    ]


def test_rows_of_others_and_secrets_are_not_in_it(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    with transaction():
        make_row(Base.metadata.tables["messages"], to="other@example.org", body="for another")
        make_row(
            Base.metadata.tables["factor_apps"], person_id=person.id, sealed_secret="so secret"
        )
        make_row(Base.metadata.tables["attempts"], key="sign-in:account:not" + EMAIL)
    files = copy_of(person)
    assert known(files).keys() == {"Account", "Apps that make codes"}
    for secret in ("so secret", person.password_hash, "for another"):
        assert secret not in "".join(files.values())


def test_links_in_letters_open_nothing(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    site = "https://coalition-of-many-libraries.example.org"
    secret = "A-z_09" * 7
    with transaction():
        make_row(
            Base.metadata.tables["messages"],
            to=EMAIL,
            body=f"Open\n\n{site}/reset/{secret}\n\nor {site}/members/1, internationalisation.",
        )
    files = copy_of(person)
    assert secret not in "".join(files.values())
    assert known(files)["Letters received"][0]["body"] == (
        f"Open\n\n{site}/reset/…\n\nor {site}/members/1, internationalisation."
    )


def test_where_others_were_is_not_told(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    coordinator = make_person("coordinator@example.org", coordinator=True)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.99"}):
        audit.note("members.handed_over", f"person:{person.id}", by=coordinator.id, way="letter")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.9"}):
        audit.note("library.edited", "document:7", by=person.id, title="My paper")
        audit.note("accounts.sign_in_failed", f"person:{person.id}", by=None)
    rows = known(copy_of(person))["Acts in the audit log, by or about the person"]
    assert rows[0]["detail"] == {"way": "letter"}
    assert [row["detail"]["address"] for row in rows[1:3]] == ["198.51.100.9"] * 2


def test_things_are_told_by_name_and_address(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    organisation = make_organisation("Reading Rooms Trust", person)
    row = known(copy_of(person))["Organisations represented, now or before"][0]
    assert row["organisation_id"] == "Reading Rooms Trust"
    assert row["page"] == f"http://127.0.0.1:8000/members/{organisation.id}"
    assert db.session.get_one(Organisation, organisation.id).name == "Reading Rooms Trust"


def test_page_is_in_the_language_of_the_person_and_runs_nothing(app: Flask) -> None:
    person = make_person(EMAIL, "<script>alert(1)</script> Quill")
    with transaction():
        person.language = "ar"
    page = LexborHTMLParser(copy_of(person)["index.html"])
    root = page.css_first("html")
    assert root is not None
    assert (root.attributes["lang"], root.attributes["dir"]) == ("ar", "rtl")
    assert page.css("script, style, [style], img") == []
    assert "<script>alert(1)</script> Quill" in page.css("dd")[0].text()
    assert [link.attributes["href"] for link in page.css("link")] == ["style.css"]


def test_giving_a_copy_is_noted_with_who_asked_whom(app: Flask) -> None:
    person = make_person(EMAIL, NAME)
    coordinator = make_person("coordinator@example.org", coordinator=True)
    by = Viewer(person_id=coordinator.id, is_coordinator=True)
    service.give_copy(person.id, by=by, request="by letter of 3 May")
    service.give_copy(person.id, by=None)
    acts = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert [(act.action, act.subject, act.person_id) for act in acts] == [
        ("privacy.exported", f"person:{person.id}", coordinator.id),
        ("privacy.exported", f"person:{person.id}", None),
    ]
    assert acts[0].detail == {"requested": "by letter of 3 May"}
