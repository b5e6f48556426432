"""Lines of a printed page joined to paragraphs, where they plainly run on."""

import re

_FULL = 0.72  # of the page's long lines: a line this long ran up to the margin
_SHORTEST = 38  # characters; below it a line is an entry, a cell or a verse
_STARTS_ENTRY = re.compile(r"^(?:[-–—•▪◦*·‣]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|§|http)")
_LEADERS = re.compile(r"(?:\.[ \t]?){5,}|…{2,}[ \t]?")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_ENDS_SENTENCE = re.compile(r"[.!?:;。！？؟။።।]['\"”’»)\]]*$")
_BELOW_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]")


def to_paragraphs(text: str) -> str:
    """Return a page's text with the lines of a paragraph joined; other lines stay lines."""
    lines = [line.strip() for line in _without_leaders(text).split("\n")]
    widths = _widths(lines, has_wide=bool(_WIDE.search(text)))
    filled = sorted(filter(None, widths))
    if not filled:
        return ""
    long = filled[len(filled) * 9 // 10]
    kept: list[str] = []
    runs_on = False
    for line, width in zip(lines, widths, strict=True):
        if runs_on and line and not _STARTS_ENTRY.match(line):
            kept[-1] = _join(kept[-1], line)
        else:
            kept.append(line)
        runs_on = _runs_on(line, width, long)
    return "\n".join(kept)


def _without_leaders(text: str) -> str:
    if "..." not in text and ". . ." not in text and "……" not in text:
        return text
    return _LEADERS.sub(" … ", text).replace("  ", " ")


def _widths(lines: list[str], has_wide: bool) -> list[int]:
    """Return how much room each line takes, in letters; of East Asian ones each takes two."""
    if not has_wide:
        return [len(line) for line in lines]
    return [len(line) + len(_WIDE.findall(line)) for line in lines]


def _runs_on(line: str, width: int, long: int) -> bool:
    if width < _SHORTEST or width < long * _FULL or " … " in line:
        return False
    return not (_ENDS_SENTENCE.search(line) and width < long * 0.88)


def _join(first: str, second: str) -> str:
    unspaced = _BELOW_UNSPACED.match(first[-1]) and _BELOW_UNSPACED.match(second[0])
    return first + second if unspaced else f"{first} {second}"
