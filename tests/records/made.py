"""Records made by hand, for tests that need no database: one full, and what differs in others."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from coalition.library.licences import LICENCES
from coalition.records.record import (
    Creator,
    Edition,
    Gathering,
    Occasion,
    Original,
    Publisher,
    Record,
    Topic,
)

SITE = "http://127.0.0.1:8000"
AT = datetime(2012, 11, 8, 9, 30, tzinfo=UTC)
ADDRESS = f"{SITE}/library/12"
ADA = Creator("Ada Berg", orcid="0000-0002-1825-0097")
GROUP = Creator("Working group of librarians", is_organisation=True)
ROOMS = Publisher("Federation of Reading Rooms", f"{SITE}/members/3", organisation_id=3)
BAKU = Gathering(
    1, "IGF 2012", f"{SITE}/meetings/1", "Baku", "AZ", date(2012, 11, 6), date(2012, 11, 9)
)
RECORD = Record(
    document_id=12,
    address=ADDRESS,
    title="Budget & plan",
    abstract="On\nmoney.",
    kind="report",
    issued="2012-11-08",
    languages=("en", "fr"),
    licence=LICENCES.get("CC-BY-4.0"),
    is_open=True,
    published_at=AT,
    creators=(ADA, Creator("Lovelace, Ada")),
    publisher=ROOMS,
    topics=(Topic(5, "Doorways"), Topic(6, "Money")),
    occasions=(Occasion(2, "WS 130", "Rooms", f"{SITE}/sessions/2", BAKU, AT),),
    editions=(
        Edition(
            1,
            "",
            f"{ADDRESS}/versions/1",
            AT,
            "page",
            3,
            Original(f"{ADDRESS}/versions/1/file", "plan.pdf", "application/pdf", 9, "0" * 64),
        ),
    ),
)


def made(**changes: Any) -> Record:
    """Return the full record with these changes."""
    return replace(RECORD, **changes)


def people(*names: str) -> tuple[Creator, ...]:
    """Return authors who are persons."""
    return tuple(Creator(name) for name in names)


BARE = made(
    document_id=13,
    address=f"{SITE}/library/13",
    title="دليل المكتبات",
    abstract="",
    kind="other",
    issued="",
    languages=(),
    creators=(),
    publisher=Publisher("Dynamic Coalition on Public Access in Libraries", SITE),
    topics=(),
    occasions=(),
)
