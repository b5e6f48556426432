"""The receipt of a version: its kind, languages, findings, what the file says, what is like it."""

from typing import Any

import pytest

from coalition.database import db, transaction
from coalition.library import queries
from coalition.library.findings import Findings
from coalition.library.models import Document, Page, Reading, Recognition, Version
from coalition.library.receipt import Recognising, Saying, receipt_of, recognising
from tests.conftest import Someone
from tests.library.test_queries import counted
from tests.library.texts import give_text


def newest(document: Document, by: Someone) -> Version:
    return queries.get_document(document.id, viewer=by.viewer).versions[-1]


def change_page(version_id: int, number: int, **values: object) -> None:
    with transaction():
        page = db.session.get_one(Page, (version_id, number))
        for name, value in values.items():
            setattr(page, name, value)


def test_languages_name_the_pages_that_differ(representative: Someone, draft: Document) -> None:
    version_id = give_text(draft, *["Text"] * 5, language="en", kind="pdf")
    for number, language in ((2, "fr"), (3, "ar"), (4, "ar"), (5, "en")):
        change_page(version_id, number, language=language)
    change_page(version_id, 4, is_recognised=True)
    receipt = receipt_of(newest(draft, representative), viewer=representative.viewer)
    assert receipt.languages == (("en", ()), ("ar", (3, 4)), ("fr", (2,)))
    assert (receipt.kind, receipt.recognised_pages) == ("PDF", (4,))


def test_an_unread_version_has_an_empty_receipt(representative: Someone, draft: Document) -> None:
    receipt = receipt_of(newest(draft, representative), viewer=representative.viewer)
    assert (receipt.kind, receipt.languages, receipt.findings) == ("", (), Findings())
    assert (receipt.sayings, receipt.alike) == ((), ())


def test_sayings_stand_beside_the_record(representative: Someone, draft: Document) -> None:
    said = {
        "title": "Reading rooms and the network",
        "authors": ["A. Writer", "B. Writer"],
        "issued": None,
        "language": "en",
        "description": "",
        "keywords": ["rooms"],
    }
    give_text(draft, "Text", said=said)
    receipt = receipt_of(newest(draft, representative), viewer=representative.viewer)
    title = "Reading rooms and the network"
    assert receipt.sayings == (
        Saying("Title", (title,), (title,)),
        Saying("Authors", ("A. Writer", "B. Writer"), ("Working group of librarians",)),
        Saying("Language", ("English",), ("English",)),
        Saying("Keywords", ("rooms",), ()),
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"recognition": Recognition.WAITING}, Recognising(1, 3)),
        ({"recognition": Recognition.DONE}, None),
        ({"recognition": Recognition.WAITING, "reading": Reading.READING}, None),
        ({}, None),
    ],
)
def test_recognising_counts_pages_done_and_still_to_do(
    representative: Someone,
    draft: Document,
    facts: dict[str, Any],
    expected: Recognising | None,
) -> None:
    version_id = give_text(
        draft, "Long enough to be no picture, surely. " * 2, "", "", "x", **facts
    )
    change_page(version_id, 2, is_recognised=True)
    found = recognising(newest(draft, representative), viewer=representative.viewer)
    assert found == expected


def test_receipt_takes_the_same_queries_for_any_number_of_pages(
    representative: Someone, draft: Document
) -> None:
    def taken(*pages: str) -> int:
        give_text(draft, *pages)
        with counted() as seen:
            receipt_of(newest(draft, representative), viewer=representative.viewer)
        return len(seen)

    assert taken("One") == taken("One", "Two", "Three")
