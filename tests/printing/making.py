"""Papers of the tests, and what can be read in what was made of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from coalition.printing.paper import Paper, Part
from coalition.printing.setting import pdf_of

MADE_AT = datetime(2012, 11, 8, 14, 5, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    "$ sum_(k=1)^n k $ and $5",
    "*bold* _italic_ `raw` = no heading",
    "@reference <label> #emph[x]",
    "back\\slash \\u{41} \\#",
    '"quoted" {braces} [brackets] // comment /* another */',
    "]) #panic() #((",
)


def paper_of(*parts: Part, **fields: object) -> Paper:
    """Return a paper with these parts."""
    given: dict[str, object] = {"title": "A paper", "language": "en", "parts": parts}
    return Paper(**(given | fields))  # type: ignore[arg-type]


def reader_of(paper: Paper) -> PdfReader:
    """Return a reader of the paper, set at MADE_AT."""
    return PdfReader(BytesIO(pdf_of(paper, made_at=MADE_AT)))


def words_of(paper: Paper) -> str:
    """Return the text of all pages, with single spaces and no hyphens of syllables."""
    text = " ".join(page.extract_text() for page in reader_of(paper).pages)
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split())


def fonts_of(reader: PdfReader) -> Sequence[str]:
    """Return the names of the fonts of the first page, without the mark of a subset."""
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    return sorted({str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts})
