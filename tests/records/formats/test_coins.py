"""COinS, taken apart as Zotero does."""

from urllib.parse import parse_qs

from lxml import html

from coalition.records.formats.coins import span


def context(*given: object) -> dict[str, list[str]]:
    """Return what stands in the span of a card."""
    element = html.fromstring(str(span(*given)))  # type: ignore[arg-type]
    assert (element.tag, element.get("class"), element.text) == ("span", "Z3988", None)
    return parse_qs(element.get("title"), strict_parsing=True)


def test_a_span_has_what_a_card_shows() -> None:
    authors = ["Ada Berg", "Trade & Law"]
    given = ("http://x.org/library/1", '100 % of +a & "b" <c>', "report", "2012-11", authors, "R")
    assert context(*given) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:dc"],
        "rft.type": ["report"],
        "rft.title": ['100 % of +a & "b" <c>'],
        "rft.creator": authors,
        "rft.publisher": ["R"],
        "rft.date": ["2012-11"],
        "rft.identifier": ["http://x.org/library/1"],
    }


def test_what_is_not_known_is_left_out() -> None:
    said = context("http://x.org/library/1", "دليل المكتبات", None, None, (), None)
    assert said["rft.title"] == ["دليل المكتبات"]
    assert {*said} == {"ctx_ver", "rft_val_fmt", "rft.type", "rft.title", "rft.identifier"}
