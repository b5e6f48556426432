"""The shapes of a slide in the order drawn: titles, texts, tables, charts and diagrams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from coalition.ingest import figures
from coalition.ingest.markup import local
from coalition.ingest.office import Package
from coalition.ingest.parts import Block
from coalition.ingest.presentation.paragraphs import blocks, lines, rows

_TITLES = frozenset({"title", "ctrTitle"})
_LISTS = frozenset({"", "obj", "body"})  # kinds of placeholder, bulleted in most templates
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})  # on each slide, says nothing


@dataclass(frozen=True, slots=True)
class Shapes:
    """How the shapes of one slide are read.

    `names` are those of the parts it has relations to, by identifier; `lists` the list styles
    that its layout sets, by the number of the placeholder.
    """

    package: Package
    names: dict[str, str]
    lists: Mapping[str, etree._Element]

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Yield blocks in the order drawn, groups opened; a title has the level 1."""
        for element in container:
            match local(element):
                case "sp":
                    yield from self._shape(element)
                case "tbl":
                    yield from rows(element)
                case "chart" | "relIds":
                    for text in figures.texts(self.package, self.names, element):
                        yield Block(text)
                case "AlternateContent":
                    ways = (list(self.blocks(way)) for way in element)
                    yield from next(filter(None, ways), [])
                case _:
                    yield from self.blocks(element)

    def _shape(self, shape: etree._Element) -> Iterator[Block]:
        text = shape.find("{*}txBody")
        placeholder = next(shape.iter("{*}ph"), None)
        kind = placeholder.get("type", "") if placeholder is not None else None
        if text is None or kind in _FURNITURE:
            return
        if kind in _TITLES:
            yield Block(lines(text), 1)
            return
        number = placeholder.get("idx", "0") if placeholder is not None else ""
        nearest = (text.find("{*}lstStyle"), self.lists.get(number))
        known = [style for style in nearest if style is not None]
        yield from blocks(text, known, is_list=kind in _LISTS)


def list_styles(layout: etree._Element) -> dict[str, etree._Element]:
    """Return the list styles that a layout sets, by the number of the placeholder."""
    found: dict[str, etree._Element] = {}
    for shape in layout.iter("{*}sp"):
        placeholder = next(shape.iter("{*}ph"), None)
        style = next(shape.iter("{*}lstStyle"), None)
        if placeholder is not None and style is not None:
            found[placeholder.get("idx", "0")] = style
    return found


def bare_picture_count(slide: etree._Element) -> int:
    """Count pictures, charts, diagrams and embedded objects without an alternative text."""
    return sum(1 for one in slide.iter("{*}cNvPr") if _is_bare(one))


def _is_bare(properties: etree._Element) -> bool:
    around = properties.getparent()
    frame = around.getparent() if around is not None else None
    if around is None or frame is None or figures.is_described(properties):
        return False
    if next(frame.iterancestors("{*}Fallback", "{*}oleObj"), None) is not None:
        return False  # the same again, for programs that cannot show what is meant
    if local(around) == "nvGraphicFramePr":
        return next(frame.iter("{*}chart", "{*}relIds", "{*}oleObj"), None) is not None
    return local(around) == "nvPicPr"
