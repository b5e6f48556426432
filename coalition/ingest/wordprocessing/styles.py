"""What a document's named styles mean: headings, list entries, quotations, code."""

import re
from collections.abc import Iterator

from lxml import etree

from coalition.ingest import said
from coalition.ingest.parts import Block
from coalition.ingest.reading import Role
from coalition.ingest.wordprocessing.elements import attribute, child

_HEADING = re.compile(r"heading ?([1-9])")
# Names of Word, LibreOffice and Pandoc, which stay English in files of any language.
_ROLES: dict[str, Role] = {
    "quote": "quotation",
    "intense quote": "quotation",
    "block text": "quotation",
    "block quotation": "quotation",
    "quotations": "quotation",
    "html preformatted": "code",
    "preformatted text": "code",
    "source code": "code",
    "macro": "code",
}
_DEEPEST_BASE = 20  # styles that a style is based on, one on the other


class Styles:
    """The styles of a document by their identifiers; None as the root stands for no styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._root = root
        found = root.iterfind("{*}style") if root is not None else ()
        self._by_identifier = {attribute(style, "styleId"): style for style in found}
        self._levels: dict[str, int] = {}
        self._roles: dict[str, Role] = {}

    def block(self, text: str, properties: etree._Element | None) -> Block:
        """Return a paragraph as a block: properties of its own tell, else those of its style."""
        level = self.level(properties)
        return Block(text, level) if level else Block(text, role=self._role(properties))

    def level(self, properties: etree._Element | None) -> int:
        """Return the level (1 to 9) of a heading by its paragraph's properties, 0 of others."""
        own = _outline(properties)
        return own if own is not None else self._style_level(_style(properties))

    def language(self) -> str | None:
        """Return the language that the styles claim for the text (BCP 47), or None."""
        for element in self._root.iter("{*}lang") if self._root is not None else ():
            return said.tag(attribute(element, "val"))
        return None

    def _role(self, properties: etree._Element | None) -> Role:
        own = _numbering(properties)
        identifier = _style(properties)
        if identifier not in self._roles:
            self._roles[identifier] = self._style_role(identifier)
        role = self._roles[identifier]
        if own is None or role in ("quotation", "code"):
            return role
        return "item" if own else "paragraph"

    def _style_level(self, identifier: str) -> int:
        if identifier not in self._levels:
            found = (_named_level(style) for style in self._lineage(identifier))
            level = next((level for level in found if level is not None), None)
            self._levels[identifier] = _heading_name(identifier) or 0 if level is None else level
        return self._levels[identifier]

    def _style_role(self, identifier: str) -> Role:
        for style in self._lineage(identifier):
            role = _ROLES.get(_name(style))
            if role:
                return role
            numbered = _numbering(child(style, "pPr"))
            if numbered is not None:
                return "item" if numbered else "paragraph"
        return "paragraph"

    def _lineage(self, identifier: str) -> Iterator[etree._Element]:
        """Yield a style and those it is based on; a circle ends."""
        for _ in range(_DEEPEST_BASE):
            style = self._by_identifier.get(identifier)
            if style is None:
                return
            yield style
            base = child(style, "basedOn")
            identifier = attribute(base, "val") if base is not None else ""


def _named_level(style: etree._Element) -> int | None:
    """Return the level a style sets or its name means; None when it leaves that to its base."""
    own = _outline(child(style, "pPr"))
    if own is not None:
        return own
    return 1 if _name(style) == "title" else _heading_name(_name(style))


def _outline(properties: etree._Element | None) -> int | None:
    found = child(properties, "outlineLvl")
    if found is None:
        return None
    value = attribute(found, "val")
    return int(value) + 1 if value in set("012345678") else 0  # 9 is body text


def _numbering(properties: etree._Element | None) -> bool | None:
    """Say whether the properties put a paragraph in a list; None when they do not tell."""
    numbering = child(properties, "numPr")
    if numbering is None:
        return None
    number = child(numbering, "numId")
    return number is None or attribute(number, "val") != "0"


def _style(properties: etree._Element | None) -> str:
    style = child(properties, "pStyle")
    return attribute(style, "val") if style is not None else ""


def _name(style: etree._Element) -> str:
    name = child(style, "name")
    return attribute(name, "val").lower() if name is not None else ""


def _heading_name(name: str) -> int | None:
    found = _HEADING.fullmatch(name.lower())
    return int(found[1]) if found else None
