"""The styles a document is cited in: APA 7, Chicago 18 (author-date), MLA 9, Harvard.

Written by the rules that citeproc and the styles of the Citation Style Language project come to
for what this library keeps, so that what a reader copies is what their own program would print.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from coalition.records.citing.people import forward, in_full, initials, inverted, listed
from coalition.records.citing.titles import ended, headline, italic
from coalition.records.formats.kinds import type_of
from coalition.records.formats.saying import authors_of, date_parts, is_by_its_publisher
from coalition.records.record import Record
from coalition.web.plain import one_line

_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_MONTHS_IN_SHORT = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec."
MONTHS, _SHORT_MONTHS = _MONTH_NAMES.split(), _MONTHS_IN_SHORT.split()

_APA_MOST, _APA_FIRST = 20, 19  # more: the first 19, then the last
_CHICAGO_MOST, _CHICAGO_FIRST = 6, 3
_MLA_MOST = 2
_HARVARD_MOST = 3


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its key, its proper name, and what writes a record as read on a day."""

    key: str
    name: str
    cite: Callable[[Record, date], Markup]


def apa(record: Record, read_on: date) -> Markup:
    """Return a record as the Publication Manual of the APA, 7th edition, has it."""
    names = [inverted(one, partial(initials, after=" ")) for one in authors_of(record)]
    if len(names) > _APA_MOST:
        people = f"{', '.join(names[:_APA_FIRST])}, … {names[-1]}"
    else:
        people = listed(names, ", & ")
    year = date_parts(record)[0]
    at = _address(record)
    if not year and not record.doi:
        at = f"Retrieved {MONTHS[read_on.month - 1]} {read_on.day}, {read_on.year}, from {at}"
    genre = type_of(record.kind).name
    title = italic(_title(record))
    titled = Markup("{} [{}].").format(title, genre) if genre else _ended(title)
    return _joined(f"{ended(people)} ({year or 'n.d.'}).", titled, _publisher(record), at)


def chicago(record: Record, read_on: date) -> Markup:
    """Return a record as the Chicago Manual of Style, 18th edition, has it with author and date."""
    first, *others = authors_of(record)
    names = [inverted(first, in_full, demoting=True), *map(forward, others)]
    if len(names) > _CHICAGO_MOST:
        people = f"{', '.join(names[:_CHICAGO_FIRST])}, et al."
    else:
        people = listed(names, ", and ")
    year = date_parts(record)[0]
    read = f"Accessed {MONTHS[read_on.month - 1]} {read_on.day}, {read_on.year}."
    return _joined(
        ended(people),
        f"{year or 'n.d.'}" + ("." if year else ""),
        _ended(italic(_headline(record))),
        _genre(record),
        _publisher(record),
        "" if year or record.doi else read,
        f"{_address(record)}.",
    )


def mla(record: Record, read_on: date) -> Markup:
    """Return a record as the MLA Handbook, 9th edition, has it."""
    first, *others = authors_of(record)
    name = inverted(first, in_full)
    if len(others) >= _MLA_MOST:
        people = f"{name}, et al."
    else:
        people = listed([name, *map(forward, others)], ", and ")
    year, month, day = date_parts(record)
    on = " ".join(filter(None, (str(int(day)) if day else "", _short(month), year)))
    publisher = "" if is_by_its_publisher(record) else one_line(record.publisher.name)
    source = ", ".join(filter(None, (publisher, on, _address(record))))
    read = f"Accessed {read_on.day} {_SHORT_MONTHS[read_on.month - 1]} {read_on.year}."
    return _joined(
        ended(people),
        _ended(italic(_headline(record))),
        _genre(record),
        f"{source}.",
        "" if year else read,
    )


def harvard(record: Record, read_on: date) -> Markup:
    """Return a record as Cite Them Right, 12th edition, has it."""
    names = [inverted(one, partial(initials, after="")) for one in authors_of(record)]
    year = date_parts(record)[0] or "no date"
    people = Markup("{}").format(listed(names, " and "))
    if len(names) > _HARVARD_MOST:
        people = Markup("{} <i>et al.</i>").format(names[0])
    read = f" (Accessed: {read_on.day} {MONTHS[read_on.month - 1]} {read_on.year})"
    return _joined(
        people,
        f"({year})",
        _ended(italic(_title(record))),
        _genre(record),
        _publisher(record),
        f"Available at: {_address(record)}{'' if record.doi else read}.",
    )


STYLES = (
    Style("apa", "APA", apa),
    Style("chicago", "Chicago", chicago),
    Style("mla", "MLA", mla),
    Style("harvard", "Harvard", harvard),
)


def _title(record: Record) -> str:
    return one_line(record.title)


def _headline(record: Record) -> str:
    """Return the title, with capitals where it is English or nothing is said of its language."""
    language = next(iter(record.languages), "en")
    return headline(_title(record)) if language.split("-")[0] == "en" else _title(record)


def _ended(title: Markup) -> Markup:
    text = title.striptags()
    return title + ended(text)[len(text) :]


def _genre(record: Record) -> str:
    genre = type_of(record.kind).name
    return f"{genre}." if genre else ""


def _publisher(record: Record) -> str:
    return "" if is_by_its_publisher(record) else ended(one_line(record.publisher.name))


def _address(record: Record) -> str:
    return f"https://doi.org/{record.doi}" if record.doi else record.address


def _short(month: str) -> str:
    return _SHORT_MONTHS[int(month) - 1] if month else ""


def _joined(*parts: str | Markup) -> Markup:
    return Markup(" ").join(filter(None, parts))
