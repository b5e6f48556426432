"""FAIR Signposting: typed links between a document's page, its files and what describes it.

The profile, with its two levels, is at https://signposting.org/FAIR/. Link headers are written as
RFC 8288 says, sets of links as RFC 9264 does.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.records.formats import json_ld
from coalition.records.formats.catalogue import FORMATS
from coalition.records.record import Record
from coalition.web.site import address_of
from coalition.web.templating import has_endpoint

# Proxies keep 4 to 8 kB for all headers of an answer, some of them no more than the former.
MOST_BYTES = 3_000
LINK_SETS = {"json": "application/linkset+json", "txt": "application/linkset"}
HTML = "text/html"
ABOUT_PAGE = "https://schema.org/AboutPage"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of some relation to an address, with the media type there and the profile it keeps."""

    relation: str
    target: str
    media_type: str = ""
    profile: str = ""


def links_of(record: Record) -> tuple[Link, ...]:
    """Return the links of a document's page, what counts most first.

    It is cited as its DOI, and without one as its permanent address: an ARK is resolved by this
    same site, so it would last no longer.
    """
    return (
        *_sets(record.document_id),
        Link("cite-as", json_ld.doi_address(record.doi) if record.doi else record.address),
        *_items(record),
        Link("type", ABOUT_PAGE),
        Link("type", f"{json_ld.CONTEXT}/{json_ld.schema_type(record.kind)}"),
        *_licence(record),
        *(Link("describedby", *described) for described in _descriptions(record.document_id)),
        *(Link("author", address) for address in _authors(record)),
    )


def links_of_file(document_id: int) -> tuple[Link, ...]:
    """Return the links of a file to the page of its document."""
    page = address_of("library.detail", document_id=document_id)
    return (Link("collection", page, HTML), *_sets(document_id))


def links_of_description(document_id: int) -> tuple[Link, ...]:
    """Return the links of a record in some format to the page it describes."""
    page = address_of("library.detail", document_id=document_id)
    return (Link("describes", page, HTML), *_sets(document_id))


def header(links: Sequence[Link]) -> str:
    """Return links as the value of a Link header, cut where it would grow too long.

    What does not fit is in the set of links, which comes first.
    """
    written: list[str] = []
    length = 0
    for link in links:
        one = _written(link)
        length += len(one) + 2
        if length > MOST_BYTES:
            break
        written.append(one)
    return ", ".join(written)


def as_text(record: Record) -> bytes:
    """Return the links of a document, its files and descriptions as application/linkset."""
    return ",\n".join(
        f'{_written(link)}; anchor="{anchor}"'
        for anchor, links in contexts(record).items()
        for link in links
    ).encode()


def as_json(record: Record) -> bytes:
    """Return the links of a document, its files and descriptions as application/linkset+json."""
    found = [
        {"anchor": anchor, **_by_relation(links)} for anchor, links in contexts(record).items()
    ]
    return json.dumps({"linkset": found}, ensure_ascii=False, indent=2).encode()


def contexts(record: Record) -> Mapping[str, Sequence[Link]]:
    """Return all links by the address they start from: the page, its file, each description."""
    page = Link("", record.address, HTML)
    found: dict[str, Sequence[Link]] = {
        record.address: [link for link in links_of(record) if link.relation != "linkset"]
    }
    for item in _items(record):
        found[item.target] = [Link("collection", page.target, HTML), *_licence(record)]
    for address, _type, _profile in _descriptions(record.document_id):
        found[address] = [Link("describes", page.target, HTML)]
    return found


def _by_relation(links: Sequence[Link]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for link in links:
        target: dict[str, object] = {"href": link.target}
        if link.media_type:
            target["type"] = link.media_type
        if link.profile:
            target["profile"] = link.profile  # a string, as readers of FAIR Signposting take it
        found.setdefault(link.relation, []).append(target)
    return found


def _written(link: Link) -> str:
    """Return a link as RFC 8288 writes it. All addresses are our own or of known form."""
    attributes = (("rel", link.relation), ("type", link.media_type), ("profile", link.profile))
    return f"<{link.target}>" + "".join(
        f'; {name}="{value}"' for name, value in attributes if value
    )


def _sets(document_id: int) -> Iterator[Link]:
    for ending, media_type in LINK_SETS.items():
        place = address_of("discovery.link_set", document_id=document_id, notation=ending)
        yield Link("linkset", place, media_type)


def _items(record: Record) -> Iterator[Link]:
    file = record.newest.file
    if file:
        yield Link("item", file.address, file.media_type)


def _licence(record: Record) -> Iterator[Link]:
    if record.licence and record.licence.url:
        yield Link("license", record.licence.url)


def _descriptions(document_id: int) -> list[tuple[str, str, str]]:
    """Return (address, media type, profile) of the record in each format there is."""
    if not has_endpoint("records.form"):
        return []
    return [
        (
            address_of("records.form", document_id=document_id, ending=one.ending),
            one.media_type,
            one.conforms_to,
        )
        for one in FORMATS
    ]


def _authors(record: Record) -> Iterator[str]:
    """Yield the addresses that name authors: ORCID of persons, ROR of the organisation it is of."""
    publisher = record.publisher
    for creator in record.creators:
        if creator.orcid:
            yield json_ld.orcid_address(creator.orcid)
        elif creator.is_organisation and creator.name == publisher.name and publisher.ror:
            yield json_ld.ror_address(publisher.ror)
    if not record.creators and publisher.ror:
        yield json_ld.ror_address(publisher.ror)
