"""HTML: what a reader sees, without scripts; encodings; hostile depth."""

from coalition.ingest.extractors.html import extract
from coalition.ingest.reading import Metadata
from tests.ingest.conftest import Put


def test_extract_reads_blocks_tables_and_alternatives(put: Put) -> None:
    page = """<!doctype html><html lang="fr"><head><title>Les hubs</title>
    <meta name="author" content="Ana Lima"><meta name="keywords" content="a, b">
    <meta name="description" content="Court."><style>p{}</style></head><body>
    <h1>Les  hubs</h1><p>Un <b>mot</b>,<br>deux.</p><script>alert("x")</script>
    <table><tr><th>Hub</th><td><p>Nairobi</p></td></tr></table>
    <ul><li>un</li><li>deux <img src=x alt="une carte"></li></ul>
    <pre>a  b
c</pre></body></html>"""
    found = extract(put(page.encode()))
    assert [(part.label, part.text) for part in found.pages] == [
        (
            "Les hubs",
            "Les hubs\n\nUn mot,\ndeux.\n\nHub | Nairobi\n\nun\n\ndeux une carte\n\na b\nc",
        )
    ]
    assert found.metadata == Metadata("Les hubs", ("Ana Lima",), None, "fr", "Court.", ("a", "b"))


def test_extract_reads_the_encoding_it_declares(put: Put) -> None:
    page = '<html><meta charset="iso-8859-2"><p>Zażółć gęślą jaźń'.encode("iso8859-2")
    assert extract(put(page)).pages[0].text == "Zażółć gęślą jaźń"


def test_extract_shows_the_title_when_the_page_does_not(put: Put) -> None:
    found = extract(put(b"<title>Named</title><p>Body"))
    assert found.pages[0].text == "Named\n\nBody"


def test_extract_reads_what_is_nested_very_deep(put: Put) -> None:
    assert extract(put(b"<html>" + b"<div>" * 5000 + b"deep")).pages[0].text == "deep"
