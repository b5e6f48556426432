"""What the elements of HTML mean for a page's text (HTML Living Standard, §4 and §15.3)."""

import re

from selectolax.lexbor import LexborNode

from coalition.ingest.reading import Role, Style

DROPPED = frozenset(
    "script style template noscript head svg math iframe object embed canvas audio video rt rp"  # noqa: SIM905 – read as a line
    " select datalist".split()
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADING = re.compile(r"h[1-6]")
ROLES: dict[str, Role] = {
    "li": "item",
    "blockquote": "quotation",
    "pre": "code",
    "xmp": "code",
    "listing": "code",
}
NOTES = frozenset(["footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"])
STYLES: dict[str, Style] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "ins": "inserted",
    "del": "deleted",
    "s": "deleted",
    "strike": "deleted",
}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_HIDDEN = frozenset({"html", "body"})  # some pages hide themselves until a script has run


def is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    """Say whether an element is kept from readers by its own attributes."""
    if tag in _NEVER_HIDDEN:
        return False
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))


def is_read(node: LexborNode) -> bool:
    """Say whether readers see what a node contains."""
    tag = node.tag or ""
    return tag not in DROPPED and (tag.startswith("-") or not is_hidden(tag, node.attributes))
