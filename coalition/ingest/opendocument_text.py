"""The text of ODT and ODP in reading order: paragraphs, lists, tables, notes, comments, boxes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.opendocument import Styles, attribute, number
from coalition.ingest.parts import Block, row, styled, unmarked
from coalition.ingest.reading import Role, Style
from coalition.ingest.runs import Run, joined

_SHAPES = ("custom-shape", "rect", "line", "connector", "circle", "ellipse", "polygon", "path")
_APART = frozenset(("frame", "text-box", "g", "note", "annotation", *_SHAPES))
_DECLARED = ("tracked-changes", "change-info", "forms", "sequence-decls", "script")
_DROPPED = frozenset(
    ("image", "object", "annotation-end", "note-citation", "ruby-text", "notes", *_DECLARED)
)
_CELLS = ("table-cell", "covered-table-cell")
_ASIDE = ("note", "comment")
_ROLES: dict[str, Role] = {  # by the names LibreOffice and Pandoc write
    "Quotations": "quotation",
    "Preformatted_20_Text": "code",
    "Source_20_Code": "code",
    "Code": "code",
}
_MOST_SPACES = 100
_MOST_COLUMNS = 1_000
_BOLD = frozenset({"bold", "600", "700", "800", "900"})


class Text:
    """Reads elements in the order of the file, since tracked insertions open and close in it."""

    def __init__(self, styles: Styles, changes: etree._Element | None = None) -> None:
        self._styles = styles
        regions = list(changes.iter("{*}changed-region")) if changes is not None else []
        self._insertions = _changes(regions, "insertion")
        self._deletions = _changes(regions, "deletion")
        self._open: set[str] = set()

    def blocks(
        self, container: Iterable[etree._Element], role: Role = "paragraph"
    ) -> Iterator[Block]:
        """Yield the blocks in an element, in order; paragraphs have the role."""
        for element in container:
            match local(element):
                case "p" | "h":
                    yield self._block(element, role)
                    yield from self._set_apart(element, role)
                case "list":
                    yield from self.blocks(element, "item" if role == "paragraph" else role)
                case "table-row":
                    yield from self._row(element)
                case "note":
                    yield from self.blocks(element, "note")
                case "annotation":
                    yield _joined(self.blocks(element), "comment")
                case "change-start" | "change-end":
                    self._change(element)
                case "change":
                    yield from map(_as_deleted, self._deleted(element))
                case name if name and name not in _DROPPED:
                    yield from self.blocks(element, role)

    def _block(self, element: etree._Element, role: Role) -> Block:
        level = self._level(element) if role in ("paragraph", "item") else 0
        if role == "paragraph":
            role = self._role(element)
        return Block(self._text(element, is_heading=level > 0), level, role)

    def _level(self, element: etree._Element) -> int:
        if local(element) == "h":
            return number(element, "outline-level", 9) or 1
        names = self._styles.lineage("paragraph", attribute(element, "style-name"))
        return 1 if "Title" in names else 0

    def _role(self, element: etree._Element) -> Role:
        names = self._styles.lineage("paragraph", attribute(element, "style-name"))
        return next((_ROLES[name] for name in names if name in _ROLES), "paragraph")

    def _set_apart(self, paragraph: etree._Element, role: Role) -> Iterator[Block]:
        """Yield what stands in a paragraph but is read after it: notes, comments, boxes."""
        for element in paragraph:
            name = local(element)
            if name in _APART:
                yield from self.blocks([element], "paragraph" if role == "item" else role)
            elif name not in _DROPPED:
                yield from self._set_apart(element, role)

    def _row(self, element: etree._Element) -> Iterator[Block]:
        cells: list[str] = []
        asides: list[Block] = []
        for cell in element:
            if local(cell) in _CELLS:
                blocks = list(self.blocks(cell))
                asides += [block for block in blocks if block.role in _ASIDE]
                text = " ".join(block.text for block in blocks if block.role not in _ASIDE)
                cells += [text] * number(cell, "number-columns-repeated", _MOST_COLUMNS)
        parent = element.getparent()
        is_header = parent is not None and local(parent) == "table-header-rows"
        yield row(without_blank_end(cells), is_header=is_header, is_styled=True)
        yield from asides

    def _text(self, element: etree._Element, *, is_heading: bool) -> str:
        return joined(run for run in self._runs(element, is_plain=is_heading) if run[0])

    def _runs(
        self, element: etree._Element, style: Style | None = None, *, is_plain: bool
    ) -> Iterator[Run]:
        """Yield stretches of text with their style; what is plain shows tracked changes alone."""
        yield self._run(element.text, style)
        for child in element:
            match local(child):
                case "s":
                    yield self._run(" " * number(child, "c", _MOST_SPACES), style)
                case "tab":
                    yield self._run("\t", style)
                case "line-break":
                    yield "\n", style
                case "change-start" | "change-end":
                    self._change(child)
                case "change":
                    lines = (unmarked(block.text) for block in self._deleted(child))
                    yield "\n".join(lines), "deleted"
                case "span" if not is_plain:
                    yield from self._runs(child, self._style(child) or style, is_plain=False)
                case name if name and name not in _APART and name not in _DROPPED:
                    yield from self._runs(child, style, is_plain=is_plain)
            yield self._run(child.tail, style)

    def _run(self, text: str | None, style: Style | None) -> Run:
        return (text or "").replace("\n", " "), "inserted" if self._open else style

    def _style(self, span: etree._Element) -> Style | None:
        name = attribute(span, "style-name")
        if self._styles.property("text", name, "font-weight") in _BOLD:
            return "strong"
        italic = self._styles.property("text", name, "font-style") in ("italic", "oblique")
        return "emphasis" if italic else None

    def _change(self, element: etree._Element) -> None:
        identifier = attribute(element, "change-id")
        if local(element) == "change-end":
            self._open.discard(identifier)
        elif identifier in self._insertions:
            self._open.add(identifier)

    def _deleted(self, place: etree._Element) -> Iterator[Block]:
        """Yield what was deleted at a place, once: files name deletions within themselves."""
        deletion = self._deletions.pop(attribute(place, "change-id"), None)
        if deletion is not None:
            yield from self.blocks(deletion)


def without_blank_end(cells: list[str]) -> list[str]:
    """Return cells up to the last with text."""
    last = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1)
    return cells[: last + 1]


def _changes(regions: Iterable[etree._Element], kind: str) -> dict[str, etree._Element]:
    """Return the tracked changes of a kind ("insertion", "deletion") by their identifiers."""
    return {
        attribute(region, "id"): change
        for region in regions
        for change in region
        if local(change) == kind
    }


def _as_deleted(block: Block) -> Block:
    if block.cells:
        cells = (styled(unmarked(cell), "deleted") for cell in block.cells)
        return row(cells, is_header=block.role == "header-row", is_styled=True)
    return replace(block, text=styled(unmarked(block.text), "deleted"))


def _joined(blocks: Iterable[Block], role: Role) -> Block:
    return Block("\n".join(block.text for block in blocks).strip(), role=role)
