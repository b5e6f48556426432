"""Paragraphs and tables as slides hold them (DrawingML, ECMA-376 part 1, §21.1): blocks of text."""

from collections.abc import Iterator, Sequence

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.parts import Block, row, unmarked
from coalition.ingest.reading import Role, Style
from coalition.ingest.runs import Run, joined

_BULLETS = frozenset({"buChar", "buAutoNum", "buBlip"})
_PROPERTIES = frozenset({"pPr", "rPr", "endParaRPr"})
_ON = frozenset({"1", "true"})
_DEEPEST = 9  # levels of a list


def blocks(
    text: etree._Element, lists: Sequence[etree._Element], *, is_list: bool
) -> Iterator[Block]:
    """Yield the paragraphs of a shape's text.

    `lists` are the list styles that hold for it, the nearest first, and `is_list` is what holds
    when neither they nor a paragraph tell whether it is an entry of a list.
    """
    for paragraph in text.iterfind("{*}p"):
        role: Role = "item" if _is_item(paragraph, lists, is_list) else "paragraph"
        yield Block(joined(_runs(paragraph, None)), role=role)


def lines(text: etree._Element) -> str:
    """Return the paragraphs of a text on lines of their own, without marks of style."""
    found = ("".join(run for run, _ in _runs(one, None)).strip() for one in text.iter("{*}p"))
    return unmarked("\n".join(filter(None, found)))


def rows(table: etree._Element) -> Iterator[Block]:
    """Yield the rows of a table; the first is a header where the table is drawn with one."""
    found = table.findall("{*}tr")
    properties = table.find("{*}tblPr")
    has_header = properties is not None and properties.get("firstRow") in _ON and len(found) > 1
    for number, one in enumerate(found):
        cells = (lines(cell) for cell in one.iterfind("{*}tc"))
        yield row(cells, is_header=has_header and number == 0)


def _is_item(paragraph: etree._Element, lists: Sequence[etree._Element], is_list: bool) -> bool:
    own = paragraph.find("{*}pPr")
    said = own.get("lvl", "0") if own is not None else "0"
    level = min(int(said), _DEEPEST - 1) if said.isdecimal() else 0
    styles = (style.find(f"{{*}}lvl{level + 1}pPr") for style in lists)
    for properties in (own, *styles):
        has = _has_bullet(properties)
        if has is not None:
            return has
    return is_list


def _has_bullet(properties: etree._Element | None) -> bool | None:
    """Say whether properties set a bullet or number, or none at all; None when they do not tell."""
    for one in properties if properties is not None else ():
        if local(one) in _BULLETS:
            return True
        if local(one) == "buNone":
            return False
    return None


def _runs(element: etree._Element, style: Style | None) -> Iterator[Run]:
    for one in element:
        match local(one):
            case "t":
                yield one.text or "", style
            case "br":
                yield "\n", style
            case "AlternateContent":
                ways = (list(_runs(way, style)) for way in one)
                yield from next(filter(None, ways), [])
            case "r" | "fld":
                yield from _runs(one, _direct(one))
            case name if name not in _PROPERTIES:
                yield from _runs(one, style)


def _direct(run: etree._Element) -> Style | None:
    properties = run.find("{*}rPr")
    if properties is None:
        return None
    if properties.get("b") in _ON:
        return "strong"
    return "emphasis" if properties.get("i") in _ON else None
