"""What Zotero saves of a page, by the rules of its reader "Embedded Metadata".

The rules were read in the source of that reader and of "RDF", which it calls, as they were in June
2024 (zotero/translators, "Embedded Metadata.js" and "RDF.js"); this is written anew, and only as far
as pages of documents go:

- COinS have the higher priority: a page with one is saved by it, whatever its head says.
- Tags whose name begins with a known prefix (og, dc, z …) are statements about the page. Their
  title, date, abstract, language, rights and publisher are taken first, then overwritten by the
  citation_* tags.
- citation_technical_report_institution makes a report, whatever else is said. Otherwise z:itemType
  counts, then certain values of og:type and DC.type, and last it is a journal article.
- Authors are those of citation_author; "Family, Given" is parted at the comma, any other name before
  its last word. The only author with several words on both sides of a comma is taken for several.
- Keywords are left out: what pages call keywords is mostly something else.
- With citation_pdf_url that file is kept, and without one a snapshot of the page.
"""

import re
from dataclasses import dataclass, field

from lxml import html

_TYPES = {"report", "presentation", "document", "book", "thesis", "webpage", "manuscript"}
_GRAPH_TYPES = {"book": "book", "website": "webpage"}
_HIGHWIRE = {
    "title": "citation_title",
    "date": "citation_publication_date",
    "institution": "citation_technical_report_institution",
    "publisher": "citation_publisher",
    "abstract": "citation_abstract",
    "doi": "citation_doi",
    "language": "citation_language",
}
_STATED = {
    "title": ("dc:title", "og:title"),
    "date": ("dc:date",),
    "abstract": ("og:description",),
    "language": ("dc:language",),
    "rights": ("dc:rights",),
    "kind": ("dc:type",),
    "url": ("og:url",),
}


@dataclass
class Item:
    """What is saved: fields by name, people as (family, given), addresses of what is attached."""

    type: str
    fields: dict[str, str] = field(default_factory=dict)
    authors: list[tuple[str, str]] = field(default_factory=list)
    pdf: str = ""


def read(page: str) -> Item:
    """Return what is saved of a page."""
    tree = html.fromstring(page)
    spans = tree.xpath('//span[contains(concat(" ", @class, " "), " Z3988 ")]')
    assert not spans, "COinS come before the tags of the head"
    tags = [
        (meta.get("name") or meta.get("property") or "", meta.get("content") or "")
        for meta in tree.iter("meta")
    ]
    tags = [(name, content) for name, content in tags if name and content]
    given: dict[str, list[str]] = {}
    for name, content in tags:
        given.setdefault(name, []).append(content)
    stated: dict[str, str] = {}
    for name, content in tags:
        prefix, _sign, rest = re.sub("[.:_]", ":", name, count=1).partition(":")
        stated.setdefault(f"{prefix.lower()}:{rest[:1].lower()}{rest[1:]}", content)
    item = Item(_type(given, stated))
    for name, sources in _STATED.items():
        found = next((stated[one] for one in sources if one in stated), "")
        item.fields |= {name: found} if found else {}
    for name, tag in _HIGHWIRE.items():
        item.fields |= {name: " ".join(given[tag][0].split())} if tag in given else {}
    item.authors = _authors(given.get("citation_author", []))
    item.pdf = given.get("citation_pdf_url", [""])[0]
    return item


def _type(given: dict[str, list[str]], stated: dict[str, str]) -> str:
    if "citation_technical_report_institution" in given:
        return "report"
    if stated.get("z:itemType") in _TYPES:
        return stated["z:itemType"]
    if stated.get("og:type") in _GRAPH_TYPES:
        return _GRAPH_TYPES[stated["og:type"]]
    if stated.get("dc:type") in _TYPES:
        return stated["dc:type"]
    return "journalArticle" if "citation_title" in given else "webpage"


def _authors(named: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for one in named:
        pieces = re.split(r"\s*;\s*", one)
        commas = re.split(r"\s*,\s*", one)
        if len(pieces) == len(named) == 1 and len(commas) > 1:
            pieces = commas if all(" " in part for part in commas[:2]) else pieces
        found += [_parted(piece) for piece in pieces if piece]
    return found


def _parted(name: str) -> tuple[str, str]:
    if "," in name:
        family, given = name.split(",", 1)
        return family.strip(), given.strip()
    given, _space, family = name.rpartition(" ")
    return family, given
