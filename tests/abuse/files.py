"""Files whose names, metadata and contents try to run where they are shown."""

import io
from collections.abc import Iterator
from html import escape

import docx

from tests.abuse.probes import MARK, stored
from tests.ingest.made_epub import epub, xhtml
from tests.ingest.made_opendocument import opendocument
from tests.ingest.made_pdf import pdf

__all__ = ["MARK", "all_of"]
NAMES = (
    "\u202egnp.{0}",
    '<b data-probe>"quoted".{0}',
    "../../{0}/passwd.{0}",
    "a\r\nX-Probe: 1.{0}",
    "C:\\CON.{0}",
    "=cmd|' C calc'!A0.{0}",
    "a" * 300 + ".{0}",
)


def all_of(number: int) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of files of all kinds, with markers from this number on."""
    made = {"pdf": _pdf, "docx": _docx, "odt": _odt, "html": _html, "epub": _epub, "txt": _txt}
    for offset, (kind, make) in enumerate(made.items()):
        yield NAMES[offset].format(kind), make(stored(number + offset, in_lines=False))


def _pdf(probe: str) -> bytes:
    text = probe.encode("utf-16-be").hex()
    said = f"/Title <FEFF{text}> /Author <FEFF{text}> /Subject <FEFF{text}>"
    lines = ["Reading rooms of all libraries are open to everyone who asks."]
    return pdf([lines], information=said)


def _docx(probe: str) -> bytes:
    document = docx.Document()
    found = document.core_properties
    found.title = found.author = found.subject = found.keywords = found.comments = probe[:250]
    document.add_heading(probe)
    document.add_paragraph(probe + " Libraries keep reading rooms for all who come and ask.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _odt(probe: str) -> bytes:
    said = escape(probe)
    meta = f"<dc:title>{said}</dc:title><dc:creator>{said}</dc:creator>"
    body = f"<text:h>{said}</text:h><text:p>{said} Libraries.</text:p>"
    return opendocument("text", body, meta=meta)


def _html(probe: str) -> bytes:
    said = escape(probe)
    return (
        f"<title>{said}</title><meta name=author content='{said}'>"
        "<script data-probe>alert(1)</script><h1 onclick=alert(1) data-probe>Reading rooms</h1>"
        "<p><a href='javascript:alert(1)' data-probe>Libraries</a> <img src=x onerror=alert(1)>"
        f"<svg onload=alert(1) data-probe></svg> {said} and all who come and ask.</p>"
    ).encode()


def _epub(probe: str) -> bytes:
    said = escape(probe)
    metadata = f"<dc:title>{said}</dc:title><dc:creator>{said}</dc:creator>"
    body = f"<h1>{said}</h1><p>{said} Libraries keep reading rooms.</p><script>alert(1)</script>"
    return epub({"one": xhtml(body)}, metadata=metadata)


def _txt(probe: str) -> bytes:
    return f"{probe}\n\nLibraries keep reading rooms for all who come and ask.\n".encode()
