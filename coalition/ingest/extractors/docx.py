"""DOCX: the body in order with tables, text boxes and notes; headers, footers, comments around it."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.markup import local, parse
from coalition.ingest.office import office_metadata, related
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Notice, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DROPPED = {"del", "moveFrom", "instrText", "delText", "delInstrText", "fldData", "rPr", "pPr"}
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")


def extract(path: Path) -> Extract:
    """Return the text in parts. Raises Unreadable "damaged", "password", "entities" and others.

    Tracked insertions are kept and deletions dropped; both are told by the notice
    "tracked-changes", comments by "comments".
    """
    with Archive(path) as archive:
        main = _main_part(archive)
        body = parse(archive.read(main), main)
        document = _Document(archive, main)
        notices = list(_change_notices(body))
        content = list(document.blocks(body))
        blocks = [*document.surroundings("header"), *content, *document.surroundings("footer")]
        comments = list(document.comments())
        if comments:
            notices.append(Notice("comments", None, str(len(comments))))
        metadata = office_metadata(archive, document.language())
        failed = [Notice("part-failed", None, name) for name in document.failed]
        return Extract("part", split([*blocks, *comments]), metadata, (*notices, *failed))


def _main_part(archive: Archive) -> str:
    for kind, target in related(archive, ""):
        if kind.endswith("/officeDocument") and target in archive:
            return target
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise Unreadable("damaged", "docx")


def _change_notices(body: etree._Element) -> Iterator[Notice]:
    changes = body.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
    count = sum(1 for change in changes if _is_of_text(change))
    if count:
        yield Notice("tracked-changes", None, str(count))


def _is_of_text(change: etree._Element) -> bool:
    parent = change.getparent()
    return parent is not None and local(parent) not in ("rPr", "trPr", "tcPr")


class _Document:
    """The parts around one main part, each read when it is needed and lost alone when broken."""

    def __init__(self, archive: Archive, main: str) -> None:
        self._archive = archive
        self._related = list(related(archive, main))
        self.failed: list[str] = []
        self._styles = self._part("styles")
        self._levels = _heading_levels(self._styles)
        self._notes = {kind: dict(self._read_notes(kind)) for kind in ("footnote", "endnote")}

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Yield paragraphs and table rows in order, each with its notes below it."""
        for element in container.iter("{*}body", "{*}hdr", "{*}ftr"):
            yield from self._children(element)
            return

    def surroundings(self, kind: str) -> Iterator[Block]:
        """Yield each different header or footer once."""
        seen: set[str] = set()
        for root in self._parts(kind):
            for block in self.blocks(root):
                if block.text.strip() and block.text not in seen:
                    seen.add(block.text)
                    yield Block(block.text)

    def comments(self) -> Iterator[Block]:
        """Yield the text of the comments."""
        root = self._part("comments")
        for comment in root if root is not None else ():
            text = "\n".join(block.text for block in self._children(comment))
            if text.strip():
                yield Block(f"[{text.strip()}]")

    def language(self) -> str | None:
        """Return the language the styles claim for the text."""
        if self._styles is None:
            return None
        for element in self._styles.iter("{*}lang"):
            return said.tag(_attribute(element, "val"))
        return None

    def _parts(self, kind: str) -> Iterator[etree._Element]:
        for relation, target in self._related:
            if relation.endswith(f"/{kind}") and target in self._archive:
                try:
                    yield parse(self._archive.read(target), target)
                except Unreadable as error:
                    if error.code == "entities":
                        raise
                    self.failed.append(target)

    def _part(self, kind: str) -> etree._Element | None:
        return next(self._parts(kind), None)

    def _read_notes(self, kind: str) -> Iterator[tuple[str, str]]:
        root = self._part(f"{kind}s")
        for note in root if root is not None else ():
            if local(note) == kind and _attribute(note, "type") in ("", "normal"):
                text = " ".join(_text(paragraph).strip() for paragraph in note.iter("{*}p"))
                yield _attribute(note, "id"), text.strip()

    def _children(self, container: etree._Element) -> Iterator[Block]:
        for element in container:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._rows(element)
                case "del" | "moveFrom" | "sectPr" | "pPr" | "rPr" | "sdtPr":
                    continue
                case _:
                    yield from self._children(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        yield Block(_text(paragraph), self._level(paragraph))
        for box in _text_boxes(paragraph):
            yield from self._children(box)
        yield from (Block(note) for note in self._notes_of(paragraph))

    def _rows(self, table: etree._Element) -> Iterator[Block]:
        for row in _rows_of(table):
            cells = [
                " ".join(" ".join(block.text.split()) for block in self._children(cell)).strip()
                for cell in _children_named(row, "tc")
            ]
            text = " | ".join(cell for cell in cells if cell)
            if text:
                yield Block(text)

    def _notes_of(self, paragraph: etree._Element) -> Iterator[str]:
        for kind, notes in self._notes.items():
            for reference in paragraph.iter(f"{{*}}{kind}Reference"):
                text = notes.get(_attribute(reference, "id"))
                if text:
                    yield text

    def _level(self, paragraph: etree._Element) -> int:
        for properties in _children_named(paragraph, "pPr"):
            for level in _children_named(properties, "outlineLvl"):
                return _outline(_attribute(level, "val"))
            for style in _children_named(properties, "pStyle"):
                return self._levels.get(_attribute(style, "val"), 0)
        return 0


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """Return the outline level (1 to 9) of each style that is a heading, by style identifier."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter("{*}style") if styles is not None else ():
        identifier = _attribute(style, "styleId")
        for element in style.iter("{*}outlineLvl", "{*}basedOn", "{*}name"):
            value = _attribute(element, "val")
            match local(element):
                case "outlineLvl":
                    own[identifier] = _outline(value)
                case "basedOn":
                    based[identifier] = value
                case _ if value.lower() == "title":
                    own[identifier] = 1
    for identifier in based:
        ancestor, steps = identifier, 0
        while ancestor not in own and ancestor in based and steps < 20:
            ancestor, steps = based[ancestor], steps + 1
        if ancestor in own:
            own.setdefault(identifier, own[ancestor])
    return own


def _outline(value: str) -> int:
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0


def _text(element: etree._Element) -> str:
    return "".join(_runs(element))


def _runs(element: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph; that of text boxes in it comes after, as blocks."""
    for child in element:
        match local(child):
            case "t":
                yield child.text or ""
            case "tab" | "ptab":
                yield "\t"
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
            case "sym":
                yield _symbol(child)
            case "AlternateContent" | "drawing" | "pict" | "object" | "":
                continue
            case name if name not in _DROPPED:
                yield from _runs(child)


def _symbol(element: etree._Element) -> str:
    if _attribute(element, "font").lower().startswith(_SYMBOL_FONTS):
        return ""
    try:
        return chr(int(_attribute(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the contents of text boxes; of a box written in two ways (new, old) only the first."""
    for child in paragraph:
        match local(child):
            case "txbxContent":
                yield child
            case "AlternateContent":
                yield from next(filter(None, (list(_text_boxes(way)) for way in child)), [])
            case "del" | "moveFrom":
                continue
            case _:
                yield from _text_boxes(child)


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        match local(child):
            case "tr":
                if not any(True for _ in child.iterfind("{*}trPr/{*}del")):
                    yield child
            case "sdt" | "sdtContent" | "customXml" | "ins":
                yield from _rows_of(child)


def _children_named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in element:
        found = local(child)
        if found == name:
            yield child
        elif found in ("sdt", "sdtContent", "customXml"):
            yield from _children_named(child, name)


def _attribute(element: etree._Element, name: str) -> str:
    for namespace in (_W, _STRICT_W, ""):
        value = element.get(f"{namespace}{name}")
        if value is not None:
            return value
    return ""
