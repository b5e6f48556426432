"""Markdown → HTML that is safe by its making: no HTML of the writer's, no foreign picture, few tags."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

PICTURE = re.compile(r"picture:([0-9]{1,4})", re.ASCII)
SCHEMES = frozenset({"http", "https", "mailto"})
HIGHEST = 2  # the level of a first heading: the page's title is above it


@dataclass(frozen=True, slots=True)
class Shown:
    """How a picture is shown: its addresses, what it is, and its size in pixels."""

    large: str
    small: str
    description: str
    width: int
    height: int
    small_width: int


def to_html(text: str, pictures: Mapping[int, Shown], *, base: str = "") -> Markup:
    """Return the HTML of a text; `![](picture:1)` is the picture of that number.

    `base` is put before addresses within the site, for readers elsewhere. A picture that is not
    there, and one of another site, is left out; `unknown_pictures` tells of them.
    """
    reader = _reader()
    tokens = reader.parse(text)
    _mend(tokens, base)
    environment: EnvType = {"pictures": pictures, "base": base}
    return Markup(reader.renderer.render(tokens, reader.options, environment))  # noqa: S704 as said


def to_plain(text: str) -> str:
    """Return the words of a text alone, a line for each paragraph, item or cell."""
    lines = (_words(token) for token in _reader().parse(text) if token.type in _WITH_WORDS)
    return "\n".join(line for line in lines if line)


def unknown_pictures(text: str, known: Sequence[int]) -> list[str]:
    """Return what the text names as pictures and is none of the post's own, in its order."""
    named = (
        str(child.attrGet("src") or "")
        for token in _reader().parse(text)
        for child in token.children or ()
        if child.type == "image"
    )
    return [src for src in named if _number(src) not in known]


_WITH_WORDS = {"inline", "fence", "code_block"}


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
        ["table", "strikethrough"]
    )
    reader.validateLink = _is_link  # type: ignore[method-assign, assignment]  # as the library has it
    reader.add_render_rule("image", _picture)
    return reader


def _is_link(address: str) -> bool:
    """Tell whether an address may be linked, or named as a picture: no scripts, no data."""
    if PICTURE.fullmatch(address):
        return True
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES
    return not parts.netloc and not address.startswith(("//", "\\"))


def _mend(tokens: Sequence[Token], base: str) -> None:
    """Lower the headings below the page's title, and say of links where they lead."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + HIGHEST - 1, 6)}"
        for child in token.children or ():
            if child.type == "link_open":
                _mend_link(child, base)


def _mend_link(link: Token, base: str) -> None:
    address = str(link.attrGet("href") or "")
    if urlsplit(address).scheme in {"http", "https"}:
        link.attrSet("rel", "nofollow noopener")
    elif base and address.startswith("/"):
        link.attrSet("href", base + address)


def _picture(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    environment: EnvType,
) -> str:
    """Return the HTML of a picture of the post, with the description kept for it."""
    token = tokens[index]
    shown: Shown | None = environment["pictures"].get(_number(str(token.attrGet("src") or "")))
    if shown is None:
        return ""
    base = environment["base"]
    return Markup(
        '<img src="{large}" srcset="{small} {small_width}w, {large} {width}w" '
        'sizes="(max-width: 48rem) 100vw, 44rem" alt="{alt}" width="{width}" height="{height}" '
        'loading="lazy">'
    ).format(
        large=base + shown.large,
        small=base + shown.small,
        small_width=shown.small_width,
        width=shown.width,
        height=shown.height,
        alt=shown.description,
    )


def _number(src: str) -> int:
    found = PICTURE.fullmatch(src)
    return int(found[1]) if found else 0


def _words(token: Token) -> str:
    if token.children is None:
        return " ".join(token.content.split())
    parts = (
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children
        if child.type != "image"
    )
    return " ".join("".join(parts).split())
