"""What kind of file this is, told from its content: the name is only compared, never believed."""

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from coalition.ingest import compound
from coalition.ingest.archives import Judgement, judge
from coalition.ingest.reading import Notice, Unreadable

HEAD = 65_536  # bytes looked at from the start
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is read; `extensions` without the dot, the usual one first."""

    key: str
    media_type: str
    extensions: tuple[str, ...]
    label: str


PDF = Kind("pdf", "application/pdf", ("pdf",), "PDF")
DOCX = Kind(
    "docx", f"{_OFFICE}.wordprocessingml.document", ("docx", "dotx", "docm", "dotm"), "DOCX"
)
PPTX = Kind(
    "pptx",
    f"{_OFFICE}.presentationml.presentation",
    ("pptx", "ppsx", "potx", "pptm", "ppsm", "potm"),
    "PPTX",
)
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", ("odt", "ott"), "ODT")
RTF = Kind("rtf", "application/rtf", ("rtf",), "RTF")
HTML = Kind("html", "text/html", ("html", "htm", "xhtml"), "HTML")
MARKDOWN = Kind("markdown", "text/markdown", ("md", "markdown"), "Markdown")
TEXT = Kind("text", "text/plain", ("txt", "text"), "TXT")
XLSX = Kind(
    "xlsx",
    f"{_OFFICE}.spreadsheetml.sheet",
    ("xlsx", "xltx", "xlsm", "xltm"),
    "XLSX",
)
ODP = Kind("odp", "application/vnd.oasis.opendocument.presentation", ("odp", "otp"), "ODP")
ODS = Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods", "ots"), "ODS")
EPUB = Kind("epub", "application/epub+zip", ("epub",), "EPUB")
CSV = Kind("csv", "text/csv", ("csv", "tsv", "tab"), "CSV")
DOC = Kind("doc", "application/msword", ("doc", "dot"), "DOC")
PPT = Kind("ppt", "application/vnd.ms-powerpoint", ("ppt", "pps", "pot"), "PPT")
XLS = Kind("xls", "application/vnd.ms-excel", ("xls", "xlt"), "XLS")
KINDS = {
    kind.key: kind
    for kind in (
        PDF,
        DOCX,
        ODT,
        PPTX,
        ODP,
        XLSX,
        ODS,
        EPUB,
        RTF,
        HTML,
        MARKDOWN,
        TEXT,
        CSV,
        DOC,
        PPT,
        XLS,
    )
}
ZIPPED = frozenset({DOCX, PPTX, XLSX, ODT, ODP, ODS, EPUB})
CONVERTERS = {"doc": "antiword", "xls": "catdoc"}  # Debian packages, by kind

# Under these names a web page is not what its name makes people expect.
_DOCUMENT_NAMES = frozenset(
    {extension for kind in KINDS.values() if kind != HTML for extension in kind.extensions}
    | set("odg jpg jpeg png gif tif tiff webp svg".split())  # noqa: SIM905
)

_EXECUTABLE = (
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"\xfe\xed\xfa\xce", "mach-o"),
    (b"\xfe\xed\xfa\xcf", "mach-o"),
    (b"\xce\xfa\xed\xfe", "mach-o"),
    (b"\xcf\xfa\xed\xfe", "mach-o"),
    (b"\xca\xfe\xba\xbe", "class"),
    (b"L\0\0\0\x01\x14\x02\0", "lnk"),
    (b"\0asm", "wasm"),
    (b"dex\n", "dex"),
    (b"!<arch>\n", "deb"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"#!", "script"),
)
_UNREAD = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"RIFF", "media"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"AT&TFORM", "djvu"),
    (b"%!PS", "postscript"),
    (b"SQLite format 3\0", "sqlite"),
)
_OPEN_DOCUMENT = (ODT, ODP, ODS, EPUB)  # templates have the same types, "-template" behind
_OFFICE_MARKS = (
    (
        DOCX,
        (
            b"wordprocessingml.document.main",
            b"wordprocessingml.template.main",
            b"ms-word.document.macro",
            b"ms-word.template.macro",
        ),
    ),
    (
        PPTX,
        (
            b"presentationml.presentation.main",
            b"slideshow.main",
            b"presentationml.template.main",
            b"ms-powerpoint.",
        ),
    ),
    (XLSX, (b"spreadsheetml", b"ms-excel")),
)
_USUAL_PARTS = (
    ("word/document.xml", DOCX),
    ("ppt/presentation.xml", PPTX),
    ("xl/workbook.xml", XLSX),
    ("META-INF/container.xml", EPUB),
)
_MANIFEST = "META-INF/manifest.xml"
_DECLARED = re.compile(rb'media-type="(application/vnd\.[^"]{1,100})"')
_UNREAD_PARTS = (
    (
        re.compile(r"buildVersionHistory\.plist|index\.apxl|Index/.*\.iwa|(?:.*/)?Index\.zip"),
        "iwork",
    ),
    (re.compile(r".*\.fdseq"), "xps"),
    (re.compile(r"META-INF/MANIFEST\.MF"), "jar"),
)
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("worddocument", DOC),
    ("powerpoint document", PPT),
    ("workbook", XLS),
    ("book", XLS),  # before Excel 97
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_COMMENTS = re.compile(rb"^(?:\s+|<!--.*?-->|<\?xml[^>]*\?>)+", re.DOTALL)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|base|h[1-6]|p|div|table"
    rb"|section|article|main|nav|header|ul|ol|a|img|iframe|form)[\s>/]",
    re.IGNORECASE,
)
_SVG = re.compile(rb"<(?:!doctype\s+svg|(?:\w+:)?svg[\s/>])", re.IGNORECASE)
_TAG = re.compile(rb"<[a-z!][^>]*>", re.IGNORECASE)


def extension_of(name: str) -> str:
    """Return a name's extension in small letters without the dot; "" when it has none."""
    return PurePath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def identify(path: Path, name: str) -> Kind:
    """Return the kind of the file at `path`, which came under `name`.

    Reads the first bytes and a zip's directory; unpacks two small members at most. Raises
    Unreadable: "empty", "executable", "unsupported", "disguised", "password", "damaged",
    "archive-too-large", "archive-nested".
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\0 \t\r\n"):
        raise Unreadable("empty")
    _refuse_known(head)
    if b"%PDF-" in head[:1024]:  # readers look for the mark this far, so files have it this far
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _identify_zip(path)
    if head.startswith(compound.SIGNATURE):
        return _identify_ole(path)
    if head.startswith(b"{\\rtf"):
        return RTF
    return _identify_text(head, name)


def name_notice(kind: Kind, name: str) -> Notice | None:
    """Return the notice that a name says another kind than the content, or None."""
    extension = extension_of(name)
    if not extension or extension in kind.extensions:
        return None
    says_another = any(extension in other.extensions for other in KINDS.values())
    if kind in (TEXT, MARKDOWN) and not says_another:
        return None  # plain text goes by hundreds of names: csv, log, tex, srt …
    return Notice("name-differs", None, kind.label)


def unsafe_names(path: Path, kind: Kind) -> tuple[str, ...]:
    """Return the names in a zip-based file that would lead out of a folder; they are never unpacked."""
    return judge(path).unsafe_names if kind in ZIPPED else ()


def _refuse_known(head: bytes) -> None:
    for magic, detail in _EXECUTABLE:
        if head.startswith(magic) and (magic != b"MZ" or b"\0" in head):
            raise Unreadable("executable", detail)
    for magic, detail in _UNREAD:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head):
            raise Unreadable("unsupported", detail)
    if head[4:8] == b"ftyp":
        raise Unreadable("unsupported", "media")


def _identify_zip(path: Path) -> Kind:
    judgement = judge(path)
    try:
        with zipfile.ZipFile(path) as archive:

            def peek(name: str) -> bytes:
                with archive.open(name) as member:
                    return member.read(1_000_000)

            return _kind_of_zip(judgement, peek)
    except Unreadable:
        raise
    except Exception as error:  # zipfile and zlib raise a dozen kinds on broken members
        raise Unreadable("damaged", "zip") from error


def _kind_of_zip(judgement: Judgement, peek: Callable[[str], bytes]) -> Kind:
    names = judgement.names
    if "mimetype" in names:
        return _kind_of_type(peek("mimetype")[:200].decode("ascii", "replace").strip())
    if "[Content_Types].xml" in names:
        types = peek("[Content_Types].xml")
        for kind, marks in _OFFICE_MARKS:
            if any(mark in types for mark in marks):
                return kind
    for name, kind in _USUAL_PARTS:  # no or wrong table of types: the parts speak
        if name in names:
            return kind
    declared = _DECLARED.search(peek(_MANIFEST)) if _MANIFEST in names else None
    if declared:  # an archiver packed it anew and left out the type
        return _kind_of_type(declared[1].decode("ascii", "replace"))
    raise Unreadable("unsupported", _unread(names))


def _kind_of_type(declared: str) -> Kind:
    for kind in _OPEN_DOCUMENT:
        if declared.startswith(kind.media_type):
            return kind
    if "opendocument.graphics" in declared:
        raise Unreadable("unsupported", "odg")
    is_old = declared.startswith("application/vnd.sun.xml.")  # of OpenOffice before 2005
    raise Unreadable("unsupported", "ole" if is_old else "zip")


def _unread(names: Iterable[str]) -> str:
    """Return what a zip file is that is not read, by the parts in it."""
    for name in names:
        for pattern, detail in _UNREAD_PARTS:
            if pattern.fullmatch(name):
                return detail
    return "zip"


def _identify_ole(path: Path) -> Kind:
    """Tell the kind by the streams of the root: what is embedded has such streams deeper down."""
    with compound.opened(path) as opened:
        names = {name.casefold() for name in opened.names}
    if "encryptedpackage" in names:
        raise Unreadable("password")
    for stream, kind in _OLE_STREAMS:
        if stream in names:
            return kind
    raise Unreadable("unsupported", "ole")


def _identify_text(head: bytes, name: str) -> Kind:
    if not _is_text(head):
        raise Unreadable("unsupported", "binary")
    plain = head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = head.decode("utf-16", "ignore").encode("utf-8")
    start = _COMMENTS.sub(b"", plain.removeprefix(b"\xef\xbb\xbf"), count=1)
    extension = extension_of(name)
    if _SVG.match(start):
        raise Unreadable("unsupported", "svg")
    if extension in HTML.extensions and (_HTML.match(start) or _TAG.search(plain)):
        return HTML
    if extension in MARKDOWN.extensions:
        return MARKDOWN  # may open with a line of HTML
    if _HTML.match(start):
        if extension in _DOCUMENT_NAMES:
            raise Unreadable("disguised", extension)
        return HTML
    if plain.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise Unreadable("unsupported", "xml")
    if extension in CSV.extensions and _is_table(plain.removeprefix(b"\xef\xbb\xbf")):
        return CSV
    return TEXT


def _is_table(plain: bytes) -> bool:
    """Tell rows of cells: the same mark stands in nearly every line."""
    lines = [line for line in plain.splitlines()[:-1] if line.strip()][:50] or [plain]
    return any(
        sum(mark in line for line in lines) * 10 >= len(lines) * 9 for mark in (b",", b";", b"\t")
    )


def _is_text(head: bytes) -> bool:
    """Tell text in any encoding from the rest: few control bytes, NULs only as UTF-16 has them."""
    if head.startswith(_BOMS):
        return True
    nuls = head.count(0)
    if nuls > max(8, len(head) // 50):
        return _looks_like_utf16(head)
    controls = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 27))
    return controls <= len(head) // 20


def _looks_like_utf16(head: bytes) -> bool:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    return most > len(head) // 5 and least <= len(head) // 50
