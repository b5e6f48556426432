"""ODT: headings, paragraphs, lists, tables, notes, text boxes, headers, footers and comments."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest import said
from coalition.ingest.archives import Archive
from coalition.ingest.markup import local, parse
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Metadata, Notice, Unreadable

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_APART = {"frame", "text-box", "note", "annotation", "custom-shape", "rect", "line", "g"}
_DROPPED = {"tracked-changes", "forms", "sequence-decls", "annotation-end", "ruby-text"}
_MOST_SPACES = 100


def extract(path: Path) -> Extract:
    """Return the text in parts. Raises Unreadable "damaged", "password", "entities" and others."""
    with Archive(path) as archive:
        if "META-INF/manifest.xml" in archive:
            manifest = archive.read("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise Unreadable("password", "odt")
        content = parse(archive.read("content.xml"), "content.xml")
        notices: list[Notice] = []
        changes = sum(1 for _ in content.iter("{*}changed-region"))
        if changes:
            notices.append(Notice("tracked-changes", None, str(changes)))
        comments = sum(1 for _ in content.iter("{*}annotation"))
        if comments:
            notices.append(Notice("comments", None, str(comments)))
        body = next((one for one in content.iter("{*}text") if local(one) == "text"), None)
        if body is None:
            raise Unreadable("damaged", "odt")
        styles = _optional(archive, "styles.xml", notices)
        header, footer = _surroundings(styles, "header"), _surroundings(styles, "footer")
        pages = split([*header, *_blocks(body), *footer])
        metadata = _metadata(_optional(archive, "meta.xml", notices), styles)
        return Extract("part", pages, metadata, tuple(notices))


def _optional(archive: Archive, name: str, notices: list[Notice]) -> etree._Element | None:
    if name not in archive:
        return None
    try:
        return parse(archive.read(name), name)
    except Unreadable as error:
        if error.code == "entities":
            raise
        notices.append(Notice("part-failed", None, name))
        return None


def _surroundings(styles: etree._Element | None, kind: str) -> list[Block]:
    """Return each different header or footer once."""
    if styles is None:
        return []
    found = [
        block.text
        for master in styles.iter("{*}master-page")
        for element in master
        if local(element).startswith(kind)
        for block in _blocks(element)
    ]
    return [Block(text) for text in dict.fromkeys(found) if text.strip()]


def _blocks(container: etree._Element) -> Iterator[Block]:
    for element in container:
        match local(element):
            case "p" | "h":
                yield Block(_text(element), _level(element))
                yield from _set_apart(element)
            case "table-row":
                cells = [
                    " ".join(" ".join(block.text.split()) for block in _blocks(cell))
                    for cell in element
                    if local(cell) in ("table-cell", "covered-table-cell")
                ]
                row = " | ".join(cell for cell in cells if cell)
                if row:
                    yield Block(row)
            case "note-citation":
                continue
            case name if name not in _DROPPED:
                yield from _blocks(element)


def _level(element: etree._Element) -> int:
    if local(element) != "h":
        return 0
    value = element.get(f"{_TEXT}outline-level") or "1"
    return min(int(value), 9) if value.isdecimal() and int(value) else 1


def _set_apart(paragraph: etree._Element) -> Iterator[Block]:
    """Yield what stands in a paragraph but is read after it: notes, comments, text boxes."""
    for element in paragraph:
        name = local(element)
        if name == "annotation":
            text = "\n".join(one.text for one in _blocks(element)).strip()
            yield Block(f"[{text}]" if text else "")
        elif name in _APART:
            yield from _blocks(element)
        elif name not in _DROPPED:
            yield from _set_apart(element)


def _text(element: etree._Element) -> str:
    return "".join(_runs(element))


def _runs(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        match local(child):
            case "s":
                count = child.get(f"{_TEXT}c") or "1"
                yield " " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1)
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case name if name and name not in _APART and name not in _DROPPED:
                yield from _runs(child)
        yield child.tail or ""


def _metadata(meta: etree._Element | None, styles: etree._Element | None) -> Metadata:
    found: dict[str, list[str]] = {}
    for element in meta.iter() if meta is not None else ():
        found.setdefault(local(element), []).append(element.text or "")

    def first(*names: str) -> str:
        return next((found[name][0] for name in names if found.get(name, [""])[0]), "")

    return Metadata(
        title=said.title(first("title")),
        authors=said.names(first("initial-creator", "creator")),
        issued=said.issued(first("creation-date", "date")),
        language=said.tag(first("language")) or _style_language(styles),
        description=said.description(first("description", "subject")),
        keywords=said.keywords(";".join(found.get("keyword", []))),
    )


def _style_language(styles: etree._Element | None) -> str | None:
    for style in styles.iter("{*}default-style") if styles is not None else ():
        for properties in style.iter("{*}text-properties"):
            for attribute, value in properties.attrib.items():
                if str(attribute).endswith("}language"):
                    return said.tag(str(value))
    return None
