"""Files broken at random, as the property tests of the extractors draw them."""

import copy
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from coalition.ingest.reading import Extract, Unreadable
from tests.ingest import made
from tests.ingest.pieces import roles


def broken(data: st.DataObject, whole: bytes) -> bytes:
    """Draw a zip file broken as a whole, or zipped anew with one member broken."""
    if data.draw(st.booleans()):
        return _bytes(data, whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        name = data.draw(st.sampled_from(names))
        member = archive.read(name)
    change = data.draw(st.sampled_from((_bytes, _grafted, _grafted)))
    return made.repacked(whole, {name: change(data, member)})


def try_to_read(extract: Callable[[Path], Extract], data: bytes) -> Extract | None:
    """Give what an extractor makes of bytes, its pieces checked; None when it refuses in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        try:
            found = extract(path)
        except Unreadable:
            return None
    roles(found)
    return found


def _bytes(data: st.DataObject, whole: bytes) -> bytes:
    """Flip bits and cut off the end; or give random bytes."""
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(st.binary(max_size=200))
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] ^= 1 << data.draw(st.integers(0, 7))
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed) - 1)) :]
    return bytes(changed)


def _grafted(data: st.DataObject, member: bytes) -> bytes:
    """Copy elements into others, or take them away, so that the XML is sound and senseless."""
    root = etree.fromstring(member)
    for _ in range(data.draw(st.integers(1, 4))):
        elements = list(root.iter("{*}*"))
        one, other = (elements[data.draw(st.integers(0, len(elements) - 1))] for _ in range(2))
        parent = one.getparent()
        if data.draw(st.booleans()) and parent is not None:
            parent.remove(one)
        else:
            other.append(copy.deepcopy(one))
            _reworded(data, one)
    return etree.tostring(root)


def _reworded(data: st.DataObject, element: etree._Element) -> None:
    words = st.sampled_from(("", "-1", "0", "99999999999", "x" * 9, "٣", "²"))
    for name in element.attrib:
        element.set(name, data.draw(words))
    element.text = data.draw(words)
