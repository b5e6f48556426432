"""The public register: approved organisations, searched, filtered, counted and written as CSV."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from coalition.database import db
from coalition.members import places
from coalition.members.identifiers import ror_address
from coalition.members.labels import group_label
from coalition.members.models import Organisation, StakeholderGroup, State
from coalition.members.names import fold
from coalition.members.queries import PAGE_SIZE
from coalition.web import spreadsheets

INTERGOVERNMENTAL = "intergovernmental"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for; "" and 0 leave a filter open. `region` is a key of REGIONS."""

    text: str = ""
    country: str = ""
    region: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation as the register shows it."""

    id: int
    name: str
    name_language: str
    english_name: str
    acronym: str
    country: str
    region: str
    group_id: int
    group: str
    website: str
    ror: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register, with counts for filters and map.

    countries, regions, groups: how many there are of each under the other filters chosen.
    on_map: how many of those found are in each country.
    """

    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    countries: Counter[str]
    regions: Counter[str]
    groups: Counter[int]
    on_map: Counter[str]


def register(filters: Filters, page: int = 1) -> Register:
    """Return one page of the approved organisations, which everybody may read.

    All are read in one query and sifted here: accents and case are folded the same way in every
    language and database, and a coalition has hundreds of members, not millions.
    """
    everyone = _entries()
    found = _sifted(everyone, filters)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return Register(
        entries=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(found),
        page=page,
        pages=pages,
        countries=Counter(e.country for e in _sifted(everyone, replace(filters, country=""))),
        regions=Counter(e.region for e in _sifted(everyone, replace(filters, region=""))),
        groups=Counter(e.group_id for e in _sifted(everyone, replace(filters, group=0))),
        on_map=Counter(e.country for e in found),
    )


def member_counts() -> tuple[int, int]:
    """Return how many members there are, and from how many countries."""
    rows = db.session.scalars(
        select(Organisation.country).where(Organisation.state == State.APPROVED)
    ).all()
    return len(rows), len(set(rows))


def as_csv(filters: Filters, head: Sequence[str], locale: str) -> str:
    """Return what the filters find as CSV under these twelve column titles."""
    return spreadsheets.as_csv(
        head, (_cells(entry, locale) for entry in _sifted(_entries(), filters))
    )


def _cells(entry: Entry, locale: str) -> tuple[str, ...]:
    region = places.REGIONS.get(entry.region)
    return (
        entry.name,
        entry.name_language,
        entry.english_name,
        entry.acronym,
        entry.country,
        places.country_name(entry.country, locale),
        str(region) if region else "",
        entry.group,
        entry.website,
        ror_address(entry.ror) if entry.ror else "",
        entry.since.date().isoformat() if entry.since else "",
    )


def _entries() -> list[Entry]:
    rows = db.session.execute(
        select(Organisation, StakeholderGroup)
        .join(StakeholderGroup, StakeholderGroup.id == Organisation.stakeholder_group_id)
        .where(Organisation.state == State.APPROVED)
    ).all()
    found = [
        Entry(
            id=row.id,
            name=row.name,
            name_language=row.name_language,
            english_name=row.english_name,
            acronym=row.acronym,
            country=row.country,
            region=region_of(row, group),
            group_id=group.id,
            group=group_label(group.name),
            website=row.website,
            ror=row.ror,
            since=row.approved_at,
        )
        for row, group in rows
    ]
    return sorted(found, key=lambda entry: (fold(entry.english_name), entry.id))


def region_of(organisation: Organisation, group: StakeholderGroup) -> str:
    """Return the UN regional group an organisation counts to, "" for none.

    Bodies between states belong to no country's group, wherever their seat is.
    """
    if group.is_intergovernmental:
        return INTERGOVERNMENTAL
    return places.region_of(organisation.country) or ""


def _sifted(entries: Iterable[Entry], filters: Filters) -> list[Entry]:
    words = fold(filters.text).split()
    return [
        entry
        for entry in entries
        if (not filters.country or entry.country == filters.country)
        and (not filters.region or entry.region == filters.region)
        and (not filters.group or entry.group_id == filters.group)
        and _has_words(entry, words)
    ]


def _has_words(entry: Entry, words: list[str]) -> bool:
    names = fold(f"{entry.name} {entry.english_name} {entry.acronym}") if words else ""
    return all(word in names for word in words)
