"""XML read without its dangers: no entity, no external file, no network, no endless tree."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from lxml import etree

from coalition.ingest.reading import Unreadable


def parse(data: bytes, name: str = "") -> etree._Element:
    """Return the root element. Raises Unreadable: "damaged", or "entities" when any is declared.

    A document type that declares entities has no place in an office file: it is how a file of
    the server (XXE) or the whole memory (billion laughs) would be drawn in.
    """
    if b"<!ENTITY" in data:
        raise Unreadable("entities", name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refusal(error, name) from error
    if root is None:
        raise Unreadable("damaged", name)
    _check_declarations(root, name)
    return root


def stream(
    data: bytes, tags: Sequence[str], name: str = ""
) -> Iterator[tuple[str, etree._Element]]:
    """Yield ("start", element) and ("end", element) for elements of these tags ("{*}row").

    An element is emptied once its end was seen, and those before it are dropped: what is kept
    of it must be taken then. Raises as `parse` does, after what stands before the damage.
    """
    if b"<!ENTITY" in data:
        raise Unreadable("entities", name)
    events = etree.iterparse(
        BytesIO(data),
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
    )
    try:
        for count, (event, element) in enumerate(events):
            if count == 0:
                _check_declarations(element, name)
            yield event, element
            if event == "end":
                _drop(element)
        _check_declarations(events.root, name)  # of a file without such elements
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refusal(error, name) from error


def _drop(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _check_declarations(element: etree._Element, name: str) -> None:
    declared = element.getroottree().docinfo.internalDTD
    if isinstance(declared, etree.DTD) and any(True for _ in declared.entities()):  # type: ignore[attr-defined]  # stubs leave it out
        raise Unreadable("entities", name)


def _refusal(error: Exception, name: str) -> Unreadable:
    if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
        return Unreadable("too-big", "memory")
    return Unreadable("damaged", name)


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
