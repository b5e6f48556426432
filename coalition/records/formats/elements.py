"""XML elements written from records: nothing in them that XML has no way to write."""

import re

from lxml import etree
from lxml.etree import QName, _Element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = QName("http://www.w3.org/XML/1998/namespace", "lang")
SCHEMA_LOCATION = QName(XSI, "schemaLocation")

# All that is no character in XML 1.0, 2.2.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return text without the characters XML 1.0 cannot hold; its lines stay."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def root(namespace: str, name: str, prefixes: dict[str, str], schema: str = "") -> _Element:
    """Return an element of a namespace, with where its schema is; "" is the prefix of no letters."""
    known = {prefix or None: address for prefix, address in prefixes.items()}
    known |= {"xsi": XSI} if schema else {}
    # lxml-stubs know no default namespace
    found = etree.Element(QName(namespace, name), nsmap=known)  # type: ignore[arg-type]
    if schema:
        found.set(SCHEMA_LOCATION, f"{namespace} {schema}")
    return found


def child(
    parent: _Element,
    name: str,
    text: str = "",
    attributes: dict[str | QName, str] | None = None,
    *,
    namespace: str | None = None,
) -> _Element:
    """Add an element, of its parent's namespace unless told; attributes that are "" are left out."""
    found = etree.SubElement(parent, QName(namespace or QName(parent).namespace, name))
    found.text = clean(text) or None
    for key, value in (attributes or {}).items():
        if value:
            found.set(key, clean(value))
    return found


def as_file(element: _Element) -> bytes:
    """Return a whole file in UTF-8 with its declaration, indented."""
    etree.indent(element)
    return bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=True))
