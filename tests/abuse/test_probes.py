"""What looks for probes finds each that took effect, in every kind of answer."""

import io
import json
import zipfile
from email.message import EmailMessage
from http.client import HTTPMessage

import pytest

from tests.abuse.probes import faults_in, faults_in_letter
from tests.running import Answer


def answer(kind: str, body: bytes, **headers: str) -> Answer:
    """Return an answer of this type."""
    given = HTTPMessage()
    given["Content-Type"] = kind
    for name, value in headers.items():
        given[name.replace("_", "-")] = value
    return Answer(200, given, body)


def zipped(name: str, body: str) -> bytes:
    """Return a ZIP with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, body)
    return out.getvalue()


FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"><content type="html">%s</content></feed>'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b'<p><b data-probe="1">x</b>'),
        ("text/html", b"<script>alert(1)</script>"),
        ("text/html", b"<a href=' JavaScript:alert(1)'>x</a>"),
        ("text/html", b"<p onclick=x>"),
        ("text/html", b"zq1x49"),
        ("text/csv", b"a,=1+1"),
        ("text/csv", b'a,"\t=1"'),
        ("text/calendar", b"BEGIN:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\n"),
        ("text/calendar", b"X-Probe: 1\r\n"),
        ("application/json", json.dumps({"content_html": "<i data-probe>"}).encode()),
        ("application/atom+xml", FEED % b"&lt;b data-probe&gt;"),
        ("application/atom+xml", b'<feed><b data-probe="1"/></feed>'),
        ("application/zip", zipped("../x", "")),
        ("application/zip", zipped("index.html", "<b data-probe>")),
        ("application/x-research-info-systems", b"TY  - X\nER  - \nER  - \n"),
        ("application/x-bibtex", b"@misc{x,\n@misc{probe,\n"),
    ],
)
def test_a_probe_that_took_effect_is_found(kind: str, body: bytes) -> None:
    assert list(faults_in(answer(kind, body), "here"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<p>&lt;b data-probe=1&gt; zq1x{{7*7}}"),
        ("text/csv", b"a,'=1+1"),
        ("text/calendar", b"BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\\nX-Probe: 1\r\n"),
        ("application/json", json.dumps({"title": "<i data-probe>"}).encode()),
        ("application/atom+xml", FEED % b"&amp;lt;b data-probe&amp;gt;"),
        ("application/zip", zipped("index.html", "&lt;b data-probe&gt;")),
    ],
)
def test_a_probe_that_is_shown_as_text_is_none(kind: str, body: bytes) -> None:
    assert list(faults_in(answer(kind, body), "here")) == []


def test_headers_that_a_probe_wrote_are_found() -> None:
    assert list(faults_in(answer("text/plain", b"", X_Probe="1"), "here"))
    letter = EmailMessage()
    letter["To"], letter["X-Probe"] = "a@example.org", "1"
    letter.set_content("x")
    assert list(faults_in_letter(letter.as_bytes(), "here"))
