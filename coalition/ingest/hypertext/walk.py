"""The blocks of a page in order: headings, paragraphs, list entries, rows, quotations, notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from coalition.ingest import said
from coalition.ingest.hypertext.elements import (
    BLOCKS,
    HEADING,
    NOTES,
    ROLES,
    STYLES,
    is_hidden,
    is_read,
)
from coalition.ingest.parts import Block, row
from coalition.ingest.passages import Passage
from coalition.ingest.reading import Role, Style
from coalition.ingest.runs import Run, joined, plain

_STRUCTURE = "table, h1, h2, h3, h4, h5, h6, hr, pre, blockquote"


@dataclass(frozen=True, slots=True)
class _Setting:
    """What an element takes over from those around it."""

    role: Role = "paragraph"
    level: int = 0
    style: Style | None = None
    language: str | None = None
    is_in_head: bool = False  # of a table
    is_in_table: bool = False  # one of rows and cells, not one that only arranges the page


class Walk:
    """One walk through a page; by hand, since hostile pages nest deeper than Python's stack."""

    def __init__(self) -> None:
        self.bare_picture_count = 0  # pictures without an alternative text
        self._runs: list[Run] = []
        self._cells: list[str] = []
        self._has_plain_cells = False

    def passages(self, root: LexborNode) -> Iterator[Passage]:
        """Yield headings, paragraphs, list entries and table rows in order."""
        settings = [_Setting()]
        for node, entering in _events(root):
            tag = node.tag or ""
            if tag.startswith("-"):
                if entering and tag == "-text":
                    self._take(node.text_content or "", settings[-1])
                continue
            block = self._border(tag, settings[-1], entering) if tag in BLOCKS else None
            if block:
                yield Passage(block, settings[-1].language)
            if entering:
                settings.append(_within(node, tag, settings[-1]))
                self._mark(node, tag, settings[-1])
            else:
                settings.pop()
        block = self._taken(settings[-1])
        if block:
            yield Passage(block, settings[-1].language)

    def _take(self, text: str, setting: _Setting) -> None:
        if setting.role != "code":
            text = re.sub(r"\s+", " ", text)
            if self._runs and self._runs[-1][0].endswith((" ", "\n")):
                text = text.removeprefix(" ")
        if text:
            self._runs.append((text, setting.style))

    def _mark(self, node: LexborNode, tag: str, setting: _Setting) -> None:
        """Take what an element stands for besides its content."""
        match tag:
            case "br":
                self._runs.append(("\n", setting.style))
            case "img" if not is_hidden(tag, node.attributes):
                self.bare_picture_count += "alt" not in node.attributes
                self._take(f" {node.attributes.get('alt') or ''} ", setting)
            case "math":
                self._take(node.attributes.get("alttext") or "", setting)

    def _border(self, tag: str, setting: _Setting, entering: bool) -> Block | None:
        """End what stands before a border; return it when it is a block of its own."""
        if not setting.is_in_table or tag == "table":
            return self._taken(setting)
        if tag in ("td", "th"):
            if not entering:
                self._cells.append(plain(self._runs))
                self._has_plain_cells |= tag == "td"
            self._runs = []
        elif tag == "tr" and not entering:
            return self._row(setting.is_in_head)
        elif tag == "caption":
            return self._taken(replace(setting, role="paragraph"))
        else:
            self._take(" ", setting)
        return None

    def _row(self, is_in_head: bool) -> Block | None:
        cells, is_header = self._cells, is_in_head or not self._has_plain_cells
        self._cells, self._runs, self._has_plain_cells = [], [], False
        return row(cells, is_header=is_header) if cells else None

    def _taken(self, setting: _Setting) -> Block | None:
        runs, self._runs = self._runs, []
        text = plain(runs) if setting.level else joined(runs)
        if not text.strip():
            return None
        text = text.strip("\n") if setting.role == "code" else text.strip()
        return Block(text, setting.level, setting.role if not setting.level else "paragraph")


def _within(node: LexborNode, tag: str, around: _Setting) -> _Setting:
    """Return the setting of what an element contains."""
    attributes = node.attributes
    language = said.tag(attributes.get("lang") or attributes.get("xml:lang")) or around.language
    if language != around.language:
        around = replace(around, language=language)
    if tag in STYLES:
        return replace(around, style=around.style or STYLES[tag])
    if HEADING.fullmatch(tag):
        return replace(around, level=int(tag[1]))
    if tag == "table":
        return replace(around, is_in_table=not _only_arranges(node, attributes))
    if tag == "thead":
        return replace(around, is_in_head=True)
    kinds = {attributes.get("role"), *(attributes.get("epub:type") or "").split()}
    if not NOTES.isdisjoint(kinds):
        return replace(around, role="note")
    return replace(around, role=ROLES[tag]) if tag in ROLES else around


def _only_arranges(table: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Say whether a table puts a page's parts side by side, as web pages did for a decade."""
    if attributes.get("role") in ("presentation", "none"):
        return True
    if any(part.css_first(_STRUCTURE) for part in table.iter()):  # of the table itself, it is one
        return True
    return len(table.css("td, th")) <= len(table.css("tr"))  # one column: a frame around text


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node when it is entered and when it is left, leaving out what is not text."""
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        child = node.first_child
        if child is not None and is_read(node):
            node = child
            continue
        yield node, False
        while node is not None and node.next is None:
            node = node.parent if node.mem_id != root.mem_id else None
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None
