"""Lines of a printed page joined to paragraphs, where they plainly run on."""

import re

_FULL = 0.72  # of the page's long lines: a line this long ran up to the margin
_SHORTEST = 38  # characters; below it a line is an entry, a cell or a verse
_STARTS_ENTRY = re.compile(r"^(?:[-–—•▪◦*·‣]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|§|http)")
_LEADERS = re.compile(r"\s*(?:(?:\.\s?){5,}|…{2,})\s*")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_ENDS_SENTENCE = re.compile(r"[.!?:;。！？؟။።।]['\"”’»)\]]*$")
_BELOW_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]")


def to_paragraphs(text: str) -> str:
    """Return a page's text with the lines of a paragraph joined; other lines stay lines."""
    lines = [_LEADERS.sub(" … ", line).strip() for line in text.split("\n")]
    widths = sorted(_width(line) for line in lines if line)
    if not widths:
        return ""
    long = widths[len(widths) * 9 // 10]
    kept: list[str] = []
    runs_on = False
    for line in lines:
        if runs_on and line and not _STARTS_ENTRY.match(line):
            kept[-1] = _join(kept[-1], line)
        else:
            kept.append(line)
        runs_on = _runs_on(line, long)
    return "\n".join(kept)


def _runs_on(line: str, long: int) -> bool:
    width = _width(line)
    if width < _SHORTEST or width < long * _FULL or " … " in line:
        return False
    return not (_ENDS_SENTENCE.search(line) and width < long * 0.88)


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _join(first: str, second: str) -> str:
    unspaced = _BELOW_UNSPACED.match(first[-1]) and _BELOW_UNSPACED.match(second[0])
    return first + second if unspaced else f"{first} {second}"
