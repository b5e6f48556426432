"""The passages shown under a hit: where on which page the words stand closest, cut and marked.

Choosing needs only the positions in the postings and where each word begins, both in the index;
the text comes from whoever keeps it, for the one page that is shown, and is not analysed again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from coalition.search import analysis
from coalition.search.engine.arrays import Ints, ranges
from coalition.search.engine.generation import Generation
from coalition.search.engine.records import BODY
from coalition.search.finding.slots import SHIFT, Form, Slot, merged

WINDOW = 28  # words of a passage
_LONGEST = 320  # characters of a passage
_LEAD = 260  # characters of the beginning shown when nothing in the text matches
_BEFORE = 8  # words of context in front of the first mark
_STUB = 48  # characters of another paragraph that are rather left out at a passage's edge
_COMMON = 0.69  # the value of a word that half of all documents have, see matching

_BORDER = re.compile(r"\n\s*\n")  # between paragraphs, headings, rows of a table
_BORDER_SHOWN = " · "
_EDGE = "\x00"  # of a mark, while a passage is made; no text that was read holds it


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a passage; the marked ones are what was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A place chosen in a document, before its text is at hand.

    `page` is the number readers see. `marks` are offsets of words in the page's text, `start` and
    `end` the offsets to cut at, an end of -1 meaning the page's.
    """

    page: int
    marks: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where a search stands in one document: passages, the best first, and (page, number of places)."""

    passages: tuple[Passage, ...]
    matches: tuple[tuple[int, int], ...]


NOWHERE = Places((), ())


@dataclass(frozen=True, slots=True)
class SlotPlaces:
    """Where one slot begins, in all and in each form: document, by its order, << SHIFT | position."""

    slot: Slot
    places: Ints
    by_form: tuple[tuple[Form, Ints], ...]

    @classmethod
    def of(cls, slot: Slot, documents: Ints, size: int) -> "SlotPlaces":
        """Return where a slot stands in these ascending documents."""
        if slot.found is not None:
            return cls(slot, slot.places(documents, size), ())
        by_form = slot.places_by_form(documents, size)
        return cls(slot, merged([places for _, places in by_form]), tuple(by_form))


class Chooser:
    """Chooses passages in several documents at once, given in ascending order.

    Words are numbered from the beginning of each text: document, by its order, << SHIFT | word.
    """

    def __init__(
        self, generation: Generation, documents: Ints, found: Sequence[SlotPlaces]
    ) -> None:
        places = [generation.place(document) for document in documents.tolist()]
        self._pages = [segment.layout(local) for segment, local in places]
        bodies = generation.starts[documents, BODY].astype(np.int64)
        self._slots = [
            (one.slot, _in_text(one.places, bodies))
            for one in found
            if one.slot.region in (None, BODY)
        ]
        owners = np.arange(len(documents)) << SHIFT
        counts = [len(layout.firsts) for layout in self._pages]
        lengths = np.array([len(layout.steps) for layout in self._pages], np.int64)
        firsts = np.concatenate([np.zeros(0, np.int64), *(page.firsts for page in self._pages)])
        self._firsts = np.repeat(owners, counts) + firsts
        ends = np.repeat(owners + lengths, counts)
        self._page_ends = np.minimum(np.append(self._firsts[1:], ends[-1:]), ends)
        self._page_counts = np.cumsum([0, *counts])

    def choose(self, most: int) -> list[Places]:
        """Return up to `most` passages of each document that do not run into each other.

        The best window is the one whose different words are worth most, then with most marks, then
        the first. Words in more than half of all documents choose none while others are there.
        """
        words = self._telling()
        count = len(self._pages)
        if not len(words) or not len(self._firsts):
            return [NOWHERE] * count
        pages = self._firsts.searchsorted(words, side="right") - 1
        worth = self._worth(words, np.minimum(words + WINDOW, self._page_ends[pages]))
        bounds = words.searchsorted(np.arange(count + 1) << SHIFT).tolist()
        begins = np.maximum(self._firsts[pages], words - _BEFORE)
        ends = np.minimum(begins + WINDOW + _BEFORE, self._page_ends[pages])
        chosen = [
            (owner, at)
            for owner in range(count)
            for at in _best(begins, ends, worth, range(*bounds[owner : owner + 2]), most)
        ]
        cut = self._cut(chosen, words, pages)
        matches = self._matches()
        return [Places(tuple(cut[owner]), matches[owner]) for owner in range(count)]

    def _telling(self) -> Ints:
        """Return the places of telling words, and of all in documents that have none of these."""
        everything = [places for _, places in self._slots if len(places)]
        if len(everything) < 2:
            return everything[0] if everything else np.zeros(0, np.int64)
        telling = [p for slot, p in self._slots if slot.value >= _COMMON and len(p)]
        words = merged(telling) if telling else np.zeros(0, np.int64)
        if len(telling) == len(everything):
            return words
        told = np.zeros(len(self._pages), np.bool_)
        told[words >> SHIFT] = True
        rest = merged(everything)
        return merged([words, rest[~told[rest >> SHIFT]]])

    def _worth(self, words: Ints, ends: Ints) -> Ints:
        """Return what the window that begins at each word is worth."""
        worth = np.zeros(len(words))
        for slot, places in self._slots:
            inside = places.searchsorted(ends) - places.searchsorted(words)
            # A repeated word adds little, so that a second word always outweighs it.
            worth += slot.value * (inside > 0) + 0.001 * inside
        return worth

    def _matches(self) -> list[tuple[tuple[int, int], ...]]:
        """Return (page, number of places) of each document, all words counted."""
        words = merged([places for _, places in self._slots if len(places)])
        pages = self._firsts.searchsorted(words, side="right") - 1
        counts = np.bincount(pages, minlength=len(self._firsts))
        found = []
        for owner, layout in enumerate(self._pages):
            own = counts[self._page_counts[owner] : self._page_counts[owner + 1]]
            hit = own.nonzero()[0]
            rows = zip(layout.numbers[hit].tolist(), own[hit].tolist(), strict=True)
            found.append(tuple(rows))
        return found

    def _cut(
        self, chosen: Sequence[tuple[int, int]], words: Ints, pages: Ints
    ) -> list[list[Passage]]:
        """Return the passages around the chosen words, with the offsets of what is marked."""
        at = np.array([place for _, place in chosen], np.int64)
        page = pages[at]
        firsts, lasts = self._firsts[page], self._page_ends[page]
        begins = np.maximum(firsts, words[at] - _BEFORE)
        ends = np.minimum(lasts, begins + WINDOW + _BEFORE)
        numbers, marked = self._marked(begins, ends)
        offset = self._offsets(firsts, np.minimum(ends + 1, lasts))
        which = np.arange(len(chosen))
        starts = np.where(begins > firsts, offset(which, begins), 0).tolist()
        stops = np.where(ends < lasts, offset(which, np.minimum(ends, lasts - 1)), -1).tolist()
        marks = offset(numbers, marked).tolist()
        bounds = numbers.searchsorted(np.arange(len(chosen) + 1)).tolist()
        found: list[list[Passage]] = [[] for _ in self._pages]
        for n, (owner, _) in enumerate(chosen):
            layout, number = self._pages[owner], int(page[n] - self._page_counts[owner])
            found[owner].append(
                Passage(
                    page=int(layout.numbers[number]),
                    marks=tuple(marks[bounds[n] : bounds[n + 1]]),
                    start=starts[n],
                    end=stops[n],
                )
            )
        return found

    def _offsets(self, firsts: Ints, lasts: Ints) -> Callable[[Ints, Ints], Ints]:
        """Return what gives the offsets of words in their pages, from `firsts` to before `lasts`.

        It takes the number of the page among these, and the word.
        """
        low = (1 << SHIFT) - 1
        rows = zip(
            (firsts >> SHIFT).tolist(), (firsts & low).tolist(), (lasts & low).tolist(), strict=True
        )
        steps = np.concatenate([self._pages[owner].steps[a:b] for owner, a, b in rows])
        reached = np.concatenate(([0], steps.cumsum(dtype=np.int64)))
        counts = lasts - firsts
        before = counts.cumsum() - counts

        def offset(which: Ints, words: Ints) -> Ints:
            place = before[which] + words - firsts[which]
            found: Ints = reached[place + 1] - reached[before[which]]
            return found

        return offset

    def _marked(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Return the words to mark between each begin and end: whose they are, and the word."""
        parts = [np.zeros(0, np.int64)]
        whose = [np.zeros(0, np.int64)]
        for slot, places in self._slots:
            lows = places.searchsorted(begins - slot.length + 1)
            counts = places.searchsorted(ends) - lows
            owners = np.repeat(np.arange(len(begins)), counts)
            words = places[ranges(lows, counts)]
            for further in range(slot.length):
                inside = (words + further >= begins[owners]) & (words + further < ends[owners])
                parts.append(words[inside] + further)
                whose.append(owners[inside])
        numbers, words = np.concatenate(whose), np.concatenate(parts)
        order = np.lexsort((words, numbers))
        numbers, words = numbers[order], words[order]
        kept = np.ones(len(words), np.bool_)
        kept[1:] = (words[1:] != words[:-1]) | (numbers[1:] != numbers[:-1])
        return numbers[kept], words[kept]


