"""Markdown as it reads: the marks gone, what they say of each piece kept."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coalition.ingest import said
from coalition.ingest.encodings import decode
from coalition.ingest.findings import heading_notices, picture_notice, property_notices
from coalition.ingest.hypertext.tree import tree_of
from coalition.ingest.hypertext.walk import Walk
from coalition.ingest.parts import Block, row, split, unmarked
from coalition.ingest.reading import Extract, Metadata, Role, Style
from coalition.ingest.runs import Run, joined, plain

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.*(?:\n[ \t]*-[ \t]+.*)*)$", re.MULTILINE)
_ENTRY = re.compile(r"^[ \t]*-[ \t]+", re.MULTILINE)
_DEEPEST = 100  # lists and quotations one in the other; what is deeper is left out by the parser
_STYLES: dict[str, Style] = {"strong": "strong", "em": "emphasis", "s": "deleted"}


def extract(path: Path) -> Extract:
    """Return the text in parts, with what its front matter says. Raises Unreadable "unsupported"."""
    source = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    front = _FRONT.match(source)
    fields = dict(_FIELD.findall(front.group(1))) if front else {}
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    reader = _Reader()
    blocks = list(reader.blocks(parser.parse(source[front.end() :] if front else source)))
    pages = split(blocks, layout=True)
    metadata = _metadata(fields, blocks)
    notices = [
        *heading_notices(pages),
        *property_notices(metadata, metadata.authors),
        *picture_notice(reader.bare_picture_count),
    ]
    return Extract("part", pages, metadata, tuple(notices))


class _Reader:
    """One pass over the parser's tokens."""

    def __init__(self) -> None:
        self.bare_picture_count = 0
        self._roles: list[Role] = ["paragraph"]
        self._level = 0
        self._marker = ""  # number of a list entry
        self._cells: list[str] | None = None
        self._is_header = False

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield headings, paragraphs, list entries, rows, quotations and code in order."""
        for token in tokens:
            match token.type:
                case "inline" if self._cells is not None:
                    self._cells.append(plain(self._runs(token)))
                case "inline":
                    yield self._block(token)
                case "fence" | "code_block":
                    text = unmarked(f"{token.info.strip()}\n{token.content}")
                    yield Block(text.strip("\n"), role="code")
                case "html_block":
                    yield from self._html(token.content)
                case "tr_close":
                    yield row(self._cells or [], is_header=self._is_header)
                    self._cells = None
                case _:
                    self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1:])
            case "heading_close":
                self._level = 0
            case "list_item_open":
                self._marker = f"{token.info}{token.markup} " if token.info else ""
                self._roles.append("item")
            case "blockquote_open":
                self._roles.append("quotation")
            case "list_item_close" | "blockquote_close":
                self._roles.pop()
            case "thead_open" | "thead_close":
                self._is_header = token.type == "thead_open"
            case "tr_open":
                self._cells = []

    def _block(self, token: Token) -> Block:
        marker, self._marker = self._marker, ""
        runs = self._runs(token)
        if self._level:
            return Block(plain(runs), self._level)
        return Block(marker + joined(runs), role=self._roles[-1])

    def _runs(self, token: Token) -> list[Run]:
        styles: list[Style] = []
        runs: list[Run] = []
        for child in token.children or []:
            name, _, edge = child.type.rpartition("_")
            if edge == "open" and name in _STYLES:
                styles.append(_STYLES[name])
            elif edge == "close" and name in _STYLES:
                styles.pop()
            else:
                runs.append((self._text(child), styles[0] if styles else None))
        return runs

    def _text(self, child: Token) -> str:
        match child.type:
            case "text" | "code_inline":
                return child.content
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "image":
                alternative = plain(self._runs(child))
                self.bare_picture_count += not alternative.strip()
                return alternative
            case _:
                return ""

    def _html(self, content: str) -> Iterator[Block]:
        root = tree_of(content.encode()).root
        walk = Walk()
        if root:
            yield from (passage.block for passage in walk.passages(root))
        self.bare_picture_count += walk.bare_picture_count


def _metadata(fields: dict[str, str], blocks: Sequence[Block]) -> Metadata:
    known = {name.lower(): value for name, value in fields.items()}

    def one(*names: str) -> str:
        return next((known[name].strip().strip("\"'") for name in names if name in known), "")

    def several(*names: str) -> str:
        listed = ";".join(_ENTRY.sub("", one(*names).strip("[]")).split("\n"))
        return listed.replace('"', "").replace("'", "")

    first = next((block for block in blocks if block.text.strip()), None)
    heading = first.text if first and first.level == 1 else ""
    return Metadata(
        title=said.title(one("title")) or said.title(heading),
        authors=said.names(several("author", "authors")),
        issued=said.issued(one("date")),
        language=said.tag(one("lang", "language")),
        description=said.description(one("description", "abstract")),
        keywords=said.keywords(several("keywords", "tags")),
    )
