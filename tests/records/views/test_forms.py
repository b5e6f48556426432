"""A document in every format: at addresses of their own, and at its own address by what is asked."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import rispy
from sqlalchemy import update
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import http_date, parse_accept_header
from werkzeug.test import TestResponse

from coalition.database import db, transaction
from coalition.library import service as library
from coalition.library.models import Audience, Document, State
from coalition.records.formats.catalogue import FORMATS
from coalition.records.models import Announcement
from coalition.records.views.forms import wanted
from tests.conftest import Someone

HTML = "text/html; charset=utf-8"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def place(document: Document, ending: str) -> str:
    """Return the address of a document in a format."""
    return f"/library/{document.id}/record.{ending}"


def test_each_format_is_a_file_to_keep(document: Document, anonymous: Someone) -> None:
    for form in FORMATS:
        answer = anonymous.client.get(place(document, form.ending))
        assert (answer.status_code, answer.mimetype) == (200, form.media_type)
        name = f"document-{document.id}.{form.ending}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-cache, private"
        assert b"Reading rooms" in answer.get_data()


def test_formats_are_told_apart_by_key_ending_and_type() -> None:
    keys = [form.key for form in FORMATS]
    assert sorted(keys) == ["bibtex", "csl", "datacite", "dublin-core", "json-ld", "marcxml", "ris"]
    assert len({form.ending for form in FORMATS}) == len({form.media_type for form in FORMATS}) == 7


def test_what_is_in_a_file_is_the_document(document: Document, anonymous: Someone) -> None:
    (read,) = rispy.loads(anonymous.client.get(place(document, "ris")).get_data(as_text=True))
    assert read["primary_title"] == "Reading rooms & the <network>"
    assert read["authors"] == [
        "López, Ana María García",
        "Okafor, Chinua",
        "Working group of librarians",
    ]
    (item,) = json.loads(anonymous.client.get(place(document, "csl.json")).get_data())
    assert item["URL"] == f"http://127.0.0.1:8000/library/{document.id}"
    assert item["author"][2] == {"literal": "Working group of librarians"}


def test_an_unknown_format_is_not_found(document: Document, anonymous: Someone) -> None:
    for ending in ("docx", "html", "xml", "BIB", ""):
        assert anonymous.client.get(place(document, ending)).status_code == 404


def test_an_unknown_document_is_not_found(document: Document, anonymous: Someone) -> None:
    assert anonymous.client.get("/library/999/record.bib").status_code == 404


def both(someone: Someone, document: Document) -> list[TestResponse]:
    """Return the answers of all addresses in all formats."""
    page = f"/library/{document.id}"
    return [
        *(someone.client.get(place(document, form.ending)) for form in FORMATS),
        *(someone.client.get(page, headers={"Accept": form.media_type}) for form in FORMATS),
    ]


def test_a_withdrawn_document_is_gone_in_every_format(
    document: Document, anonymous: Someone, coordinator: Someone
) -> None:
    library.withdraw(document.id, "It was wrong", by=coordinator.viewer)
    for answer in both(anonymous, document):
        assert (answer.status_code, answer.headers["Content-Type"]) == (410, HTML)
        assert "It was wrong" in answer.get_data(as_text=True)


def test_members_alone_have_what_is_for_members(
    document: Document, anonymous: Someone, outsider: Someone, representative: Someone
) -> None:
    with transaction():
        db.session.execute(update(Document).values(audience=Audience.MEMBERS))
    for answer in (*both(anonymous, document), *both(outsider, document)):
        assert answer.status_code == 404
        assert b"Reading rooms" not in answer.get_data()
    for answer in both(representative, document):
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_it_is_not_sent_again_to_who_has_it(document: Document, anonymous: Someone) -> None:
    address = place(document, "bib")
    tag = anonymous.client.get(address).headers["ETag"]
    same = anonymous.client.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.get_data()) == (304, b"")
    with transaction():
        db.session.execute(update(Document).values(title="Another title"))
    changed = anonymous.client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_it_is_as_old_as_what_was_announced(document: Document, anonymous: Someone) -> None:
    address = place(document, "bib")
    assert "Last-Modified" not in anonymous.client.get(address).headers  # stamped a little ahead
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    with transaction():
        db.session.execute(update(Announcement).values(stamped_at=at))
    assert anonymous.client.get(address).headers["Last-Modified"] == http_date(at)
    since = {"If-Modified-Since": http_date(at)}
    assert anonymous.client.get(address, headers=since).status_code == 304
    with transaction():
        db.session.execute(update(Document).values(title="Not announced yet"))
    answer = anonymous.client.get(address, headers=since)
    assert (answer.status_code, "Last-Modified" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("accept", "key"),
    [
        ("", None),
        ("*/*", None),
        (BROWSER, None),
        ("text/html", None),
        ("application/pdf", None),
        ("application/x-bibtex", "bibtex"),
        ("application/x-bibtex; charset=utf-8", "bibtex"),
        ("APPLICATION/X-BibTeX", "bibtex"),
        ("application/x-research-info-systems", "ris"),
        ("application/vnd.citationstyles.csl+json", "csl"),
        ("application/ld+json", "json-ld"),
        ('application/ld+json; profile="https://schema.org"', "json-ld"),
        ("application/vnd.datacite.datacite+xml", "datacite"),
        ("application/rdf+xml", "dublin-core"),
        ("application/marcxml+xml", "marcxml"),
        ("application/x-bibtex, text/html", None),
        ("application/x-bibtex, */*", None),
        ("application/x-bibtex, */*;q=0.1", "bibtex"),
        ("application/x-bibtex;q=0.4, text/html;q=0.5", None),
        ("application/x-bibtex;q=0.6, text/html;q=0.5", "bibtex"),
        ("application/x-bibtex;q=0.3, application/ld+json;q=0.7", "json-ld"),
        ("application/x-bibtex;q=0", None),
        ("application/pdf, application/x-bibtex;q=0.2", "bibtex"),
        (";;,q=,=;", None),
    ],
)
def test_html_is_given_unless_a_format_is_wanted_more(accept: str, key: str | None) -> None:
    found = wanted(parse_accept_header(accept, MIMEAccept))
    assert (found.key if found else None) == key


def test_a_document_answers_in_the_format_asked_for(document: Document, anonymous: Someone) -> None:
    page = f"/library/{document.id}"
    for form in FORMATS:
        answer = anonymous.client.get(page, headers={"Accept": form.media_type})
        assert (answer.status_code, answer.mimetype) == (200, form.media_type)
        assert answer.headers["Content-Location"] == place(document, form.ending)
        assert ("Accept" in answer.vary, "Content-Disposition" in answer.headers) == (True, False)
        assert answer.get_data() == anonymous.client.get(place(document, form.ending)).get_data()
    for accept in (BROWSER, "*/*", "application/pdf", ";;,q=,=;"):
        answer = anonymous.client.get(page, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, HTML)
        assert ("Accept" in answer.vary, "Content-Location" in answer.headers) == (True, False)


def test_only_the_head_is_given_where_only_that_is_asked(
    document: Document, anonymous: Someone
) -> None:
    accept = {"Accept": "application/x-bibtex"}
    for address in (f"/library/{document.id}", place(document, "bib")):
        whole = anonymous.client.get(address, headers=accept)
        head = anonymous.client.head(address, headers=accept)
        assert (head.status_code, head.get_data()) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert head.headers[name] == whole.headers[name]


def test_a_draft_has_no_format(representative: Someone, document: Document) -> None:
    with transaction():
        db.session.execute(update(Document).values(state=State.DRAFT))
    accept = {"Accept": "application/x-bibtex"}
    page = representative.client.get(f"/library/{document.id}", headers=accept)
    assert (page.status_code, page.headers["Content-Type"]) == (200, HTML)
    assert representative.client.get(place(document, "bib")).status_code == 404
