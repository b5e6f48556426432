"""What a document carries besides its text: tracked changes, comments, names, bare pictures."""

from collections.abc import Iterator

from lxml import etree

from coalition.ingest.figures import FIGURES, is_described
from coalition.ingest.markup import local

_CHANGES = ("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
_FORMATTING = ("rPr", "trPr", "tcPr", "numPr")  # marks of a paragraph or cell, not of its text


class Traces:
    """What is counted over all parts of a document, one after the other."""

    def __init__(self) -> None:
        self.change_count = 0
        self.comment_count = 0
        self.bare_picture_count = 0
        self.people: dict[str, None] = {}

    def add(self, root: etree._Element) -> None:
        """Count one part in."""
        self.change_count += sum(1 for change in root.iter(*_CHANGES) if _is_of_text(change))
        self.comment_count += sum(1 for _ in root.iterfind("{*}comment"))
        self.bare_picture_count += sum(1 for _ in _bare_pictures(root))
        for element in root.iter(*_CHANGES, "{*}comment", "{*}person"):
            self.people[_author(element)] = None


def _author(element: etree._Element) -> str:
    """Return who made a change or comment; lists of persons use a namespace of their own."""
    named = (str(said) for name, said in element.items() if str(name).endswith("}author"))
    return next(named, "")


def _is_of_text(change: etree._Element) -> bool:
    parent = change.getparent()
    return parent is not None and local(parent) not in _FORMATTING


def _bare_pictures(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the properties of pictures, charts and diagrams without an alternative text."""
    for properties in root.iter("{*}docPr"):
        frame = properties.getparent()
        shows = frame is not None and next(frame.iter(*FIGURES), None) is not None
        if shows and not is_described(properties) and not _is_spare(properties):
            yield properties
    for data in root.iter("{*}imagedata"):  # VML, as programs before 2007 draw
        shape = data.getparent()
        if shape is not None and not (shape.get("alt") or "").strip() and not _is_spare(shape):
            yield shape


def _is_spare(element: etree._Element) -> bool:
    """Say whether an element stands there for programs that cannot show what is meant."""
    return next(element.iterancestors("{*}Fallback"), None) is not None
