"""PPT: slide by slide in the order shown, with the speaker's notes and comments.

No program is asked: catppt reads what PowerPoint 97 wrote, but of later files the outline alone,
which mostly is empty.
"""

from collections.abc import Sequence
from pathlib import Path

from coalition.ingest.compound import opened
from coalition.ingest.findings import count_notice
from coalition.ingest.normalise import clean
from coalition.ingest.parts import page_of
from coalition.ingest.powerpoint.show import Show, Slide, edits, latest_edit
from coalition.ingest.reading import Extract, Notice, Page, Unreadable
from coalition.ingest.summary import metadata_of, summary_notices

_STREAM, _USER = "PowerPoint Document", "Current User"
_LOCKED_STREAM, _LOCKED = "EncryptedSummary", b"\xdf\xc4\xd1\xf3"  # [MS-PPT] §2.3.2, headerToken
_LABEL = 80  # characters


def extract(path: Path) -> Extract:
    """Return one page a slide, labelled with its title.

    A slide that fails loses that slide alone, with the notice "page-failed". Raises Unreadable:
    "password", "damaged".
    """
    with opened(path) as compound:
        user = compound.read(_USER)
        if _LOCKED_STREAM in compound.names or user[12:16] == _LOCKED:
            raise Unreadable("password")
        slides = _slides(compound.read(_STREAM), latest_edit(user))
        metadata = metadata_of(compound)
        people = [author for slide in slides if slide for author, _ in slide.comments]
        notices = [*_notices(slides), *summary_notices(compound, metadata, people)]
    pages = tuple(_page(number, slide) for number, slide in enumerate(slides, start=1))
    return Extract("slide", pages, metadata, tuple(notices))


def _slides(stream: bytes, edit: int) -> list[Slide | None]:
    """Return the slides of the latest state, else of the last that can be read."""
    for place in (edit, *reversed(edits(stream))):
        slides = list(Show(stream, place).slides())
        if any(slides):
            return slides
    raise Unreadable("damaged", "ppt")


def _page(number: int, slide: Slide | None) -> Page:
    if slide is None:
        return Page(number, None, "")
    return page_of(number, clean(slide.title)[:_LABEL] or None, slide.blocks())


def _notices(slides: Sequence[Slide | None]) -> list[Notice]:
    failed = [number for number, slide in enumerate(slides, start=1) if slide is None]
    read = [slide for slide in slides if slide]
    return [
        *(Notice("page-failed", number) for number in failed),
        *count_notice("untitled-slides", sum(not slide.title for slide in read)),
        *count_notice("hidden-slides", sum(slide.is_hidden for slide in read)),
        *count_notice("speaker-notes", sum(bool(slide.notes) for slide in read)),
        *count_notice("comments", sum(len(slide.comments) for slide in read)),
    ]
