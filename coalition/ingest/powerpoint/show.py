"""The slides of an old PowerPoint file in the order shown, with their notes and comments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coalition.ingest.parts import Block
from coalition.ingest.powerpoint.records import (
    COMMENT,
    DIRECTORY,
    DOCUMENT,
    EDIT,
    LIST,
    LIST_ENTRY,
    NARROW_TEXT,
    NOTES,
    PLACEHOLDER,
    SHAPE,
    SHOW_ATOM,
    SLIDE,
    SLIDE_ATOM,
    STRING,
    TEXT_ELSEWHERE,
    TEXT_KIND,
    WIDE_TEXT,
    Record,
    number_in,
    record_at,
    text_of,
    whole,
    within,
)
from coalition.ingest.reading import Role

_OF_SLIDES, _OF_NOTES = 0, 2  # instances of lists
_TITLES = frozenset({0, 6})  # kinds of text
_LISTS = frozenset({1, 7, 8})
_OTHER = 4
_FURNITURE = frozenset({0x07, 0x08, 0x09, 0x0A})  # placeholders of date, number, footer, header
_HIDDEN = 0x04
_TEXTS = (WIDE_TEXT, NARROW_TEXT)
_MOST_EDITS = 1_000

Text = tuple[int, str]  # its kind, and paragraphs as lines


@dataclass(slots=True)
class Slide:
    """A slide: its texts in the order drawn, notes, and comments as (author, text)."""

    texts: list[Text] = field(default_factory=list)
    notes: str = ""
    comments: list[tuple[str, str]] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def title(self) -> str:
        """The first title on it, in one line; "" without one."""
        titles = (" ".join(text.split()) for kind, text in self.texts if kind in _TITLES)
        return next(filter(None, titles), "")

    def blocks(self) -> Iterator[Block]:
        """Yield titles, paragraphs and entries of lists, then notes and comments."""
        for kind, text in self.texts:
            if kind in _TITLES:
                yield Block(" ".join(text.split()), 1)
                continue
            role: Role = "item" if kind in _LISTS else "paragraph"
            yield from (Block(line.strip(), role=role) for line in text.split("\n"))
        yield Block(self.notes, role="speaker-note")
        yield from (Block(text, role="comment") for _, text in self.comments)


class Show:
    """A presentation; `edit` is where the stream describes its latest state."""

    def __init__(self, stream: bytes, edit: int) -> None:
        self._stream = stream
        self._places, document = self._directory(edit)
        self._document = self._object(document, DOCUMENT)

    def slides(self) -> Iterator[Slide | None]:
        """Yield the slides in order; None for one that cannot be read."""
        notes = {identifier: one for identifier, one, _ in self._listed(_OF_NOTES)}
        for _, reference, texts in self._listed(_OF_SLIDES):
            record = self._object(reference, SLIDE)
            yield self._slide(record, texts, notes) if record else None

    def _directory(self, edit: int) -> tuple[dict[int, int], int]:
        """Return where each object stands, as the edits say from the latest on, and the document's number."""
        places: dict[int, int] = {}
        document = 0
        for _ in range(_MOST_EDITS):
            record = record_at(self._stream, edit)
            if record is None or record.kind != EDIT:
                break
            document = document or number_in(self._stream, record, 16)
            self._add_places(number_in(self._stream, record, 12), places)
            earlier = number_in(self._stream, record, 8)
            if not 0 < earlier < edit:
                break
            edit = earlier
        return places, document

    def _add_places(self, at: int, places: dict[int, int]) -> None:
        """Add the entries of a directory: 20 bits of number, 12 of count, then as many places."""
        record = record_at(self._stream, at)
        if record is None or record.kind != DIRECTORY:
            return
        at = 0
        while record.start + at + 4 <= record.end:
            entry = number_in(self._stream, record, at)
            for place in range(entry >> 20):
                at += 4
                places.setdefault((entry & 0xFFFFF) + place, number_in(self._stream, record, at))
            at += 4

    def _object(self, number: int, kind: int) -> Record | None:
        record = record_at(self._stream, self._places.get(number, -1))
        return record if record and record.kind == kind else None

    def _listed(self, instance: int) -> Iterator[tuple[int, int, list[Text]]]:
        """Yield identifier, number of the object and outline texts of what a list holds."""
        lists = within(self._stream, self._document, LIST) if self._document else ()
        for one in lists:
            if one.instance == instance:
                yield from self._entries(one)

    def _entries(self, found: Record) -> Iterator[tuple[int, int, list[Text]]]:
        entry: tuple[int, int, list[Text]] | None = None
        kind = _OTHER
        for record in within(self._stream, found, LIST_ENTRY, TEXT_KIND, *_TEXTS):
            if record.kind == LIST_ENTRY:
                if entry:
                    yield entry
                entry = (
                    number_in(self._stream, record, 12),
                    number_in(self._stream, record, 0),
                    [],
                )
            elif record.kind == TEXT_KIND:
                kind = number_in(self._stream, record, 0)
            elif entry:
                entry[2].append((kind, text_of(self._stream, record)))
        if entry:
            yield entry

    def _slide(self, record: Record, outline: list[Text], notes: dict[int, int]) -> Slide:
        slide = Slide(list(self._texts(record, outline)))
        for one in within(self._stream, record, SLIDE_ATOM, SHOW_ATOM, COMMENT):
            if one.kind == SLIDE_ATOM:
                written = self._object(notes.get(number_in(self._stream, one, 16), 0), NOTES)
                slide.notes = self._notes(written) if written else ""
            elif one.kind == SHOW_ATOM:
                slide.is_hidden = bool(number_in(self._stream, one, 10, "<H") & _HIDDEN)
            else:
                slide.comments.append(self._comment(one))
        return slide

    def _notes(self, record: Record) -> str:
        return "\n".join(filter(None, (text.strip() for _, text in self._texts(record, []))))

    def _texts(self, record: Record, outline: Sequence[Text]) -> Iterator[Text]:
        """Yield the texts of the shapes; some stand in the outline, and shapes refer to them."""
        for shape in within(self._stream, record, SHAPE):
            kind = _OTHER
            for one in within(self._stream, shape, PLACEHOLDER, TEXT_KIND, TEXT_ELSEWHERE, *_TEXTS):
                number = number_in(self._stream, one, 0)
                if one.kind == PLACEHOLDER:
                    if number_in(self._stream, one, 4, "<B") in _FURNITURE:
                        break
                elif one.kind == TEXT_KIND:
                    kind = number
                elif one.kind in _TEXTS:
                    yield kind, text_of(self._stream, one)
                elif number < len(outline):
                    yield outline[number]

    def _comment(self, record: Record) -> tuple[str, str]:
        """Return a comment's author and text."""
        texts = {
            one.instance: text_of(self._stream, one).strip()
            for one in within(self._stream, record, STRING)
        }
        return texts.get(0, ""), texts.get(1, "")


def latest_edit(user: bytes) -> int:
    """Return where the latest state is described, as the stream "Current User" says."""
    record = record_at(user, 0)
    return number_in(user, record, 8) if record else 0


def edits(stream: bytes) -> list[int]:
    """Return where states are described, as far as the stream itself shows."""
    return [record.start - 8 for record in within(stream, whole(stream), EDIT)]
