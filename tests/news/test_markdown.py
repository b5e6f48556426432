"""Markdown becomes HTML that can do nothing but be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from coalition.news.markdown import Shown, to_html, to_plain, unknown_pictures

PICTURES = {1: Shown("/large", "/small", 'A "blue" <field>', 1400, 933, 640)}
TAGS = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li"),
    *("ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "div"),
}
ATTRIBUTES = {"href", "rel", "title", "src", "srcset", "sizes", "alt", "width", "height"} | {
    *("loading", "start", "class", "style"),
}


def shown(text: str) -> str:
    return str(to_html(text, PICTURES)).strip()


def test_headings_stand_below_the_title_of_the_page() -> None:
    assert shown("# One\n\n###### Six") == "<h2>One</h2>\n<h6>Six</h6>"


def test_links_lead_to_web_pages_and_mail_and_within_the_site() -> None:
    assert shown("[a](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener">a</a></p>'
    )
    assert shown("[a](mailto:a@example.org)") == '<p><a href="mailto:a@example.org">a</a></p>'
    assert shown("[a](/library/3)") == '<p><a href="/library/3">a</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_links_that_do_anything_else_stay_text(address: str) -> None:
    assert "<a" not in shown(f"[a]({address})")


def test_html_stays_text() -> None:
    assert shown("<script>x</script>\n<b onclick=x>") == (
        "<p>&lt;script&gt;x&lt;/script&gt;\n&lt;b onclick=x&gt;</p>"
    )


def test_picture_of_the_post_is_shown_with_its_description_and_size() -> None:
    assert shown("![not this](picture:1)") == (
        '<p><img src="/large" srcset="/small 640w, /large 1400w" '
        'sizes="(max-width: 48rem) 100vw, 44rem" alt="A &#34;blue&#34; &lt;field&gt;" '
        'width="1400" height="933" loading="lazy"></p>'
    )


def test_other_pictures_are_left_out_and_named() -> None:
    text = "![a](picture:1) ![b](picture:2) ![c](https://example.org/x.png)"
    assert shown("![b](picture:2)![c](https://example.org/x.png)") == "<p></p>"
    assert unknown_pictures(text, [1]) == ["picture:2", "https://example.org/x.png"]


def test_addresses_are_whole_for_readers_elsewhere() -> None:
    found = str(to_html("[a](/x) ![](picture:1)", PICTURES, base="https://dc.example.org"))
    assert 'href="https://dc.example.org/x"' in found
    assert 'src="https://dc.example.org/large"' in found
    assert "https://dc.example.org/small 640w" in found


def test_plain_text_has_the_words_alone() -> None:
    text = (
        "# Title\n\nOne *two*\nthree ![no](picture:1)\n\n- four\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert to_plain(text).split("\n") == ["Title", "One two three", "four", "a", "b", "1", "2"]


@given(st.text(alphabet=st.sampled_from("<>[]()!#*`|-\n \"'&:/javscriptpue1\\"), max_size=200))
def test_whatever_is_written_only_few_tags_come_out(text: str) -> None:
    root = html.fragment_fromstring(str(to_html(text, PICTURES)), create_parent="div")
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= TAGS
    assert {name for element in elements for name in element.attrib} <= ATTRIBUTES
    for element in elements:
        assert not element.get("href", "").lower().startswith(("javascript", "data", "//"))
