"""MARC 21 bibliographic as MARCXML, as library catalogues take it.

https://www.loc.gov/marc/bibliographic/ and https://www.loc.gov/standards/marcxml/
"""

from collections.abc import Iterator
from datetime import UTC

from lxml.etree import _Element

from coalition.records.formats.elements import as_file, child, root
from coalition.records.formats.kinds import type_of
from coalition.records.formats.saying import date_parts
from coalition.records.formats.vocabularies import (
    ORCID,
    ROR,
    access_right,
    coar_type,
    marc_language,
    spdx_of,
)
from coalition.records.names import parted
from coalition.records.record import Creator, Gathering, Publisher, Record
from coalition.web.plain import one_line

MARCXML = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
# A new monograph of text in UTF-8, described at the least level and without the marks of ISBD.
LEADER = "00000nam a22000007i 4500"

Field = tuple[str, str, list[tuple[str, str]]]  # tag, both indicators, subfields


def as_xml(record: Record) -> bytes:
    """Return a record as a file of MARCXML."""
    return as_file(element(record))


def element(record: Record) -> _Element:
    """Return a record as the element `record`, its fields in the order of their numbers."""
    found = root(MARCXML, "record", {"": MARCXML}, SCHEMA)
    child(found, "leader").text = LEADER
    for tag, value in _controls(record):
        child(found, "controlfield", "", {"tag": tag}).text = value  # blanks are part of it
    for tag, indicators, parts in sorted(_fields(record), key=lambda field: field[0]):
        said = [(code, value) for code, value in parts if value]
        if said:
            field = child(found, "datafield", "", {"tag": tag})
            field.set("ind1", indicators[0])
            field.set("ind2", indicators[1])
            for code, value in said:
                child(field, "subfield", value, {"code": code})
    return found


def _controls(record: Record) -> Iterator[tuple[str, str]]:
    changed = max(record.published_at, record.newest.created_at).astimezone(UTC)
    yield "001", str(record.document_id)
    yield "005", f"{changed:%Y%m%d%H%M%S}.0"
    yield "006", "m     o  d        "  # a computer file, online
    yield "007", "cr |n|||||||||"
    yield "008", _eight(record)


def _eight(record: Record) -> str:
    """Return the forty characters of field 008: when it was entered, its date, its language."""
    entered = record.published_at.astimezone(UTC)
    _year, month, day = date_parts(record)
    later = f"{month or '  '}{day or '  '}"
    is_of_meeting = int(bool(record.meetings))
    return (
        f"{entered:%y%m%d}{'e' if month else 's'}{record.year}{later}xx "
        f"     o    |{is_of_meeting}00 0 {_language(record)} d"
    )


def _language(record: Record) -> str:
    return marc_language(record.languages[0]) if record.languages else "und"


def _fields(record: Record) -> Iterator[Field]:
    yield from _identifiers(record)
    yield from _agents(record)
    yield "245", f"{int(bool(record.creators))}0", [("a", one_line(record.title))]
    imprint = [("b", one_line(record.publisher.name)), ("c", record.year)]
    yield "264", " 1", imprint
    yield from _content(record)
    yield from _rights(record)
    if record.abstract:
        yield "520", "3 ", [("a", one_line(record.abstract))]
    for topic in record.topics:
        yield "653", "  ", [("a", one_line(topic.name))]
    kind = coar_type(record.kind)
    yield "655", " 7", [("a", kind.label), ("0", kind.address), ("2", "coar")]
    yield from _occasions(record)
    yield "856", "40", [("u", record.address)]
    if record.newest.file:
        file = record.newest.file
        yield (
            "856",
            "40",
            [("q", file.media_type), ("s", str(file.size_bytes)), ("u", file.address)],
        )


def _identifiers(record: Record) -> Iterator[Field]:
    if record.doi:
        yield "024", "7 ", [("a", record.doi), ("2", "doi")]
    if record.ark:
        yield "024", "7 ", [("a", record.ark), ("2", "ark")]
    yield "024", "7 ", [("a", record.address), ("2", "uri")]
    if len(record.languages) > 1:
        codes = dict.fromkeys(marc_language(tag) for tag in record.languages)
        yield "041", "0 ", [("a", code) for code in codes]


def _agents(record: Record) -> Iterator[Field]:
    """Yield who wrote it, the first as the main entry, and the organisation whose it is."""
    for at, creator in enumerate(record.creators):
        yield _agent(creator, "1" if at == 0 else "7")
    yield "710", "2 ", _publisher(record.publisher)


def _agent(creator: Creator, first: str) -> Field:
    if creator.is_organisation:
        return f"{first}10", "2 ", [("a", one_line(creator.name)), ("e", "author")]
    family, given = parted(one_line(creator.name))
    about = f"{ORCID}{creator.orcid}" if creator.orcid else ""
    name = f"{family}, {given}" if given else family
    # the first indicator tells whether a family name comes first, or there is none known
    return (
        f"{first}00",
        "1 " if given else "0 ",
        [("a", name), ("e", "author"), ("1", about)],
    )


def _publisher(publisher: Publisher) -> list[tuple[str, str]]:
    about = f"{ROR}{publisher.ror}" if publisher.ror else ""
    return [("a", one_line(publisher.name)), ("e", "publisher"), ("1", about)]


def _content(record: Record) -> Iterator[Field]:
    """Yield how long it is, and that it is text, on a computer, online."""
    newest = record.newest
    if newest.page_count:
        plural = "" if newest.page_count == 1 else "s"
        extent = f"1 online resource ({newest.page_count} {newest.unit}{plural})"
        yield "300", "  ", [("a", extent)]
    yield "336", "  ", [("a", "text"), ("b", "txt"), ("2", "rdacontent")]
    yield "337", "  ", [("a", "computer"), ("b", "c"), ("2", "rdamedia")]
    yield "338", "  ", [("a", "online resource"), ("b", "cr"), ("2", "rdacarrier")]
    if name := type_of(record.kind).name:
        yield "500", "  ", [("a", name)]


def _rights(record: Record) -> Iterator[Field]:
    access = access_right(record.is_open)
    yield "506", f"{int(not record.is_open)} ", [("a", access.label), ("u", access.address)]
    if record.licence:
        spdx = spdx_of(record.licence)
        said = [("a", record.licence.name), ("f", spdx), ("2", "spdx" if spdx else "")]
        yield "540", "  ", [*said, ("u", record.licence.url)]


def _occasions(record: Record) -> Iterator[Field]:
    for meeting in record.meetings:
        yield "711", "2 ", _meeting(meeting)
    for occasion in record.occasions:
        title = " ".join(filter(None, (occasion.number, one_line(occasion.title))))
        yield "787", "08", [("i", "Session:"), ("t", title), ("o", occasion.address)]


def _meeting(meeting: Gathering) -> list[tuple[str, str]]:
    dates = f"{meeting.begins_on.isoformat()}/{meeting.ends_on.isoformat()}"
    return [
        ("a", one_line(meeting.name)),
        ("d", dates),
        ("c", one_line(meeting.place)),
        ("1", meeting.address),
    ]
