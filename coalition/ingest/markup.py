"""XML read without its dangers: no entity, no external file, no network, no endless tree."""

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
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]  # stubs omit it
            raise Unreadable("too-big", "memory") from error
        raise Unreadable("damaged", name) from error
    except ValueError as error:
        raise Unreadable("damaged", name) from error
    if root is None:
        raise Unreadable("damaged", name)
    declared = root.getroottree().docinfo.internalDTD
    if isinstance(declared, etree.DTD) and any(True for _ in declared.entities()):  # type: ignore[attr-defined]  # stubs leave it out
        raise Unreadable("entities", name)
    return root


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
