"""Charts, diagrams and pictures in office files: the text in them, and whether they are described.

DrawingML is the same in DOCX, PPTX and XLSX (ECMA-376 part 1, §20 and §21).
"""

import re
from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.office import Package, reference
from coalition.ingest.parts import unmarked

FIGURES = ("{*}pic", "{*}chart", "{*}relIds")  # a picture, a chart, a diagram
_FILE_NAME = re.compile(r"\.(?:bmp|emf|gif|jpe?g|png|svg|tiff?|webp|wmf)$", re.IGNORECASE)


def texts(package: Package, names: dict[str, str], element: etree._Element) -> Iterator[str]:
    """Yield the text of each chart and diagram in an element, its pieces on lines of their own.

    `names` are those of the parts that the element's part has relations to, by identifier; what
    is yielded is taken out of them, so that nothing is read twice.
    """
    for figure in element.iter("{*}relIds", "{*}chart"):
        is_diagram = local(figure) == "relIds"
        part = names.pop(reference(figure, "dm" if is_diagram else "id"), "")
        root = package.root(part) if part else None
        if root is not None:
            lines = _paragraphs(root) if is_diagram else _chart_lines(root)
            yield unmarked("\n".join(dict.fromkeys(filter(None, lines))))


def is_described(properties: etree._Element) -> bool:
    """Say whether a drawing's properties hold an alternative text, or say that it needs none.

    The name of a file, which programs fill in, describes nothing.
    """
    for name in ("descr", "title"):
        text = (properties.get(name) or "").strip()
        if text and not _FILE_NAME.search(text):
            return True
    return any(mark.get("val") in ("1", "true") for mark in properties.iter("{*}decorative"))


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        yield "".join(text.text or "" for text in paragraph.iter("{*}t")).strip()


def _chart_lines(root: etree._Element) -> Iterator[str]:
    """Yield titles and the names of series and categories; the figures say nothing alone."""
    for element in root.iter("{*}rich", "{*}strCache", "{*}strLit"):
        if local(element) == "rich":
            yield from _paragraphs(element)
        else:
            yield from ((value.text or "").strip() for value in element.iter("{*}v"))
