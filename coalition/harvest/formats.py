"""The formats records are harvested in: namespace, schema, and what writes the element."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from coalition.records.formats import datacite, dublin_core, marcxml
from coalition.records.formats.elements import child, root
from coalition.records.record import Record
from coalition.web.site import settings

OAI_DATACITE = "http://schema.datacite.org/oai/oai-1.1/"


@dataclass(frozen=True, slots=True)
class Harvested:
    """A format as ListMetadataFormats tells of it."""

    namespace: str
    schema: str
    element: Callable[[Record], _Element]


def _wrapped(record: Record) -> _Element:
    """Return a record in DataCite XML, wrapped as DataCite itself gives it to harvesters.

    The symbol is that of the account at DataCite; without one it is the coalition's acronym.
    """
    found = root(OAI_DATACITE, "oai_datacite", {"": OAI_DATACITE}, f"{OAI_DATACITE}oai.xsd")
    child(found, "schemaVersion", datacite.VERSION)
    known = settings()
    symbol = known.datacite.user or known.coalition_acronym or known.coalition_name
    child(found, "datacentreSymbol", symbol)
    child(found, "payload").append(datacite.element(record))
    return found


FORMATS = {
    "oai_dc": Harvested(dublin_core.OAI_DC, dublin_core.OAI_DC_SCHEMA, dublin_core.element),
    "oai_datacite": Harvested(OAI_DATACITE, f"{OAI_DATACITE}oai.xsd", _wrapped),
    "marcxml": Harvested(marcxml.MARCXML, marcxml.SCHEMA, marcxml.element),
}
