"""PPTX files: a slide for each heading, quotes of the text as the speaker's notes."""

import io
from collections.abc import Sequence

import pptx
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from coalition.demonstration.blocks import Block, Heading, Line, Listing, Paragraph, Quote, Table
from coalition.demonstration.blocks import plain as plain_line
from coalition.demonstration.makers.zipped import repack
from coalition.demonstration.manuscript import Manuscript

_TITLE_SLIDE, _TITLE_AND_CONTENT, _TITLE_ONLY = 0, 1, 5
_BODY_SIZE = Pt(20)


def make(manuscript: Manuscript) -> bytes:
    """Give the bytes of a PPTX file; what stands before the first heading is on the title slide."""
    presentation = pptx.Presentation()
    _describe(presentation, manuscript)
    opening, *sections = _slides(manuscript.blocks)
    _title_slide(presentation, manuscript, opening)
    for section in sections:
        _add(presentation, section, manuscript)
    target = io.BytesIO()
    presentation.save(target)
    return repack(target.getvalue())


def _describe(presentation: Presentation, manuscript: Manuscript) -> None:
    about = presentation.core_properties
    about.title = manuscript.title
    about.author = "; ".join(manuscript.authors)
    about.last_modified_by = about.author
    about.language = manuscript.language
    about.subject = manuscript.abstract[:255]
    about.keywords = ", ".join(manuscript.keywords)
    about.comments = manuscript.colophon
    about.created = about.modified = manuscript.moment.replace(tzinfo=None)


def _slides(blocks: Sequence[Block]) -> list[list[Block]]:
    slides: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading):
            slides.append([])
        slides[-1].append(block)
    return slides


def _title_slide(
    presentation: Presentation, manuscript: Manuscript, opening: Sequence[Block]
) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[_TITLE_SLIDE])
    _fill(_frame(slide, 0), [manuscript.title], manuscript, size=None)
    byline = [manuscript.byline, manuscript.issued.isoformat()]
    _fill(_frame(slide, 1), byline, manuscript, size=_BODY_SIZE)
    notes = [text for block in opening for text in _lines(block)]
    _notes(slide, [*notes, manuscript.colophon])


def _add(presentation: Presentation, section: Sequence[Block], manuscript: Manuscript) -> None:
    heading, *rest = section
    table = next((block for block in rest if isinstance(block, Table)), None)
    layout = _TITLE_ONLY if table else _TITLE_AND_CONTENT
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    _fill(_frame(slide, 0), _lines(heading), manuscript, size=Pt(32))
    shown = [block for block in rest if isinstance(block, Listing | Paragraph)]
    if table:
        _add_table(slide, table, manuscript)
    else:
        lines = [text for block in shown for text in _lines(block)]
        _fill(_frame(slide, 1), lines, manuscript, size=_BODY_SIZE)
    notes = [text for block in rest if isinstance(block, Quote) for text in _lines(block)]
    if table:
        notes += [text for block in shown for text in _lines(block)]
    _notes(slide, notes)


def _frame(slide: Slide, placeholder: int) -> TextFrame:
    frame: TextFrame = slide.placeholders[placeholder].text_frame
    return frame


def _notes(slide: Slide, notes: Sequence[str]) -> None:
    frame = slide.notes_slide.notes_text_frame if notes else None
    if frame is not None:
        frame.text = "\n".join(notes)


def _lines(block: Block) -> list[str]:
    match block:
        case Listing(items=items):
            return [plain_line(item) for item in items]
        case Table():
            return []
        case _:
            return [plain_line(block.line)]


def _add_table(slide: Slide, table: Table, manuscript: Manuscript) -> None:
    rows: tuple[tuple[Line, ...], ...] = (table.header, *table.rows)
    left, top, width = Emu(457200), Emu(1600200), Emu(8229600)
    frame = slide.shapes.add_table(
        len(rows), len(table.header), left, top, width, Emu(400000 * len(rows))
    )
    for row, cells in zip(frame.table.rows, rows, strict=True):
        for cell, line in zip(row.cells, cells, strict=True):
            _fill(cell.text_frame, [plain_line(line)], manuscript, size=Pt(16))


def _fill(frame: TextFrame, lines: Sequence[str], manuscript: Manuscript, size: Pt | None) -> None:
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()  # type: ignore[no-untyped-call] # python-pptx leaves it bare
        _set(paragraph, line, manuscript, size)


def _set(paragraph: _Paragraph, text: str, manuscript: Manuscript, size: Pt | None) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size = size
    run._r.get_or_add_rPr().set("lang", manuscript.language)
    if manuscript.right_to_left:
        paragraph._p.get_or_add_pPr().set("rtl", "1")
