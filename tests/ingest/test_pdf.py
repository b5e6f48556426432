"""PDF: text by page, labels, metadata, scans told, locked files refused."""

import pytest

from coalition.ingest.extractors.pdf import extract
from coalition.ingest.reading import Metadata, Notice, Page, Unreadable
from tests.ingest import made
from tests.ingest.conftest import Put

LONG = "Libraries open their doors to everyone who asks for them."


def test_extract_gives_text_by_page_and_metadata(put: Put) -> None:
    found = extract(put(made.pdf([["Café", LONG], ["Second page", LONG]], title="Rooms (draft)")))
    assert found.unit == "page"
    assert found.pages == (
        Page(1, None, f"Café\n{LONG}"),
        Page(2, None, f"Second page\n{LONG}"),
    )
    assert found.metadata == Metadata("Rooms (draft)", (), "2012-11-08", "en-GB")
    assert found.notices == ()


def test_extract_mends_words_parted_at_a_line_end(put: Put) -> None:
    lines = ["Public access to the internet in libraries needs infor-", "mation and hubs."]
    page = extract(put(made.pdf([lines]))).pages[0]
    assert page.text == "Public access to the internet in libraries needs information and hubs."


def test_extract_tells_a_scan(put: Put) -> None:
    found = extract(put(made.pdf([[], []], picture=True)))
    assert [page.text for page in found.pages] == ["", ""]
    assert found.notices == (Notice("scan", None, "2"),)


def test_extract_tells_single_scanned_pages(put: Put) -> None:
    text = made.pdf([[LONG] * 5, [LONG] * 5])
    mixed = made.pdf([[LONG] * 5, []], picture=True)
    assert extract(put(text)).notices == ()
    assert extract(put(mixed)).notices == (Notice("scanned-pages", None, "2"),)


def test_extract_calls_a_short_page_without_picture_no_scan(put: Put) -> None:
    assert extract(put(made.pdf([["Short"]]))).notices == ()


def test_extract_opens_what_is_locked_with_no_password(put: Put) -> None:
    found = extract(put(made.locked(made.pdf([[LONG]]), "")))
    assert found.pages == (Page(1, None, LONG),)


def test_extract_refuses_what_is_locked_with_another(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.locked(made.pdf([[LONG]]), "secret")))
    assert refusal.value.code == "password"


def test_extract_loses_a_failing_page_alone(put: Put) -> None:
    broken = made.pdf([[LONG], [LONG], [LONG]]).replace(b"/Kids [4 0 R 6", b"/Kids [4 0 R 99")
    found = extract(put(broken))
    assert [page.text for page in found.pages] == [LONG, "", LONG]
    assert [(notice.code, notice.page) for notice in found.notices] == [("page-failed", 2)]


def test_extract_refuses_a_fragment(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"))
    assert refusal.value.args == ("damaged", "pdf")
