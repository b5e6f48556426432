"""PDF: text by page, metadata, scans told, locked files refused, failing pages lost alone."""

import pytest

from coalition.ingest.extractors.pdf import extract
from coalition.ingest.reading import Extract, Metadata, Notice, Page, Unreadable
from coalition.ingest.sentences import group_of
from tests.ingest import made, made_pdf
from tests.ingest.conftest import Put
from tests.ingest.locked_pdf import LOCKED

LONG = "Libraries open their doors to everyone who asks for them."


def _reading_notices(found: Extract) -> tuple[Notice, ...]:
    return tuple(one for one in found.notices if group_of(one.code) == "reading")


def test_extract_gives_text_by_page_and_metadata(put: Put) -> None:
    found = extract(put(made.pdf([["Café", LONG], ["Second page", LONG]], title="Rooms (draft)")))
    assert found.unit == "page"
    assert found.pages == (
        Page(1, None, f"Café\n{LONG}"),
        Page(2, None, f"Second page\n{LONG}"),
    )
    assert found.metadata == Metadata("Rooms (draft)", (), "2012-11-08", "en-GB")
    assert found.notices == (Notice("untagged"),)
    assert found.outline == ()


def test_extract_leaves_a_heading_apart_from_what_follows(put: Put) -> None:
    heading = "What a reading room in a small town needs before it opens"
    lines = [f"#{heading}", LONG, "And stay open late."]
    page = extract(put(made_pdf.pdf([lines]))).pages[0]
    assert page.text == f"{heading}\n\n{LONG} And stay open late."


def test_extract_mends_words_parted_at_a_line_end(put: Put) -> None:
    lines = ["Public access to the internet in libraries needs infor-", "mation and hubs."]
    page = extract(put(made.pdf([lines]))).pages[0]
    assert page.text == "Public access to the internet in libraries needs information and hubs."


def test_extract_tells_a_scan(put: Put) -> None:
    found = extract(put(made.pdf([[], []], picture=True)))
    assert [page.text for page in found.pages] == ["", ""]
    assert _reading_notices(found) == (Notice("scan", None, "2"),)
    assert Notice("untagged") not in found.notices


def test_extract_tells_single_scanned_pages(put: Put) -> None:
    text = made.pdf([[LONG] * 5, [LONG] * 5])
    mixed = made.pdf([[LONG] * 5, []], picture=True)
    assert _reading_notices(extract(put(text))) == ()
    assert _reading_notices(extract(put(mixed))) == (Notice("scanned-pages", None, "2"),)


def test_extract_calls_a_short_page_without_picture_no_scan(put: Put) -> None:
    assert _reading_notices(extract(put(made.pdf([["Short"]])))) == ()


@pytest.mark.parametrize("cipher", ["RC4-40", "RC4-128"])
def test_extract_opens_what_is_locked_with_no_password(put: Put, cipher: str) -> None:
    found = extract(put(made.locked(made.pdf([[LONG]]), "", cipher)))
    assert found.pages == (Page(1, None, LONG),)


@pytest.mark.parametrize("cipher", LOCKED)
def test_extract_opens_what_later_ciphers_lock_with_no_password(put: Put, cipher: str) -> None:
    assert extract(put(LOCKED[cipher])).pages == (Page(1, None, "Marigold"),)


@pytest.mark.parametrize("cipher", ["RC4-40", "RC4-128"])
def test_extract_refuses_what_is_locked_with_another(put: Put, cipher: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.locked(made.pdf([[LONG]]), "secret", cipher)))
    assert refusal.value.args == ("password", "pdf")


def test_extract_loses_a_failing_page_alone(put: Put) -> None:
    broken = made.pdf([[LONG], [LONG], [LONG]]).replace(b"/Kids [4 0 R 6", b"/Kids [4 0 R 99")
    found = extract(put(broken))
    assert [page.text for page in found.pages] == [LONG, "", LONG]
    told = [(notice.code, notice.page) for notice in _reading_notices(found)]
    assert told == [("page-failed", 2)]


def test_extract_names_twenty_of_many_failing_pages_and_the_reach_of_the_others(put: Put) -> None:
    lying = made.pdf([[LONG]]).replace(b"/Count 1", b"/Count 99")
    found = _reading_notices(extract(put(lying)))
    assert [notice.page for notice in found] == [*range(2, 22), None]
    assert found[-1] == Notice("part-failed", None, "22–99")


def test_extract_refuses_a_fragment(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"))
    assert refusal.value.args == ("damaged", "pdf")
