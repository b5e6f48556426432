"""The page that says how to search."""

import re
from html import unescape
from urllib.parse import unquote_plus

from coalition.search.parser import parse
from tests.conftest import Someone


def test_every_example_is_a_link_that_searches_for_it(anonymous: Someone) -> None:
    html = anonymous.client.get("/search/help").get_data(as_text=True)
    examples = re.findall(r'<dt><a href="/search\?q=([^"]*)"><code dir="auto">([^<]*)<', html)
    shown = [unescape(text) for _address, text in examples]
    assert [unquote_plus(address) for address, _text in examples] == shown
    assert len(shown) == 21


def test_every_example_is_understood(anonymous: Someone) -> None:
    html = anonymous.client.get("/search/help").get_data(as_text=True)
    examples = map(unescape, re.findall(r'<code dir="auto">([^<]*)<', html))
    assert {text: parse(text)[1].ignored for text in examples if parse(text)[1].ignored} == {}
