"""Markdown as it reads: the marks gone, headings known, code and tables kept."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coalition.ingest import said
from coalition.ingest.encodings import decode
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Metadata

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+)$", re.MULTILINE)
_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def extract(path: Path) -> Extract:
    """Return the text in parts, with the title and authors of its front matter."""
    source = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    front = _FRONT.match(source)
    fields = dict(_FIELD.findall(front.group(1))) if front else {}
    if front:
        source = source[front.end() :]
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    blocks = list(_blocks(parser.parse(source)))
    pages = split(blocks, layout=True)
    return Extract("part", pages, _metadata(fields, blocks))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    level = 0
    cells: list[str] | None = None
    marker = ""
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "heading_close":
                level = 0
            case "list_item_open":
                marker = f"{token.info}{token.markup} " if token.info else "• "
            case "tr_open":
                cells = []
            case "tr_close":
                yield Block(" | ".join(cells or []))
                cells = None
            case "inline" if cells is not None:
                cells.append(_inline(token))
            case "inline":
                yield Block(marker + _inline(token), level)
                marker = ""
            case "fence" | "code_block" | "html_block":
                yield Block(_block_text(token))


def _block_text(token: Token) -> str:
    if token.type == "html_block":
        return _TAGS.sub(" ", token.content)
    return f"{token.info.strip()}\n{token.content}"


def _inline(token: Token) -> str:
    return "".join(_pieces(token.children or []))


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "image":
                yield _inline(child)


def _metadata(fields: dict[str, str], blocks: Sequence[Block]) -> Metadata:
    known = {name.lower(): value.strip().strip("\"'") for name, value in fields.items()}
    first = next((block.text for block in blocks if block.text.strip()), "")
    heading = (
        first if blocks and any(one.level == 1 and one.text == first for one in blocks) else ""
    )
    return Metadata(
        title=said.title(known.get("title")) or said.title(heading),
        authors=said.names(known.get("author") or known.get("authors", "").strip("[]")),
        issued=said.issued(known.get("date")),
        language=said.tag(known.get("lang") or known.get("language")),
        description=said.description(known.get("description") or known.get("abstract")),
        keywords=said.keywords((known.get("keywords") or known.get("tags", "")).strip("[]")),
    )
