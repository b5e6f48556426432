"""BibTeX in UTF-8, as biber, JabRef and Zotero read it."""

import re
from collections.abc import Iterable, Iterator

from coalition.records.formats.kinds import type_of
from coalition.records.formats.saying import citation_key, date_parts
from coalition.records.names import Name, parts_of
from coalition.records.record import Creator, Record
from coalition.web.plain import one_line

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, those behind a backslash too
        "}": r"\textbraceright{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_AND = re.compile(r"\band\b", re.IGNORECASE)  # what BibTeX reads as the next name


def write(record: Record) -> bytes:
    """Return a record as one entry."""
    return _entry(record).encode()


def write_all(records: Iterable[Record], notice: str = "") -> bytes:
    """Return records as entries; a notice stands before them, as a comment."""
    lines = [f"% {one_line(notice)}\n"] if notice else []
    return "\n".join([*lines, *map(_entry, records)]).encode()


def _entry(record: Record) -> str:
    """Return an entry. Titles are braced twice, so that styles leave their capitals alone."""
    entry = type_of(record.kind).bibtex
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(record, entry))
    return f"@{entry}{{{citation_key(record)},\n{body}}}\n"


def _fields(record: Record, entry: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry of this type that have a value."""
    is_report = entry == "techreport"
    year, month, day = date_parts(record)
    given = {
        "title": f"{{{_latex(record.title)}}}",
        "author": " and ".join(map(_person, record.creators)),
        "institution" if is_report else "organization": _latex(record.publisher.name),
        "type" if is_report else "howpublished": _latex(type_of(record.kind).name),
        "year": year,
        "month": str(int(month)) if month.isdecimal() else "",
        "day": str(int(day)) if day.isdecimal() else "",
        "language": ", ".join(record.languages),
        "keywords": ", ".join(_latex(topic.name) for topic in record.topics),
        "doi": _verbatim(record.doi),
        "url": _verbatim(record.address),
        "abstract": _latex(record.abstract),
    }
    return ((name, value) for name, value in given.items() if value)


def _latex(text: str) -> str:
    """Return text in which nothing is a command."""
    return one_line(text).translate(_SPECIAL)


def _person(creator: Creator) -> str:
    """Return an author's name, braced where it is not to be taken apart."""
    name = one_line(creator.name)
    parts = parts_of(name)
    if creator.is_organisation or _AND.search(name) or "," in parts.given:
        return f"{{{_latex(name)}}}"
    return _person_in_parts(parts)


def _person_in_parts(parts: Name) -> str:
    """Return "Family, Suffix, Given"; a family name of several words that is no particle's braced."""
    family = _latex(parts.family)
    if not parts.given:
        return f"{{{family}}}" if " " in family else family
    if " " in family and not family[0].islower():
        family = f"{{{family}}}"
    return ", ".join(filter(None, (family, _latex(parts.suffix), _latex(parts.given))))


def _verbatim(address: str) -> str:
    """Return an address as it is, but for braces, which would end its field."""
    return address.replace("{", "%7B").replace("}", "%7D")
