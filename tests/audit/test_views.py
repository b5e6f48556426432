"""The pages of the audit log and what is exported of it."""

import csv
import io
import json
import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from coalition.accounts.models import Person
from coalition.audit.models import Act
from coalition.audit.service import forget_person, note
from coalition.database import db, now, transaction
from tests.conftest import Someone, make_person
from tests.members.making import counted_statements, text_of


def acts_of(action: str) -> list[tuple[str, int | None, object]]:
    """Return subject, person and details of the acts of one kind."""
    db.session.expire_all()
    found = db.session.scalars(select(Act).where(Act.action == action).order_by(Act.id))
    return [(act.subject, act.person_id, act.detail) for act in found]


def told(answer: TestResponse) -> list[dict[str, str]]:
    """Return the rows of an exported table."""
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_log_tells_who_did_what_to_which_thing(coordinator: Someone) -> None:
    ada = make_person("ada@example.org", "Ada Byron")
    note(
        "library.edited",
        "document:7",
        by=ada.id,
        title="<b>Reading</b> rooms",
        changes={"title": ["Rooms", "<b>Reading</b> rooms"]},
        version=2,
    )
    page = text_of(coordinator, "/audit?what=library.edited")
    for words in (
        "Description of a document changed",
        'href="/library/7"',
        "&lt;b&gt;Reading&lt;/b&gt; rooms",
        "by Ada Byron",
        "<del><bdi>Rooms</bdi></del>",
        "<li>Version: <bdi>2</bdi></li>",
        'href="/audit?subject=document:7"',
    ):
        assert words in page
    assert "<b>Reading" not in page


def test_log_shows_the_readers_own_time_beside_that_of_utc(coordinator: Someone) -> None:
    note("library.reread", by=None)
    coordinator.client.set_cookie("zone", "Asia/Baku")
    page = text_of(coordinator, "/audit?what=library.reread")
    assert "Yours are those of Baku, UTC+4." in page
    assert re.search(r"<time[^>]*>\d\d:\d\d</time> <span class=\"small\">your time ", page)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/audit?what=library.withdrawn", "No act fits all of this"),
        ("/audit?person=nobody", "No act fits all of this"),
        ("/audit?older=1", "No further acts"),
        ("/audit?older=x", "Signed in"),
        ("/audit?what=signing-in&person=coordinator@example", "Signed in"),
    ],
)
def test_log_has_words_for_every_state(coordinator: Someone, address: str, words: str) -> None:
    assert words in text_of(coordinator, address)


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("since=yesterday", "Give a day such as 2012-11-06"),
        ("since=0001-01-01", "Give a day such as 2012-11-06"),
        ("since=2012-11-06&until=2012-11-05", "This is before the first day."),
        ("subject=the paper", "Give kind and number, such as document:7"),
        ("what=everything", "Not a valid choice"),
        (f"person={'a' * 81}", "Use at most 80 characters."),
    ],
)
def test_filter_that_cannot_be_used_is_told_and_kept(
    coordinator: Someone, argument: str, sentence: str
) -> None:
    answer = coordinator.client.get(f"/audit?{argument}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert argument.startswith("what") or argument.partition("=")[2].partition("&")[0] in page
    assert coordinator.client.get(f"/audit/acts.csv?{argument}").status_code == 400


def test_filters_go_into_the_next_page_and_the_exports(coordinator: Someone) -> None:
    for number in range(60):
        note("library.edited", f"document:{number}", by=None)
    page = text_of(coordinator, "/audit?what=documents&since=2012-11-06")
    kept = "what=documents&amp;since=2012-11-06"
    assert f"/audit/acts.csv?{kept}" in page
    assert f"/audit?{kept}&amp;older=" in page
    assert "Newer acts" not in page


@pytest.mark.parametrize("path", ["/audit", "/account/acts"])
def test_list_takes_as_many_queries_for_three_acts_as_for_one(
    coordinator: Someone, path: str
) -> None:
    counts = []
    people = [make_person(f"{name}@example.org").id for name in ("ada", "bob", "cem")]
    for more in (people[:1], people[1:]):
        for person_id in more:
            note("members.handed_over", f"person:{coordinator.person_id}", by=person_id)
        coordinator.client.get(path)
        with counted_statements() as sent:
            coordinator.client.get(path)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_erased_person_is_a_former_representative(coordinator: Someone) -> None:
    ada = make_person("ada@example.org", "Ada Byron").id
    note("library.edited", "document:7", by=ada, title="Paper")
    with transaction():
        db.session.get_one(Person, ada).erased_at = now()
    forget_person(ada)
    page = text_of(coordinator, "/audit?what=documents")
    assert "by a former representative" in page
    assert "The details of this act were erased." in page
    assert "Ada Byron" not in page
    assert "Paper" not in page


def test_person_reads_what_concerns_them_and_not_where_others_were(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.9"}):
        note("members.handed_over", f"person:{representative.person_id}", by=coordinator.person_id)
        note("library.edited", "document:7", by=representative.person_id, title="My paper")
        note("library.edited", "document:8", by=coordinator.person_id, title="Another paper")
    page = text_of(representative, "/account/acts")
    assert "Made the contact of an organisation" in page
    assert "My paper" in page
    assert "Another paper" not in page
    assert page.count("198.51.100.9") == 1


def test_export_holds_what_the_filters_leave_and_is_noted(app: Flask, coordinator: Someone) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        note("library.edited", "document:7", by=None, title='=HYPERLINK("x")', version=2)
    note("library.published", "document:7", by=None)
    answer = coordinator.client.get("/audit/acts.csv?what=library.edited")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    (row,) = told(answer)
    assert row["Act"] == "library.edited"
    assert row["Name at the time"] == '\'=HYPERLINK("x")'
    assert (row["Address"], row["By whom"]) == ("192.0.2.7", "a visitor")
    assert json.loads(row["Details"]) == {"version": 2}
    ((subject, person_id, detail),) = acts_of("audit.exported")
    assert (subject, person_id) == ("", coordinator.person_id)
    assert isinstance(detail, dict)
    assert (detail["format"], detail["filters"]) == ("csv", {"what": "library.edited"})


def test_export_for_programs_holds_the_chain_and_no_settings(coordinator: Someone) -> None:
    note("settings.noted", by=None, count=1, settings={"MAIL_URL": "0" * 64})
    answer = coordinator.client.get("/audit/acts.jsonl?what=settings")
    assert answer.headers["Content-Type"] == "application/jsonl; charset=utf-8"
    (line,) = answer.get_data(as_text=True).splitlines()
    act = json.loads(line)
    assert act["detail"] == {"count": 1}
    assert (act["action"], len(act["digest"]), len(act["previous"])) == ("settings.noted", 64, 64)


def test_menus_lead_to_the_log_and_to_what_concerns_oneself(
    coordinator: Someone, representative: Someone
) -> None:
    assert 'href="/audit"' in text_of(coordinator, "/")
    assert 'href="/audit"' not in text_of(representative, "/")
    assert 'href="/account/acts"' in text_of(representative, "/account")


def test_moment_among_the_facts_is_told_as_everywhere_else(coordinator: Someone) -> None:
    note("news.scheduled", "post:7", by=None, at="2026-12-01T07:39:20.146041+00:00", count="2012")
    page = text_of(coordinator, "/audit")
    assert "<bdi>1 December 2026, 07:39 UTC</bdi>" in page
    assert "<bdi>2012</bdi>" in page
