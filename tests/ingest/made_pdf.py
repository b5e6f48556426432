"""PDF files with all that may stand in one beside its text, object by object."""

import zlib
from collections.abc import Sequence

from tests.ingest import made

_FONTS = "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def pdf(
    pages: Sequence[Sequence[str]],
    *further: bytes | str,
    catalog: str = "",
    page: str = "",
    information: str = "",
) -> bytes:
    """Give a PDF with these lines on its pages and further objects.

    The catalog is object 1; pages are 3, 4, …; then come their contents, and then the further
    objects, so with one page from 5 and with two from 7. `catalog`, `page` (that of the first) and
    `information` are added to those dictionaries.
    """
    count = len(pages)
    kids = " ".join(f"{3 + index} 0 R" for index in range(count))
    objects: list[bytes | str] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
    ]
    objects += [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {3 + count + index} 0 R"
        f" /Resources << /Font {_FONTS} >> {page if index == 0 else ''} >>"
        for index in range(count)
    ]
    objects += [stream(_shown(lines)) for lines in pages]
    objects += [*further, f"<< {information} >>"]
    return made.assembled([one.encode() if isinstance(one, str) else one for one in objects])


def stream(content: bytes | str, entries: str = "", *, packed: bool = False) -> bytes:
    """Give a stream object, compressed when asked for."""
    data = content.encode() if isinstance(content, str) else content
    if packed:
        data, entries = zlib.compress(data), f"{entries} /Filter /FlateDecode"
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def _shown(lines: Sequence[str]) -> str:
    """Give what draws the lines; one that begins with # is set in larger type."""
    return "\n".join(
        f"BT /F {16 if line.startswith('#') else 11} Tf 60 {780 - 15 * row} Td"
        f" ({line.removeprefix('#')}) Tj ET"
        for row, line in enumerate(lines)
    )
