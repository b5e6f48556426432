"""Plain text and Markdown files in UTF-8."""

import textwrap

from coalition.demonstration.blocks import Block, Heading, Line, Listing, Paragraph, Quote, Table
from coalition.demonstration.blocks import plain as plain_line
from coalition.demonstration.manuscript import Manuscript

_WIDTH = 78


def make_text(manuscript: Manuscript) -> bytes:
    """Give the bytes of a plain text file, wrapped as such files were in 2012."""
    head = [manuscript.title, "=" * len(manuscript.title), "", manuscript.byline]
    lines = [*head, manuscript.issued.isoformat(), ""]
    for block in manuscript.blocks:
        lines.extend((*_plain(block), ""))
    lines.extend(("--", *textwrap.wrap(manuscript.colophon, _WIDTH), ""))
    return "\n".join(lines).encode()


def make_markdown(manuscript: Manuscript) -> bytes:
    """Give the bytes of a Markdown file, title first."""
    lines = [f"# {manuscript.title}", "", f"{manuscript.byline}, {manuscript.issued}", ""]
    for block in manuscript.blocks:
        lines.extend((*_marked(block), ""))
    lines.extend(("---", "", f"*{manuscript.colophon}*", ""))
    return "\n".join(lines).encode()


def _plain(block: Block) -> list[str]:
    match block:
        case Heading(line=line):
            return [plain_line(line), "-" * len(plain_line(line))]
        case Paragraph(line=line):
            return textwrap.wrap(plain_line(line), _WIDTH)
        case Quote(line=line):
            return [f"> {part}" for part in textwrap.wrap(plain_line(line), _WIDTH - 2)]
        case Listing(items=items):
            return [
                part
                for item in items
                for part in textwrap.wrap(
                    plain_line(item), _WIDTH, initial_indent="- ", subsequent_indent="  "
                )
            ]
        case Table(header=header, rows=rows):
            return [" | ".join(plain_line(cell) for cell in row) for row in (header, *rows)]


def _marked(block: Block) -> list[str]:
    match block:
        case Heading(level=level, line=line):
            return [f"{'#' * (level + 1)} {_inline(line)}"]
        case Paragraph(line=line):
            return [_inline(line)]
        case Quote(line=line):
            return [f"> {_inline(line)}"]
        case Listing(ordered=ordered, items=items):
            marks = (f"{number}." if ordered else "-" for number in range(1, len(items) + 1))
            return [f"{mark} {_inline(item)}" for mark, item in zip(marks, items, strict=True)]
        case Table(header=header, rows=rows):
            rule = f"|{'---|' * len(header)}"
            return [_row(header), rule, *(_row(row) for row in rows)]


def _row(cells: tuple[Line, ...]) -> str:
    return f"| {' | '.join(_inline(cell) for cell in cells)} |"


def _inline(line: Line) -> str:
    parts: list[str] = []
    for span in line:
        mark = "**" if span.strong else "*" if span.emphasis else ""
        parts.append(f"{mark}{span.text}{mark}")
    return "".join(parts)
