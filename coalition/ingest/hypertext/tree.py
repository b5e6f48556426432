"""Bytes to the tree of a page, as browsers see it; nothing is fetched or run."""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser

from coalition.ingest.encodings import decode

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE
)
# Of XHTML; HTML would take all that follows for what such an element contains.
_CLOSED_AT_ONCE = re.compile(
    r"<((?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|wbr)[\s/>])[a-zA-Z][\w:.-]*)"
    r"""((?:[^<>"'/]|"[^"<]*"|'[^'<]*'|/(?!>))*+)/>"""
)


def tree_of(data: bytes, *, is_xml: bool = False) -> LexborHTMLParser:
    """Return the tree of a page. Raises Unreadable "unsupported" when it is no text."""
    declared = [name.decode("ascii", "ignore") for name in _CHARSET.findall(data[:4096])]
    text = decode(data, declared).replace("\0", "")
    return LexborHTMLParser(_as_html(text) if is_xml else text)


def _as_html(text: str) -> str:
    """Return XHTML so that a parser of HTML understands it: <title/> is closed, CDATA is text."""
    pieces = text.split("<![CDATA[")
    for number, piece in enumerate(pieces[1:], start=1):
        raw, _, rest = piece.partition("]]>")
        pieces[number] = escape(raw) + rest
    return _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", "".join(pieces))
