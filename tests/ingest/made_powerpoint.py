"""An old PowerPoint file, made as the tests need it."""

import struct

from tests.ingest.made_compound import compound, record

_NOTES_NUMBER, _DOCUMENT_NUMBER = 9, 1


def _text(kind: int, text: str) -> bytes:
    return record(0x0F9F, struct.pack("<L", kind)) + record(0x0FA0, text.encode("utf-16-le"))


def _shape(content: bytes, placeholder: int | None = None) -> bytes:
    """Give a shape in a drawing, in a group."""
    told = b""
    if placeholder is not None:
        atom = record(0x0BC3, struct.pack("<LBBH", 0, placeholder, 0, 0))
        told = record(0xF011, atom, is_container=True)
    shape = record(0xF004, told + record(0xF00D, content, is_container=True), is_container=True)
    return record(0x040C, record(0xF003, shape, is_container=True), is_container=True)


def _listed(number: int, identifier: int) -> bytes:
    return record(0x03F3, struct.pack("<5L", number, 0, 0, identifier, 0))


def stream() -> tuple[bytes, bytes]:
    """Give "PowerPoint Document" and "Current User".

    Two slides: the first refers to its title in the outline, has a list, notes and a comment;
    the second is hidden, and a text box and the number of the slide are all it shows. A third is
    listed but missing. An earlier state of the first slide stands in the file too.
    """
    comment = b"".join(
        record(0x0FBA, text.encode("utf-16-le"), instance=number)
        for number, text in enumerate(("Ana Lima", "Why?"))
    )
    show = record(0x03F9, struct.pack("<LLBBH", 0, 0, 0, 0, 0x04) + bytes(4))
    tagged = record(0x138B, record(0x2EE0, comment, is_container=True))
    first = (
        record(0x03EF, bytes(16) + struct.pack("<L", 77) + bytes(4))
        + _shape(record(0x0F9E, struct.pack("<L", 0)))
        + _shape(_text(1, "one\rtwo"))
        + record(0x1388, tagged, is_container=True)
    )
    second = show + _shape(_text(4, "In a box")) + _shape(_text(4, "*"), placeholder=8)
    notes = _shape(_text(2, "Speak slowly."))
    outline = _listed(2, 5) + _text(0, "Why libraries") + _listed(3, 6) + _listed(4, 7)
    slides = record(0x0FF0, outline, is_container=True)
    noted = record(0x0FF0, _listed(_NOTES_NUMBER, 77), instance=2, is_container=True)
    old = record(0x03EE, _shape(_text(0, "Old title")), is_container=True)
    objects = {
        _DOCUMENT_NUMBER: record(0x03E8, slides + noted, is_container=True),
        2: record(0x03EE, first, is_container=True),
        3: record(0x03EE, second, is_container=True),
        _NOTES_NUMBER: record(0x03F0, notes, is_container=True),
    }
    data, places = old, {}
    for number, content in objects.items():
        places[number] = len(data)
        data += content
    old_directory, old_edit = len(data), len(data) + 16
    data += record(0x1772, struct.pack("<2L", 1 << 20 | 2, 0))
    data += record(0x0FF5, struct.pack("<2L4L", 0, 0, 0, old_directory, _DOCUMENT_NUMBER, 0))
    directory = len(data)
    entries = b"".join(struct.pack("<2L", 1 << 20 | number, at) for number, at in places.items())
    data += record(0x1772, entries)
    edit = len(data)
    data += record(0x0FF5, struct.pack("<2L4L", 0, 0, old_edit, directory, _DOCUMENT_NUMBER, 0))
    user = record(0x0FF6, struct.pack("<4L", 20, 0xE391C05F, edit, 0))
    return data, user


def powerpoint() -> bytes:
    """Give the file of these streams."""
    document, user = stream()
    return compound({"PowerPoint Document": document, "Current User": user})