def _in_text(places: Ints, bodies: Ints) -> Ints:
    """Return places as words counted from the beginning of the text, without those before it."""
    owners = places >> SHIFT
    words = places - bodies[owners]
    found: Ints = words[words >= owners << SHIFT]
    return found


def _best(begins: Ints, ends: Ints, worth: Ints, words: range, most: int) -> list[int]:
    """Return which of these words have the best passages that do not overlap, the best first.

    `begins` and `ends` say where the passage of each word does.
    """
    if len(words) < 2:
        return list(words)
    own = slice(words.start, words.stop)
    begins, ends, left = begins[own], ends[own], worth[own].copy()
    found: list[int] = []
    for _ in range(most):
        best = int(left.argmax())
        if left[best] < 0:
            break
        found.append(words[best])
        low = ends.searchsorted(begins[best], side="right")
        left[low : begins.searchsorted(ends[best])] = -1.0
    return found


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
    if start and is_cut and text.find("\n", start, first) >= 0:
        opened = _BORDER.search(text, start, min(start + _STUB, first))
        start = opened.end() if opened else start
    if end < len(text) and text.find("\n", last, end) >= 0:
        closed = _BORDER.search(text, max(end - _STUB, last), end)
        end = closed.start() if closed else end
    return start, end


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
    pieces: list[str] = []
    at = start
    for first, last in spans:
        if not start <= first < last <= end:
            continue
        between = text[at:first]
        if pieces and not between.strip() and between.count("\n") < 2:
            pieces[-1] = between  # of one mark with what was marked before
            pieces += [text[first:last], _EDGE]
        else:
            pieces += [between, _EDGE, text[first:last], _EDGE]
        at = last
    joined = "".join([*pieces, text[at:end]])
    if "\n" in joined:
        joined = _BORDER.sub(_BORDER_SHOWN, joined)
    parts = " ".join(joined.split()).split(_EDGE)
    parts[0] = edges[0] + parts[0]
    parts[-1] += edges[1]
    return tuple([Fragment(part, n % 2 == 1) for n, part in enumerate(parts) if part])
