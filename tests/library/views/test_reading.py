"""Browsing, reading a document or a version of it, downloading, as readers meet them."""

import hashlib
import io
import re
from dataclasses import replace

from coalition.library import queries, service
from coalition.library.models import Document
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, TEXT, put, text_of

HTML = b"<!doctype html><html><head><title>Page</title></head><body><script>alert(1)</script><p>Hello readers</p></body></html>"


def test_index_without_documents_says_so(anonymous: Someone) -> None:
    assert "No document has been published yet" in text_of(anonymous.client.get("/library/"))


def test_index_shows_published_documents_and_the_ways_in(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    put(
        representative.viewer,
        representative.organisation_id,
        "Other.",
        replace(FIELDS, title="Hidden"),
    )
    page = text_of(anonymous.client.get("/library/"))
    assert re.findall(r'<h3 class="entry-title"[^>]*><a href="([^"]+)"[^>]*>([^<]+)</a>', page) == [
        (f"/library/{published.id}", FIELDS.title)
    ]
    for way in ("kind=report", "language=en"):
        assert f'href="/search?{way}"' in page
    assert "Hidden" not in page
    assert "/library/new" not in page


def test_detail_shows_description_text_and_download(
    anonymous: Someone, published: Document
) -> None:
    page = text_of(anonymous.client.get(f"/library/{published.id}"))
    assert f'<h1 lang="en" dir="ltr">{FIELDS.title}</h1>' in page
    for words in (
        "Working group of librarians",
        FIELDS.abstract,
        "November 2012",
        "Library Association of the Low Lands",
        "Creative Commons Attribution 4.0",
        'id="page-1"',
        "Reading rooms open the network to everybody.",
        f"/library/{published.id}/versions/1/file",
    ):
        assert words in page
    assert "<mark" not in page
    assert "In your care" not in page


def test_detail_marks_the_words_of_the_search_and_links_each_to_the_next(
    anonymous: Someone, published: Document
) -> None:
    page = text_of(anonymous.client.get(f"/library/{published.id}?q=rooms+librarian&page=1"))
    assert re.findall(r'<mark id="(place-\d)">([^<]+)</mark>', page) == [
        ("place-1", "rooms"),
        ("place-2", "librarian"),
    ]
    assert page.count('class="next-place" href="#place-2"') == 1
    assert "2 places found" in page


def test_detail_escapes_everything_said(anonymous: Someone, representative: Someone) -> None:
    evil = "<script>alert('x')</script>"
    fields = replace(FIELDS, title=evil, abstract=evil)
    document = put(representative.viewer, representative.organisation_id, f"Text {evil}", fields)
    work_through()
    service.publish(document.id, by=representative.viewer)
    page = text_of(anonymous.client.get(f"/library/{document.id}?q={evil}"))
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_withdrawn_document_leaves_a_tombstone(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    service.withdraw(published.id, "The figures were wrong.", by=representative.viewer)
    answer = anonymous.client.get(f"/library/{published.id}")
    assert answer.status_code == 410
    page = text_of(answer)
    assert "The figures were wrong." in page
    assert "Reading rooms open the network" not in page
    for path in ("versions/1", "versions/1/file"):
        assert anonymous.client.get(f"/library/{published.id}/{path}").status_code == 404
    assert representative.client.get(f"/library/{published.id}/edit").status_code == 409


def test_an_old_version_stays_reachable_and_says_so(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    service.add_version(
        published.id,
        io.BytesIO(b"The second text."),
        "b.txt",
        "Rewritten.",
        by=representative.viewer,
    )
    work_through()
    newest = text_of(anonymous.client.get(f"/library/{published.id}"))
    assert "The second text." in newest
    assert "Rewritten." in newest
    old = text_of(anonymous.client.get(f"/library/{published.id}/versions/1"))
    assert "Version 1, which is not the newest" in old
    assert "A librarian helps whoever asks." in old
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/library/{published.id}">' in old
    assert "which is not the newest" not in text_of(
        anonymous.client.get(f"/library/{published.id}/versions/2")
    )
    assert anonymous.client.get(f"/library/{published.id}/versions/3").status_code == 404


def test_an_unreadable_document_tells_readers_and_carers_what_they_need(
    anonymous: Someone, representative: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, b"%PDF-1.4\nbroken")
    work_through()
    service.publish(document.id, by=representative.viewer)
    address = f"/library/{document.id}"
    assert "Download the file to read it." in text_of(anonymous.client.get(address, buffered=True))
    assert "save it again" in text_of(representative.client.get(address, buffered=True))


def test_a_long_text_is_shown_a_window_at_a_time(
    anonymous: Someone, representative: Someone
) -> None:
    text = "\n\n".join(f"Paragraph {n} " + "of many words to read " * 40 for n in range(120))
    document = put(representative.viewer, representative.organisation_id, text)
    work_through()
    service.publish(document.id, by=representative.viewer)
    first = anonymous.client.get(f"/library/{document.id}")
    assert len(first.data) < 100_000
    last_number = queries.get_document(document.id, viewer=ANONYMOUS).versions[0].page_count
    assert f'id="page-{last_number}"' not in text_of(first)
    last = text_of(anonymous.client.get(f"/library/{document.id}?page={last_number}"))
    assert f'id="page-{last_number}"' in last
    assert re.search(r"page=\d+#page-\d+\" rel=\"prev\"", last)


def test_download_sends_the_original_to_be_kept(anonymous: Someone, published: Document) -> None:
    answer = anonymous.client.get(f"/library/{published.id}/versions/1/file", buffered=True)
    assert answer.data == TEXT.encode()
    headers = answer.headers
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename=reading-rooms.txt"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-cache"  # withdrawn later, it must not stay on the way
    assert headers["ETag"] == f'"{hashlib.sha256(TEXT.encode()).hexdigest()}"'


def test_download_is_conditional(anonymous: Someone, published: Document) -> None:
    address = f"/library/{published.id}/versions/1/file"
    etag = anonymous.client.get(address, buffered=True).headers["ETag"]
    answer = anonymous.client.get(address, headers={"If-None-Match": etag}, buffered=True)
    assert (answer.status_code, answer.data) == (304, b"")
    part = anonymous.client.get(address, headers={"Range": "bytes=0-6"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"Reading")


def test_download_names_files_in_any_script(anonymous: Someone, representative: Someone) -> None:
    name = 'отчёт "2012"\r\nX-Evil: 1.txt'
    document = put(representative.viewer, representative.organisation_id, name=name)
    service.publish(document.id, by=representative.viewer)
    answer = anonymous.client.get(f"/library/{document.id}/versions/1/file", buffered=True)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%20%222012%22" in disposition
    assert "X-Evil" not in answer.headers


def test_a_page_with_a_script_is_never_shown_within_the_site(
    anonymous: Someone, representative: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, HTML, name="page.html")
    work_through()
    service.publish(document.id, by=representative.viewer)
    answer = anonymous.client.get(f"/library/{document.id}/versions/1/file", buffered=True)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    page = text_of(anonymous.client.get(f"/library/{document.id}"))
    assert "Hello readers" in page
    assert "alert(1)" not in page
