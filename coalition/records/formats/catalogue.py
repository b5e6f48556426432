"""Every format a document's record can be had in, with its address ending and media type."""

from collections.abc import Callable
from dataclasses import dataclass

from coalition.records.formats import bibtex, csl, datacite, dublin_core, json_ld, marcxml, ris
from coalition.records.record import Record


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what programs call it, how its address ends, and what writes it.

    `key` names it in code ("datacite"), `ending` in addresses ("datacite.xml"), `name` is proper
    and never translated ("DataCite XML"). `conforms_to` is the address of its specification, for
    programs that are told of it, or "". `write` gives the whole file in UTF-8.
    """

    key: str
    ending: str
    media_type: str
    name: str
    write: Callable[[Record], bytes]
    conforms_to: str = ""


FORMATS: tuple[Format, ...] = (
    Format(
        key="bibtex",
        ending="bib",
        media_type="application/x-bibtex",
        name="BibTeX",
        write=bibtex.write,
    ),
    Format(
        key="ris",
        ending="ris",
        media_type="application/x-research-info-systems",
        name="RIS",
        write=ris.write,
    ),
    Format(
        key="csl",
        ending="csl.json",
        media_type="application/vnd.citationstyles.csl+json",
        name="CSL-JSON",
        write=csl.write,
        conforms_to="https://docs.citationstyles.org/en/stable/specification.html",
    ),
    Format(
        key="json-ld",
        ending="jsonld",
        media_type="application/ld+json",
        name="JSON-LD",
        write=json_ld.write,
        conforms_to="https://schema.org",
    ),
    Format(
        key="datacite",
        ending="datacite.xml",
        media_type="application/vnd.datacite.datacite+xml",
        name="DataCite XML",
        write=datacite.as_xml,
        conforms_to=datacite.KERNEL,
    ),
    Format(
        key="dublin-core",
        ending="dc.xml",
        media_type="application/rdf+xml",
        name="Dublin Core",
        write=dublin_core.as_xml,
        conforms_to=dublin_core.TERMS,
    ),
    Format(
        key="marcxml",
        ending="marc.xml",
        media_type="application/marcxml+xml",
        name="MARCXML",
        write=marcxml.as_xml,
        conforms_to=marcxml.MARCXML,
    ),
)

BY_KEY = {one.key: one for one in FORMATS}
BY_ENDING = {one.ending: one for one in FORMATS}
