"""DocBook as antiword writes it: the blocks of an old Word file, with headings, lists and notes."""

import re
from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local, parse
from coalition.ingest.parts import Block, row
from coalition.ingest.reading import Role, Style
from coalition.ingest.runs import Run, joined, plain

_SECTIONS = ("chapter", "sect1", "sect2", "sect3", "sect4", "sect5")
_STYLES: dict[str, Style] = {"bold": "strong", "italic": "emphasis", "": "emphasis"}
_STRAY = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no place in XML
_PICTURE = "[pic]"  # what antiword writes for one
_APART = frozenset({"footnote", "informaltable", "itemizedlist", "orderedlist"})
_BETWEEN_FRAMES = re.compile(r"^[|\s]*$")


def blocks_of(data: bytes) -> list[Block]:
    """Return the blocks of a document. Raises Unreadable "damaged" when it is no DocBook."""
    text = _STRAY.sub("", data.decode("utf-8", "replace"))
    root = parse(text.encode(), "docbook")
    return [
        block for block in _blocks(root, "paragraph", 0) if not _BETWEEN_FRAMES.match(block.text)
    ]


def _blocks(container: etree._Element, role: Role, level: int) -> Iterator[Block]:
    for element in container:
        name = local(element)
        if name in _SECTIONS:
            yield from _blocks(element, role, _SECTIONS.index(name) + 1)
        elif name == "title" and level:
            yield Block(plain(_runs(element, None)), level)
        elif name == "para":
            yield Block(joined(_runs(element, None)).strip(), role=role)
            yield from _blocks(element, role, 0)
        elif name == "footnote":
            yield Block("\n".join(_lines(element)), role="note")
        elif name == "tgroup":
            yield from _table(element)
        elif name in ("itemizedlist", "orderedlist"):
            yield from _blocks(element, "item", 0)
        elif name not in ("bookinfo", "title"):
            yield from _blocks(element, role, 0)


def _table(group: etree._Element) -> Iterator[Block]:
    """Yield a table's rows; the lines of a table of one column, which is a frame around text."""
    for line in group.iter("row"):
        entries = list(line.iterfind("entry"))
        if group.get("cols") == "1":
            yield from (Block(text) for entry in entries for text in _lines(entry))
        else:
            yield row(" ".join(_lines(entry)) for entry in entries)


def _lines(element: etree._Element) -> Iterator[str]:
    """Yield the lines of an element's text that say something."""
    text = "".join(map(str, element.itertext())).replace(_PICTURE, "")
    return filter(None, map(str.strip, text.splitlines()))


def _runs(element: etree._Element, style: Style | None) -> Iterator[Run]:
    yield _run(element.text, style)
    for child in element:
        name = local(child)
        if name not in _APART:
            inner = _STYLES.get(child.get("role") or "") if name == "emphasis" else style
            yield from _runs(child, inner)
        yield _run(child.tail, style)


def _run(text: str | None, style: Style | None) -> Run:
    return re.sub(r"\s+", " ", (text or "").replace(_PICTURE, "")), style
