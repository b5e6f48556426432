"""Numbers of spreadsheets as people see them: dates, times, percent, decimals.

Formats are those of ECMA-376 part 1, §18.8.30 and §18.8.31. Dates are written as ISO 8601 has
them, and no thousands are parted: both differ from country to country.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

USUAL = {
    **dict.fromkeys((1, 3, 37, 38), "0"),
    **dict.fromkeys((2, 4, 39, 40), "0.00"),
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, *range(27, 32), *range(50, 59)), "yyyy-mm-dd"),
    16: "dd-mm",
    17: "yyyy-mm",
    **dict.fromkeys((18, 20, 32), "hh:mm"),
    **dict.fromkeys((19, 21, 33), "hh:mm:ss"),
    22: "yyyy-mm-dd hh:mm",
    **dict.fromkeys((45, 47), "mm:ss"),
    46: "[h]:mm:ss",
}  # formats by number that files need not spell out; what is missing is general
_UNSPOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p', re.IGNORECASE)
_DECIMALS = re.compile(r"[0#?]\.([0#?]+)")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_MOST_DECIMALS = 12
_LARGEST = 1e15  # beyond, a floating point number holds no single units


@dataclass(frozen=True, slots=True)
class Format:
    """What a format code asks for; `letters` are those of date and time in it, each once."""

    letters: frozenset[str] = frozenset()
    is_elapsed: bool = False
    is_percent: bool = False
    decimals: int | None = None  # None: as many as there are
    drops_zeros: bool = False


@lru_cache(maxsize=1_000)
def parsed(code: str) -> Format:
    """Return what the format code says, of its first section: that of positive numbers."""
    if "general" in code.lower():
        return Format()
    plain = _UNSPOKEN.sub("", code).partition(";")[0].lower()
    letters = frozenset(plain) & frozenset("ymdhs")
    if letters:
        return Format(letters, is_elapsed="[" in plain)
    if "e" in plain or "/" in plain or _SCALED.search(plain) or not set(plain) & set("0#?"):
        return Format()
    found = _DECIMALS.search(plain)
    places = found[1] if found else ""
    decimals = min(len(places), _MOST_DECIMALS)
    return Format(is_percent="%" in plain, decimals=decimals, drops_zeros="#" in places)


def shown(value: str, code: str, *, is_1904: bool = False) -> str:
    """Return a number, as a file writes it, in the format; what is no number stays as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return value
    asked = parsed(code)
    if asked.letters:
        return _moment(number, asked, is_1904) or _general(number)
    if asked.is_percent:
        return f"{_fixed(number * 100, asked)}%"
    return _fixed(number, asked)


def _fixed(number: float, asked: Format) -> str:
    if asked.decimals is None or abs(number) >= _LARGEST:
        return _general(number)
    places = Decimal(1).scaleb(-asked.decimals)
    text = f"{Decimal(repr(number)).quantize(places, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if asked.drops_zeros else text


def _general(number: float) -> str:
    if abs(number) < _LARGEST and number.is_integer():
        return str(int(number))
    return f"{number:.10g}" if abs(number) < 1e10 else f"{number:.15g}"


def _moment(number: float, asked: Format, is_1904: bool) -> str:
    """Return the date, the time or both; "" of what is none."""
    if asked.is_elapsed:
        return _elapsed(number, asked)
    try:
        moment = _first_day(number, is_1904) + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return ""
    if number < 0:
        return ""
    clock = "%H:%M:%S" if "s" in asked.letters else "%H:%M"
    is_clock = bool(asked.letters & {"h", "s"})
    if not asked.letters & {"y", "d"} and (is_clock or "m" not in asked.letters):
        return moment.strftime(clock)
    return moment.strftime(f"{_day_format(asked)} {clock}" if is_clock else _day_format(asked))


def _day_format(asked: Format) -> str:
    if "d" in asked.letters or "y" not in asked.letters:
        return "%Y-%m-%d"
    return "%Y-%m" if "m" in asked.letters else "%Y"


def _first_day(number: float, is_1904: bool) -> datetime:
    """Return day 0; up to day 60 the count holds a 29 February 1900, which never was."""
    if is_1904:
        return datetime(1904, 1, 1)  # noqa: DTZ001 – a sheet's clock has no zone
    return datetime(1899, 12, 31 if number < 60 else 30)  # noqa: DTZ001


def _elapsed(number: float, asked: Format) -> str:
    """Return a length of time in hours, minutes and seconds, as many hours as there are."""
    if abs(number) >= _LARGEST:
        return ""
    seconds = round(abs(number) * 86_400)
    sign = "-" if number < 0 else ""
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if "s" in asked.letters else text
