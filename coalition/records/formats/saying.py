"""What all references say alike: who wrote it, when, and by which key it is cited."""

import unicodedata

from coalition.records.names import parts_of
from coalition.records.record import Creator, Record


def authors_of(record: Record) -> tuple[Creator, ...]:
    """Return who wrote it: those it names, else the organisation whose document it is."""
    return record.creators or (Creator(record.publisher.name, is_organisation=True),)


def is_by_its_publisher(record: Record) -> bool:
    """Tell whether the organisation alone is its author, which styles then do not name again."""
    return [one.name for one in authors_of(record)] == [record.publisher.name]


def date_parts(record: Record) -> tuple[str, str, str]:
    """Return year, month and day of its own date, "" for what is not said."""
    year, month, day, *_rest = [*record.issued.split("-"), "", "", ""]
    return year, month, day


def citation_key(record: Record) -> str:
    """Return a name for a reference that stays the same in every export, such as berg2012-17.

    The document's own number makes it unique.
    """
    first = authors_of(record)[0]
    family = first.name if first.is_organisation else parts_of(first.name).family
    plain = unicodedata.normalize("NFKD", "".join(family.split()[-1:])).lower()
    name = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return f"{name or 'document'}{record.issued[:4]}-{record.document_id}"
