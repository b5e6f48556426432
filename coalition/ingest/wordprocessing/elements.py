"""Elements and attributes of WordprocessingML, whichever of its two namespaces a file uses."""

from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local

_TRANSITIONAL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_OFF = frozenset({"0", "false", "off", "none"})
_AROUND = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})  # of rows and cells
WITHDRAWN = frozenset({"del", "moveFrom"})  # what a tracked change takes out
ADDED = frozenset({"ins", "moveTo"})


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute's value; "" when it is missing."""
    for namespace in (_TRANSITIONAL, _STRICT, ""):
        value = element.get(f"{namespace}{name}")
        if value is not None:
            return value
    return ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of this name, or None."""
    return element.find(f"{{*}}{name}") if element is not None else None


def is_on(element: etree._Element | None, name: str) -> bool:
    """Say whether a property is set: present, and not switched off by its value."""
    found = child(element, name)
    return found is not None and attribute(found, "val").lower() not in _OFF


def named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of this name, those in content controls and insertions too."""
    for one in element:
        found = local(one)
        if found == name:
            yield one
        elif found in _AROUND:
            yield from named(one, name)
