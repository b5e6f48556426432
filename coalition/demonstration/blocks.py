"""Markdown as a flat sequence of blocks, which is all that a maker of files needs to know."""

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one face."""

    text: str
    strong: bool = False
    emphasis: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the largest below the title of the document."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Quote:
    """Text set apart: a dissenting view, a quotation, or the notes of a slide."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with bullets, or with numbers when `ordered`."""

    ordered: bool
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings; every row has as many cells as the header."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Quote | Listing | Table


def plain(line: Line) -> str:
    """Give the text of a line without its faces."""
    return "".join(span.text for span in line)


def block_text(block: Block) -> str:
    """Give the text of a block; items and rows on lines of their own, cells parted by tabs."""
    match block:
        case Listing(items=items):
            return "\n".join(plain(item) for item in items)
        case Table(header=header, rows=rows):
            return "\n".join("\t".join(plain(cell) for cell in row) for row in (header, *rows))
        case _:
            return plain(block.line)


def parse(markdown: str) -> tuple[Block, ...]:
    """Read headings, paragraphs, flat lists, quotes and pipe tables.

    `##` is level 1, because the title stands in the front matter. Raises ValueError for any other
    construct, so that nothing a volunteer writes is lost without a word.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    blocks: list[Block] = []
    at = 0
    while at < len(tokens):
        end = _end_of(tokens, at)
        blocks.append(_block(tokens[at : end + 1]))
        at = end + 1
    return tuple(blocks)


def _end_of(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    raise ValueError("A block of Markdown is not closed.")


def _block(tokens: Sequence[Token]) -> Block:
    kind = tokens[0].type
    inlines = [token for token in tokens if token.type == "inline"]
    if kind == "heading_open":
        return Heading(max(1, int(tokens[0].tag[1]) - 1), _line(inlines[0]))
    if kind == "paragraph_open":
        return Paragraph(_line(inlines[0]))
    if kind == "blockquote_open":
        return Quote(_joined(inlines))
    if kind in {"bullet_list_open", "ordered_list_open"}:
        nested = sum(token.type.endswith("_list_open") for token in tokens) > 1
        if nested or sum(token.type == "list_item_open" for token in tokens) != len(inlines):
            raise ValueError("A list in a demonstration document has one paragraph an item.")
        return Listing(kind == "ordered_list_open", tuple(_line(token) for token in inlines))
    if kind == "table_open":
        return _table(tokens)
    raise ValueError(f"A demonstration document cannot hold {kind!r}.")


def _joined(inlines: Sequence[Token]) -> Line:
    spans: list[Span] = []
    for token in inlines:
        if spans:
            spans.append(Span(" "))
        spans.extend(_line(token))
    return tuple(spans)


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[Line]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_line(token))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _line(inline: Token) -> Line:
    spans: list[Span] = []
    strong = emphasis = 0
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "text":
                spans.append(Span(token.content, strong > 0, emphasis > 0))
            case "softbreak":
                spans.append(Span(" ", strong > 0, emphasis > 0))
            case _:
                raise ValueError(f"A demonstration document cannot hold {token.type!r}.")
    return tuple(span for span in spans if span.text)
