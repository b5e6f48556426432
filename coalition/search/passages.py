"""The passage shown under a hit: where on which page the words stand closest, cut and marked.

Choosing needs only the positions in the postings and where each word begins, both in the index;
the text comes from whoever keeps it, for the one page that is shown, and is not analysed again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalition.search import analysis
from coalition.search.matching import Slot
from coalition.search.postings import Ints
from coalition.search.records import BODY, Layout

WINDOW = 28  # words of a passage
_LONGEST = 320  # characters of a passage
_LEAD = 260  # characters of the beginning shown when nothing in the text matches
_BEFORE = 8  # words of context in front of the first mark
_STUB = 48  # characters of another paragraph that are rather left out at a passage's edge
_MOST_PLACES = 4_000  # places of one word looked at in one document
_COMMON = 0.69  # the value of a word that half of all documents have, see matching

_BORDER = re.compile(r"\s*\n\s*\n\s*")  # between paragraphs, headings, rows of a table
_BORDER_SHOWN = " · "
_SPACE = re.compile(r"\s*[^\S ]\s*|  +")  # what must become one space


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a passage; the marked ones are what was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """The place chosen in a document, before its text is at hand.

    `page` and the numbers in `matches` are those readers see. `marks` are offsets of words in the
    page's text, `start` and `end` the offsets to cut at, an end of -1 meaning the page's.
    """

    page: int
    matches: tuple[tuple[int, int], ...]
    marks: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Where one slot stands in the text of a document."""

    words: Ints
    value: float
    length: int


def choose(layout: Layout, starts: Ints, slots: Sequence[Slot], document: int) -> Passage | None:
    """Return the best place of the slots in a document's text, None when none stands there.

    The best window is the one whose different words are worth most, then with most marks, then
    the first. Words in more than half of all documents choose no window while others are there.
    """
    body = int(starts[BODY])
    found = [f for f in (_in_text(slot, document, body) for slot in slots) if f is not None]
    if not found or not len(layout.firsts):
        return None
    telling = [f for f in found if f.value >= _COMMON] or found
    words = telling[0].words
    if len(telling) > 1:
        words = np.sort(np.concatenate([f.words for f in telling]))
    if len(words) == 1:
        page, first = int(layout.page_index(words[0])), int(words[0])
        return _cut(layout, page, first, found, ((int(layout.numbers[page]), 1),))
    pages = layout.page_index(words)
    best = _best(telling, words, layout, pages)
    counts = np.bincount(pages)
    hit = counts.nonzero()[0]
    matches = tuple(zip(layout.numbers[hit].tolist(), counts[hit].tolist(), strict=True))
    return _cut(layout, int(pages[best]), int(words[best]), found, matches)


def _in_text(slot: Slot, document: int, body: int) -> _Found | None:
    """Return where a slot stands in a document's text, in words from its beginning."""
    if slot.region is not None and slot.region != BODY:
        return None
    positions = slot.positions(document)
    words = positions[positions.searchsorted(body) :][:_MOST_PLACES] - body
    return _Found(words, slot.value, slot.length) if len(words) else None


def _best(telling: Sequence[_Found], words: Ints, layout: Layout, pages: Ints) -> int:
    """Return which of the ascending words begins the best window."""
    ends = words + WINDOW
    if len(layout.firsts) > 1:
        following = np.append(layout.firsts[1:], len(layout.steps))
        ends = np.minimum(ends, following[pages])
    worth = np.zeros(len(words))
    for f in telling:
        inside = f.words.searchsorted(ends) - f.words.searchsorted(words)
        # A repeated word adds little, so that a second word always outweighs it.
        worth += f.value * (inside > 0) + 0.001 * inside
    return int(worth.argmax())


def _cut(
    layout: Layout,
    page: int,
    first: int,
    found: Sequence[_Found],
    matches: tuple[tuple[int, int], ...],
) -> Passage:
    """Return the passage around a word, with the offsets of what is marked in it."""
    page_first, page_end = layout.page_range(page)
    begin = max(page_first, first - _BEFORE)
    end = min(page_end, begin + WINDOW + _BEFORE)
    marked: set[int] = set()
    for f in found:
        low = f.words.searchsorted(begin - f.length + 1)
        high = f.words.searchsorted(end)
        for word in f.words[low:high].tolist():
            marked.update(range(max(word, begin), min(word + f.length, end)))
    offsets = layout.offsets(page_first, min(end + 1, page_end))
    return Passage(
        page=int(layout.numbers[page]),
        matches=matches,
        marks=tuple([int(offsets[word - page_first]) for word in sorted(marked)]),
        start=int(offsets[begin - page_first]) if begin > page_first else 0,
        end=int(offsets[end - page_first]) if end < page_end else -1,
    )


def show(text: str, passage: Passage) -> tuple[Fragment, ...]:
    """Return a passage cut from its page's text; nothing when the text is not the indexed one.

    It begins and ends with a paragraph where one begins or ends near; borders between
    paragraphs inside are shown as " · ".
    """
    end = len(text) if passage.end < 0 else min(passage.end, len(text))
    end = min(end, passage.start + _LONGEST)
    if passage.start >= end:
        return ()
    spans = [(mark, analysis.token_end(text, mark)) for mark in passage.marks]
    start, end = _without_stubs(text, passage.start, end, spans)
    edges = ("… " if start else "", " …" if end < len(text) else "")
    return _fragments(text, start, end, spans, edges)


def _without_stubs(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Leave out the end of a paragraph in front of all marks and the begin of one behind them."""
    marked = [span for span in spans if span[1] <= end] or [(end, start)]
    first, last = marked[0][0], marked[-1][1]
    is_cut = not text[max(start - 2, 0) : start].isspace()  # else it is whole, perhaps a heading
    opened = _BORDER.search(text, start, min(start + _STUB, first)) if start and is_cut else None
    closed = [*_BORDER.finditer(text, max(end - _STUB, last), end)] if end < len(text) else []
    return opened.end() if opened else start, closed[0].start() if closed else end


def show_beginning(text: str, marked: Sequence[int] = ()) -> tuple[Fragment, ...]:
    """Return the beginning of a text, with the words of these numbers marked."""
    wanted = set(marked)
    spans = []
    for number, match in enumerate(analysis.TOKEN.finditer(text[:_LEAD])):
        if number in wanted:
            spans.append(match.span())
    end = len(text)
    if end > _LEAD:
        end = text.rfind(" ", _LEAD // 2, _LEAD)
        end = _LEAD if end < 0 else end
    return _fragments(text, 0, end, spans, ("", " …" if end < len(text) else ""))


def _fragments(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]], edges: tuple[str, str]
) -> tuple[Fragment, ...]:
    """Return a stretch of text as fragments; spans that touch in one paragraph become one mark."""
    merged: list[list[int]] = []
    for first, last in spans:
        if not start <= first < last <= end:
            continue
        between = text[merged[-1][1] : first] if merged else ""
        if merged and not between.strip() and between.count("\n") < 2:
            merged[-1][1] = last
        else:
            merged.append([first, last])
    fragments = []
    at = start
    for first, last in merged:
        fragments.append((text[at:first], False))
        fragments.append((text[first:last], True))
        at = last
    fragments.append((text[at:end], False))
    fragments[0] = (edges[0] + fragments[0][0].lstrip(), False)
    fragments[-1] = (fragments[-1][0].rstrip() + edges[1], False)
    return tuple([Fragment(_on_one_line(text), mark) for text, mark in fragments if text])


def _on_one_line(text: str) -> str:
    if "\n" in text:
        text = _BORDER.sub(_BORDER_SHOWN, text)
    return _SPACE.sub(" ", text)
