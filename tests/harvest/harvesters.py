"""Three harvesters that others wrote, each asked in one way: what is there, and what changed."""

from collections.abc import Callable
from datetime import UTC, datetime

from oaipmh.client import Client
from oaipmh.error import NoRecordsMatchError
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from oaipmh_scythe import NoRecordsMatch, Scythe
from oaipmh_scythe.models import Record
from sickle import Sickle
from sickle import oaiexceptions as sickle_errors

# What a harvester was told of each document: its identifier and title, None where it is gone.
Told = list[tuple[str, str | None]]
Harvest = Callable[[str, datetime | None], Told]


def by_sickle(url: str, since: datetime | None) -> Told:
    """Harvest with Sickle."""
    asked = {"metadataPrefix": "oai_dc", "ignore_deleted": False}
    if since:
        asked["from"] = _written(since)
    try:
        return [
            (one.header.identifier, None if one.deleted else one.metadata["title"][0])
            for one in Sickle(url).ListRecords(**asked)
        ]
    except sickle_errors.NoRecordsMatch:
        return []


def by_scythe(url: str, since: datetime | None) -> Told:
    """Harvest with oaipmh-scythe."""
    with Scythe(url) as scythe:
        found = scythe.list_records(
            metadata_prefix="oai_dc", from_=_written(since) if since else None
        )
        try:
            return [_told(one) for one in found if isinstance(one, Record)]
        except NoRecordsMatch:
            return []


def _told(record: Record) -> tuple[str, str | None]:
    title = None if record.deleted else str(record.metadata["title"][0])
    return str(record.header.identifier), title


def by_oaipmh(url: str, since: datetime | None) -> Told:
    """Harvest with oaipmh, which goes on where pyoai ended."""
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    asked = {"from_": since.astimezone(UTC).replace(tzinfo=None)} if since else {}
    try:
        return [
            (
                header.identifier(),
                None if header.isDeleted() else metadata.getField("title")[0],
            )
            for header, metadata, _about in Client(url, registry).listRecords(
                metadataPrefix="oai_dc", **asked
            )
        ]
    except NoRecordsMatchError:
        return []


HARVESTERS: dict[str, Harvest] = {
    "sickle": by_sickle,
    "oaipmh-scythe": by_scythe,
    "oaipmh": by_oaipmh,
}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
