"""The text of one paragraph: runs with their marks of style, and the text boxes set into it."""

from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.reading import Style
from coalition.ingest.runs import Run, joined
from coalition.ingest.wordprocessing.elements import ADDED, WITHDRAWN, attribute, child, is_on

_TEXTS = frozenset({"t", "delText"})
_CHANGED = frozenset({"inserted", "deleted"})
_DROPPED = {
    "instrText",
    "delInstrText",
    "fldData",
    "rPr",
    "pPr",
    "rubyPr",
    "rt",  # how the word above it is spoken, syllable by syllable: it would tear the word apart
    "AlternateContent",  # text boxes and figures come after the paragraph
    "txbxContent",
    "drawing",
    "pict",
    "object",
    "",
}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")


def text_of(paragraph: etree._Element, *, is_heading: bool = False) -> str:
    """Return a paragraph's text with what tracked changes insert and delete marked.

    What is bold or italic is marked too, but in headings, which are set apart as a whole.
    """
    runs = _runs(paragraph, None)
    if is_heading:
        runs = ((text, style if style in _CHANGED else None) for text, style in runs)
    return joined(runs)


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the contents of text boxes; of a box written in two ways (new, old) only the first."""
    if next(paragraph.iter("{*}txbxContent"), None) is None:
        return  # as nearly always, and told ten times faster
    for one in paragraph:
        match local(one):
            case "txbxContent":
                yield one
            case "AlternateContent":
                yield from next(filter(None, (list(text_boxes(way)) for way in one)), [])
            case name if name not in WITHDRAWN:
                yield from text_boxes(one)


def _runs(element: etree._Element, style: Style | None) -> Iterator[Run]:
    for one in element:
        name = local(one)
        if name in _TEXTS:
            yield one.text or "", style
        elif name in _CHARACTERS:
            yield _CHARACTERS[name], style
        elif name == "sym":
            yield _symbol(one), style
        elif name in ADDED:
            yield from _runs(one, style or "inserted")
        elif name in WITHDRAWN:
            yield from _runs(one, "deleted")
        elif name == "r":
            yield from _runs(one, style or _direct(one))
        elif name not in _DROPPED:
            yield from _runs(one, style)


def _direct(run: etree._Element) -> Style | None:
    properties = child(run, "rPr")
    if properties is None:
        return None
    if is_on(properties, "b"):
        return "strong"
    return "emphasis" if is_on(properties, "i") else None


def _symbol(element: etree._Element) -> str:
    if attribute(element, "font").lower().startswith(_SYMBOL_FONTS):
        return ""
    try:
        return chr(int(attribute(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""
