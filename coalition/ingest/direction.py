"""Right-to-left text put in the order it is read, by where its letters stand on the page.

PDF files hold such text in the order it is drawn, each program its own way; pdfium turns some
words round and not others. Where the letters stand is the one thing that is always true.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdfb\ufe70-\ufefc]")
_LETTER = "\u0591-\u07ff\u0860-\u08ff\ufb1d-\ufdfb\ufe70-\ufefc"
_DIGITS = "\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9"  # written from left to right all the same
_RUN = re.compile(
    f"(?![{_DIGITS}])[{_LETTER}](?:(?:(?![{_DIGITS}])[{_LETTER}]|[\\s.,;:!?'\"\u200c\u200d-])*"
    f"(?![{_DIGITS}])[{_LETTER}])?"
)
_WORD = re.compile(r"\S+")
_ALLAH = re.compile(r"\b([وفبتك]?)اهلل\b")  # its ligature stacks letters, which hides their order
_BRACKET = re.compile(r"[()\[\]]")
_MIRRORED = str.maketrans("()[]", ")(][")

Place = float | None  # the middle of a character across the page; None when it has no width


def reading_order(line: str, places: Sequence[Place]) -> str:
    """Return one line in the order it is read; `places` has one place for each character."""
    pieces: list[str] = []
    middles: list[float] = []
    end = letters = 0
    for run in _RUN.finditer(line):
        text, middle = _ordered_run(run.group(), places[run.start() : run.end()])
        pieces += [line[end : run.start()], text]
        end = run.end()
        letters += len(text)
        middles += [] if middle is None else [middle]
    pieces.append(line[end:])
    if letters * 2 <= len(line.strip()):
        return "".join(pieces)
    if _direction(middles) > 0:
        pieces.reverse()
    ordered = _ALLAH.sub("\\1الله", "".join(pieces))
    bracket = _BRACKET.search(ordered)
    if bracket and bracket.group() in ")]":  # drawn mirrored, so stored as what they look like
        return ordered.translate(_MIRRORED)
    return ordered


def _ordered_run(run: str, places: Sequence[Place]) -> tuple[str, float | None]:
    """Order letters within words, then the words; also return the middle of the run."""
    words: list[str] = []
    middles: list[float] = []
    for word in _WORD.finditer(run):
        span = places[word.start() : word.end()]
        words.append(_ordered_word(word.group(), span))
        known = [place for place in span if place is not None]
        middles += [sum(known) / len(known)] if known else []
    if _direction(middles) > 0:
        words.reverse()
    return " ".join(words), sum(middles) / len(middles) if middles else None


def _ordered_word(word: str, places: Sequence[Place]) -> str:
    if len(word) < 2 or None in places:
        return word
    known = [place for place in places if place is not None]
    leftward = sorted(known, reverse=True)
    if leftward[0] == leftward[-1]:
        return word[::-1]  # one glyph that stands for the word: pdfium has turned it round
    if known == leftward:
        return word
    rightward = _direction(known)
    if rightward < -0.6:
        return word
    if rightward > 0.6:
        return word[::-1]
    order = sorted(range(len(word)), key=lambda index: -known[index])
    return "".join(word[index] for index in order)


def _direction(places: Sequence[float]) -> float:
    """Return +1 when all steps go right, -1 when all go left, 0 when there is no telling."""
    steps = [after - before for before, after in pairwise(places)]
    moved = [step for step in steps if step]
    return sum(1 if step > 0 else -1 for step in moved) / len(moved) if moved else 0.0
