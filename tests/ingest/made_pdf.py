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
    """Give what draws the lines in type of one point, scaled; after # it is larger."""
    return "\n".join(
        f"BT /F 1 Tf {size} 0 0 {size} 60 {780 - 15 * row} Tm ({line.removeprefix('#')}) Tj ET"
        for row, line in enumerate(lines)
        for size in (16 if line.startswith("#") else 11,)
    )


def everything() -> bytes:
    """Give a PDF of two pages with an outline, a form, notes, a file, tags, a script and XMP."""
    widget = "/Type /Annot /Subtype /Widget /Rect [60 500 200 520] /P 3 0 R"
    return pdf(
        [["Reading rooms open their doors to every-", "one who asks."], ["The second page."]],
        "<< /First 8 0 R /Last 9 0 R >>",
        "<< /Title (Opening) /Dest [3 0 R /Fit] /Next 9 0 R >>",
        "<< /Title (Closing) /Prev 8 0 R /A << /S /GoTo /D [4 0 R /Fit] >> >>",
        "<< /Fields [11 0 R 12 0 R 13 0 R] /XFA [(template) 21 0 R (datasets) 21 0 R] >>",
        f"<< {widget} /FT /Tx /T (town) /V (Baku) >>",
        f"<< {widget} /FT /Ch /T (kind) /Opt [[(a) (Room)] [(b) (Hall)]] /V (b) >>",
        f"<< {widget} /FT /Btn /T (free) /V /Yes /AS /Yes /Parent 10 0 R >>",
        "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Ask Nairobi) /T (Ana Lima) >>",
        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /F (a.csv) >> >>",
        "<< /Type /StructTreeRoot /K 17 0 R /ParentTree << /Nums [0 [18 0 R 19 0 R]] >> >>",
        "<< /S /Document /P 16 0 R /K [18 0 R 19 0 R] >>",
        "<< /S /H1 /P 17 0 R /Pg 3 0 R /K 0 >>",
        "<< /S /Figure /P 17 0 R /Pg 3 0 R /K 1 /Alt (A hall) >>",
        stream("<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>", "/Subtype /XML", packed=True),
        stream("<template><text>Town</text></template>"),
        catalog="/Outlines 7 0 R /AcroForm 10 0 R /MarkInfo << /Marked true >> /NeedsRendering true"
        " /StructTreeRoot 16 0 R /Metadata 20 0 R /PageLabels << /Nums [0 << /S /r >>] >>"
        " /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>",
        page="/Annots [11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] /StructParents 0",
        information="/Title (Rooms) /Author (Ana Lima)",
    )
