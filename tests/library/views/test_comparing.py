"""The comparison of two versions as readers meet it."""

import io
import re

import pytest

from coalition.library import service
from coalition.library.models import Document, Reading
from tests.conftest import Someone
from tests.library.conftest import text_of
from tests.library.texts import give_text


@pytest.fixture
def thrice(representative: Someone, published: Document) -> Document:
    """The published document with three versions, each with a text of its own."""
    for number in (2, 3):
        service.add_version(
            published.id,
            io.BytesIO(f"Text {number}.".encode()),
            f"{number}.txt",
            f"Note {number}.",
            by=representative.viewer,
        )
    give_text(published, "The room is open on Monday.", "Old <b>words</b>", language="en")
    give_text(published, "The room is closed on Monday.", number=2, language="en")
    give_text(published, "The room is closed on Monday.", "", number=3, language="en")
    return published


def test_changes_are_marked_for_eyes_and_ears(anonymous: Someone, thrice: Document) -> None:
    answer = anonymous.client.get(f"/library/{thrice.id}/versions/1/compare/2")
    assert answer.status_code == 200
    page = text_of(answer)
    spoken = '<span class="visually-hidden" lang="en" dir="ltr">{}: </span>'
    assert (
        f"The room is <del>{spoken.format('removed')}open </del>"
        f"<ins>{spoken.format('added')}closed </ins>on Monday." in page
    )
    assert "Old &lt;b&gt;words&lt;/b&gt;" in page
    counts = re.findall(r"<dt>(Passages \w+)</dt><dd>(\d+)</dd>", page)
    assert counts == [("Passages added", "0"), ("Passages removed", "0"), ("Passages changed", "1")]


def test_other_versions_are_offered_and_the_order_is_put_right(
    anonymous: Someone, thrice: Document
) -> None:
    page = text_of(anonymous.client.get(f"/library/{thrice.id}/versions/1/compare/3"))
    start = f"/library/{thrice.id}/versions/"
    assert re.findall(rf'<a href="{start}(\d/compare/\d)"( aria-current="page")?>', page) == [
        ("1/compare/3", ' aria-current="page"'),
        ("2/compare/3", ""),
    ]
    answer = anonymous.client.get(f"{start}3/compare/1")
    assert (answer.status_code, answer.location) == (301, f"{start}1/compare/3")


def test_texts_that_are_the_same_say_so(anonymous: Someone, thrice: Document) -> None:
    page = text_of(anonymous.client.get(f"/library/{thrice.id}/versions/2/compare/3"))
    assert "The texts are the same." in page
    assert "Passages added" not in page


def test_an_unreadable_version_says_so(anonymous: Someone, thrice: Document) -> None:
    give_text(thrice, number=3, reading=Reading.UNREADABLE, problem="damaged")
    page = text_of(anonymous.client.get(f"/library/{thrice.id}/versions/1/compare/3"))
    assert "Version 3 has no text that could be compared" in page


def test_the_list_of_versions_leads_to_comparisons(anonymous: Someone, thrice: Document) -> None:
    page = text_of(anonymous.client.get(f"/library/{thrice.id}"))
    assert re.findall(r'versions/(\d)/compare/(\d)">(Compare with version \d)<', page) == [
        ("2", "3", "Compare with version 2"),
        ("1", "2", "Compare with version 1"),
    ]


def test_versions_that_are_not_there_or_not_open_are_not_found(
    anonymous: Someone, representative: Someone, thrice: Document
) -> None:
    start = f"/library/{thrice.id}/versions/"
    assert anonymous.client.get(f"{start}1/compare/9").status_code == 404
    assert anonymous.client.get(f"{start}0/compare/1").status_code == 404
    service.withdraw(thrice.id, "Wrong.", by=representative.viewer)
    assert anonymous.client.get(f"{start}1/compare/2").status_code == 404
