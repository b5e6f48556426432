"""What stands on slides without being theirs: footers, and the text of their layout and master."""

from collections.abc import Iterator, Sequence

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.office import Package
from coalition.ingest.parts import Block
from coalition.ingest.presentation.paragraphs import lines

_MARGINS = frozenset({"ftr", "hdr"})
_BEHIND = {"sld": "slideLayout", "sldLayout": "slideMaster"}  # what each is drawn upon
_OFF = ("0", "false")


class Margins:
    """The margins of one package's slides; each text is given once, with the first that shows it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._drawn: set[str] = set()
        self._told: set[str] = set()

    def of(self, part: str, sheets: Sequence[etree._Element]) -> Iterator[Block]:
        """Yield the margins of the slide in `part`; `sheets` are it and the pages of its notes."""
        texts = [text for sheet in sheets for text in _texts(sheet, is_behind=False)]
        for text in (*texts, *self._behind(part, sheets[0])):
            if text not in self._told and any(map(str.isalnum, text)):
                self._told.add(text)
                yield Block(text, role="margin")

    def _behind(self, part: str, sheet: etree._Element) -> Iterator[str]:
        kind = _BEHIND.get(local(sheet), "")
        if sheet.get("showMasterSp") in _OFF:
            return
        for name in self._package.targets(part, kind):
            if name in self._drawn:
                continue
            self._drawn.add(name)
            found = self._package.root(name)
            if found is not None:
                yield from _texts(found, is_behind=True)
                yield from self._behind(name, found)


def _texts(sheet: etree._Element, *, is_behind: bool) -> Iterator[str]:
    """Yield the footers of a slide; of what lies behind one all but what a slide is to fill in."""
    for shape in sheet.iter("{*}sp"):
        placeholder = next(shape.iter("{*}ph"), None)
        text = shape.find("{*}txBody")
        if placeholder is None:
            is_margin = is_behind
        else:
            is_margin = not is_behind and placeholder.get("type") in _MARGINS
        if text is not None and is_margin:
            yield lines(text)
