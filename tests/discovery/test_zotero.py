"""What Zotero saves of the pages of documents, by the rules its reader follows."""

from dataclasses import replace

from markupsafe import escape

from coalition.discovery.highwire import tags_of
from coalition.library.description import AuthorName
from coalition.library.kinds import KINDS
from coalition.library.models import Document
from coalition.records.queries import get_record
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.discovery import zotero
from tests.discovery.conftest import published
from tests.library.conftest import FIELDS


def saved(reader: Someone, document: Document) -> zotero.Item:
    """Return what is saved of a document's page."""
    return zotero.read(reader.client.get(f"/library/{document.id}").get_data(as_text=True))


def test_a_report_is_saved_with_all_that_is_said_of_it(
    document: Document, anonymous: Someone
) -> None:
    item = saved(anonymous, document)
    assert item.type == "report"
    assert item.fields == {
        "title": "Reading rooms & the <network>",
        "date": "2012/11/06",
        "institution": "Library Association of the Low Lands",
        "abstract": "Why reading rooms matter.",
        "language": "en",
        "rights": "Creative Commons Attribution 4.0",
        "kind": "Report",
        "url": f"http://127.0.0.1:8000/library/{document.id}",
    }
    assert item.authors[1:] == [("Okafor", "Chinua"), ("librarians", "Working group of")]
    assert " ".join(reversed(item.authors[0])) == "Ana María García López"
    assert item.pdf == ""


def test_each_kind_is_saved_as_what_it_is(document: Document) -> None:
    record = get_record(document.id, viewer=ANONYMOUS)
    found = {}
    for kind in KINDS:
        head = "".join(
            f'<meta name="{escape(name)}" content="{escape(content)}">'
            for name, content in tags_of(replace(record, kind=kind))
        )
        found[kind] = zotero.read(f"<html><head>{head}</head><body></body></html>").type
    assert found == {
        "workshop-brief": "report",
        "background-paper": "report",
        "report": "report",
        "presentation": "presentation",
        "statement": "document",
        "minutes": "document",
        "transcript": "document",
        "other": "document",
    }


def test_a_pdf_is_kept_with_its_document(representative: Someone, anonymous: Someone) -> None:
    made = published(representative, b"%PDF-1.4\nbroken", name="slides.pdf")
    item = saved(anonymous, made)
    assert item.pdf == f"http://127.0.0.1:8000/library/{made.id}.pdf"
    answer = anonymous.client.get(f"/library/{made.id}.pdf", follow_redirects=True)
    assert answer.mimetype == "application/pdf"
    assert answer.data == b"%PDF-1.4\nbroken"
    answer.close()


def test_one_author_of_many_words_stays_one(representative: Someone, anonymous: Someone) -> None:
    alone = replace(FIELDS, authors=(AuthorName("María José de la Fuente"),))
    item = saved(anonymous, published(representative, fields=alone))
    assert [" ".join(reversed(author)) for author in item.authors] == ["María José de la Fuente"]


def test_what_names_nobody_is_by_its_organisation(
    representative: Someone, anonymous: Someone
) -> None:
    item = saved(anonymous, published(representative, fields=replace(FIELDS, authors=())))
    assert [" ".join(reversed(author)) for author in item.authors] == [
        "Library Association of the Low Lands"
    ]
