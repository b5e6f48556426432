"""Footnotes, endnotes and comments: each is read once, below the paragraph that refers to it."""

from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.parts import Block
from coalition.ingest.reading import Role
from coalition.ingest.wordprocessing.elements import attribute
from coalition.ingest.wordprocessing.runs import text_of

_ROLES: dict[str, Role] = {"footnote": "note", "endnote": "note", "comment": "comment"}
_ORDINARY = ("", "normal")  # others are the lines drawn above notes
KINDS = tuple(_ROLES)


class Annotations:
    """What stands beside the text, by kind and identifier, until it is taken."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], Block] = {}

    def add(self, kind: str, root: etree._Element) -> None:
        """Take in the part that holds all annotations of a kind."""
        for one in root.iterfind(f"{{*}}{kind}"):
            if attribute(one, "type") in _ORDINARY:
                lines = (text_of(paragraph).strip() for paragraph in one.iter("{*}p"))
                text = "\n".join(filter(None, lines))
                self._waiting[kind, attribute(one, "id")] = Block(text, role=_ROLES[kind])

    def of(self, paragraph: etree._Element) -> Iterator[Block]:
        """Yield what a paragraph refers to and nothing before it did."""
        for reference in paragraph.iter(*(f"{{*}}{kind}Reference" for kind in KINDS)):
            kind = local(reference).removesuffix("Reference")
            found = self._waiting.pop((kind, attribute(reference, "id")), None)
            if found:
                yield found

    def left(self) -> Iterator[Block]:
        """Yield the comments that no paragraph refers to."""
        for (kind, _), block in self._waiting.items():
            if kind == "comment":
                yield block
