"""PDF files, set with typst when a text changes and kept in files/.

Typst is a tool for whoever edits the documents, not a dependency of the site, and it needs the
Noto fonts (Debian: fonts-noto-core, fonts-noto-cjk). From the root of the repository:

    .venv/bin/pip install --target ~/.cache/typst typst==0.15.2 pikepdf==10.18.0
    PYTHONPATH=~/.cache/typst:. .venv/bin/python -m coalition.demonstration.makers.pdf [SLUG …]
"""

import importlib
import io
import re
import sys
from collections.abc import Sequence
from typing import Any

from coalition.demonstration.blocks import (
    Block,
    Heading,
    Line,
    Listing,
    Paragraph,
    Quote,
    Span,
    Table,
)
from coalition.demonstration.manuscript import Manuscript
from coalition.demonstration.papers import HERE, documents

_FONTS = {"ar": "Noto Naskh Arabic", "zh": "Noto Sans CJK SC"}
_LEADING = {"ar": "0.95em", "zh": "0.9em"}
_VOWEL_MARKS = re.compile("[\u064b-\u0652]")
# Two weights of a Chinese font are twice its glyphs; colour sets headings and strong words apart.
_ONE_WEIGHT = """\
#show heading: set text(weight: "regular")
#show strong: it => text(fill: rgb("#1d4e6b"), it.body)
"""
_DESCRIPTION = """\
#set document(title: {title}, author: {author}, keywords: {keywords}, description: {abstract}, date: datetime(year: {issued.year}, month: {issued.month}, day: {issued.day}))
"""
_LAYOUT = """\
#set text(font: {fonts}, lang: {language}, size: 11.5pt, hyphenate: false)
#set par(leading: {leading}, spacing: 1.25em, justify: false)
#set page(paper: "a4", margin: (x: 2.6cm, top: 2.8cm, bottom: 2.6cm), numbering: {numbering},
  header: context if here().page() > 1 {{ text(size: 8pt, fill: luma(90), {title}) }})
#set heading(numbering: none)
#show heading: set block(above: 1.7em, below: 0.8em, sticky: true)
{faces}#show heading.where(level: 1): set text(size: 14pt, fill: rgb("#1d4e6b"))
#show heading.where(level: 2): set text(size: 12.5pt)
#set table(stroke: 0.4pt + luma(150), inset: 6pt)
#show table.cell.where(y: 0): it => strong(it)
#show table: set text(size: 9.5pt)
#block(below: 0.9em, text(size: 21pt, weight: {weight}, fill: rgb("#1d4e6b"), {title}))
#block(below: 2em, text(size: 9.5pt, fill: luma(70))[#{byline} \\ #{day}])
"""


def make(manuscript: Manuscript) -> bytes:
    """Give the bytes of a PDF with page numbers, an outline, subset fonts and its metadata.

    Raises ModuleNotFoundError where typst or pikepdf is not installed.
    """
    # By name, because type checkers and the running site do without it.
    typst: Any = importlib.import_module("typst")
    return _packed(typst.compile(_source(manuscript).encode(), format="pdf"))


def _packed(data: bytes) -> bytes:
    """Put the objects of a PDF into compressed streams: a fifth smaller, tags kept."""
    pikepdf: Any = importlib.import_module("pikepdf")
    pikepdf.settings.set_flate_compression_level(9)
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return target.getvalue()


def main(slugs: Sequence[str]) -> None:
    """Set the PDF of every version of the documents named, or of all."""
    for document in documents():
        if document.format != "pdf" or (slugs and document.slug not in slugs):
            continue
        for version in document.versions:
            data = make(document.manuscript(version.number))
            name = document.file_name(version.number)
            (HERE / "files" / name).write_bytes(data)
            sys.stdout.write(f"{name}: {len(data):,} bytes\n")


def _source(manuscript: Manuscript) -> str:
    family = manuscript.language.partition("-")[0]
    description = _DESCRIPTION.format(
        title=_string(manuscript.title),
        author=_string("; ".join(manuscript.authors)),
        keywords=_array(manuscript.keywords),
        abstract=_string(manuscript.abstract),
        issued=manuscript.issued,
    )
    layout = _LAYOUT.format(
        title=_string(manuscript.title),
        fonts=_array([_FONTS.get(family, "Noto Serif"), "Noto Serif"]),
        language=_string(family),
        leading=_LEADING.get(family, "0.75em"),
        numbering=_string("1" if manuscript.right_to_left else "1 / 1"),
        faces=_ONE_WEIGHT if family == "zh" else "",
        weight=_string("regular" if family == "zh" else "bold"),
        byline=_string(manuscript.byline),
        day=_string(manuscript.issued.isoformat()),
    )
    side = "right" if manuscript.right_to_left else "left"
    body = [_block(block, side) for block in manuscript.blocks]
    colophon = (
        "#v(1.5em)\n#line(length: 30%, stroke: 0.5pt + luma(150))\n"
        f"#text(size: 8.5pt, fill: luma(70), {_string(manuscript.colophon)})\n"
    )
    shown = "\n\n".join((layout, *body, colophon))
    # Arabic is printed without vowel marks, as newspapers do: those who read the text back out of
    # a PDF put the marks in wrong places and some words back to front.
    return description + _VOWEL_MARKS.sub("", shown)


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _array(texts: Sequence[str]) -> str:
    return f"({''.join(f'{_string(text)}, ' for text in texts)})"


def _block(block: Block, side: str) -> str:
    match block:
        case Heading(level=level, line=line):
            return f"#heading(level: {level})[{_inline(line)}]"
        case Paragraph(line=line):
            return _inline(line)
        case Quote(line=line):
            bar = f'({side}: 2pt + rgb("#1d4e6b"))'
            inset = f"({side}: 1em, y: 0.4em)"
            return f"#block(stroke: {bar}, inset: {inset})[{_inline(line)}]"
        case Listing(ordered=ordered, items=items):
            function = "enum" if ordered else "list"
            return f"#{function}({', '.join(f'[{_inline(item)}]' for item in items)})"
        case Table(header=header, rows=rows):
            head = ", ".join(f"[{_inline(cell)}]" for cell in header)
            cells = ", ".join(f"[{_inline(cell)}]" for row in rows for cell in row)
            columns = f"({'auto, ' * len(header)})"
            return f"#table(columns: {columns}, table.header({head}), {cells})"


def _inline(line: Line) -> str:
    return "".join(f"#{_span(span)}" for span in line)


def _span(span: Span) -> str:
    text = _string(span.text)
    if span.emphasis:
        text = f"emph({text})"
    if span.strong:
        text = f"strong({text})"
    return text


if __name__ == "__main__":
    main(sys.argv[1:])
