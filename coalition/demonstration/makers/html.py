"""HTML files: one page that stands by itself, without scripts or anything fetched."""

from html import escape

from coalition.demonstration.blocks import Block, Heading, Line, Listing, Paragraph, Quote, Table
from coalition.demonstration.manuscript import Manuscript

_STYLE = (
    "body{font-family:serif;line-height:1.6;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid;padding:.3rem .6rem;text-align:start}"
)


def make(manuscript: Manuscript) -> bytes:
    """Give the bytes of an HTML file in UTF-8 with its metadata in the head."""
    direction = "rtl" if manuscript.right_to_left else "ltr"
    head = [
        '<meta charset="utf-8">',
        f"<title>{escape(manuscript.title)}</title>",
        *(f'<meta name="author" content="{escape(author)}">' for author in manuscript.authors),
        f'<meta name="description" content="{escape(manuscript.abstract)}">',
        f'<meta name="keywords" content="{escape(", ".join(manuscript.keywords))}">',
        f'<meta name="dcterms.issued" content="{manuscript.issued.isoformat()}">',
        f"<style>{_STYLE}</style>",
    ]
    body = [
        f"<h1>{escape(manuscript.title)}</h1>",
        f"<p>{escape(manuscript.byline)} · {manuscript.issued.isoformat()}</p>",
        *(_block(block) for block in manuscript.blocks),
        f"<footer><p><small>{escape(manuscript.colophon)}</small></p></footer>",
    ]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{manuscript.language}" dir="{direction}">',
        "<head>",
        *head,
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines).encode()


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, line=line):
            return f"<h{level + 1}>{_inline(line)}</h{level + 1}>"
        case Paragraph(line=line):
            return f"<p>{_inline(line)}</p>"
        case Quote(line=line):
            return f"<blockquote><p>{_inline(line)}</p></blockquote>"
        case Listing(ordered=ordered, items=items):
            tag = "ol" if ordered else "ul"
            inner = "".join(f"<li>{_inline(item)}</li>" for item in items)
            return f"<{tag}>{inner}</{tag}>"
        case Table(header=header, rows=rows):
            body = "".join(_row("td", row) for row in rows)
            return f"<table><thead>{_row('th', header)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: tuple[Line, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_inline(cell)}</{tag}>' for cell in cells)}</tr>"


def _inline(line: Line) -> str:
    parts: list[str] = []
    for span in line:
        text = escape(span.text)
        if span.emphasis:
            text = f"<em>{text}</em>"
        if span.strong:
            text = f"<strong>{text}</strong>"
        parts.append(text)
    return "".join(parts)
