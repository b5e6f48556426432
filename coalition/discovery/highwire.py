"""The <meta> tags of a document that Google Scholar indexes it by, and Zotero saves it by.

Tags and their rules: "Inclusion Guidelines for Webmasters" of Google Scholar (citation_*). Zotero's
reader "Embedded Metadata" takes these first, and what they have no name for, such as the kind of a
report and its rights, from Dublin Core. Anything with a title is a journal article to it unless an
institution makes it a report, or z:itemType says what else it is.
"""

from collections.abc import Iterator

from coalition.discovery.heads import Tag
from coalition.records.formats.json_ld import REPORT, orcid_address, schema_type
from coalition.records.formats.kinds import type_of
from coalition.records.names import parted
from coalition.records.record import Creator, Record
from coalition.web.site import address_of

PDF = "application/pdf"


def tags_of(record: Record) -> tuple[Tag, ...]:
    """Return the tags of a document, in the order in which they are to stand."""
    given = [
        ("citation_title", record.title),
        *_authors(record),
        ("citation_publication_date", publication_date(record)),
        *_publisher(record),
        ("citation_language", next(iter(record.languages), "")),
        *(("citation_keywords", topic.name) for topic in record.topics),
        ("citation_abstract", " ".join(record.abstract.split())),
        ("citation_doi", record.doi),
        ("citation_abstract_html_url", record.address),
        ("citation_fulltext_html_url", record.address if record.newest.page_count else ""),
        ("citation_pdf_url", pdf_address(record)),
        ("DC.type", type_of(record.kind).name),
        ("DC.rights", record.licence.name if record.licence else ""),
    ]
    return tuple((name, content) for name, content in given if content)


def publication_date(record: Record) -> str:
    """Return YYYY/MM/DD, or as much as is known of it; without any, when it was published here."""
    return (record.issued or record.published_at.date().isoformat()).replace("-", "/")


def pdf_address(record: Record) -> str:
    """Return where the newest version is as a PDF for everybody, "" where it is not.

    It lies in the directory of the document's page: Google Scholar asks for that.
    """
    file = record.newest.file
    if not record.is_open or file is None or file.media_type != PDF:
        return ""
    return address_of("discovery.pdf", document_id=record.document_id)


def _authors(record: Record) -> Iterator[Tag]:
    """Yield who wrote it; what says more of an author follows its tag."""
    named = record.creators or (Creator(record.publisher.name, is_organisation=True),)
    for creator in named:
        yield "citation_author", _name(creator, is_only=len(named) == 1)
        if creator.orcid:
            yield "citation_author_orcid", orcid_address(creator.orcid)


def _name(creator: Creator, *, is_only: bool) -> str:
    """Return "Family, Given"; an organisation as it is, since no tag can mark one.

    A single author with several words on both sides of the comma stays as printed: Zotero takes
    that for two people.
    """
    if creator.is_organisation:
        return creator.name
    family, given = parted(creator.name)
    if is_only and " " in family and " " in given:
        return creator.name
    return ", ".join(filter(None, (family, given)))


def _publisher(record: Record) -> Iterator[Tag]:
    if schema_type(record.kind) == REPORT:
        yield "citation_technical_report_institution", record.publisher.name
    else:
        yield "citation_publisher", record.publisher.name
        yield "z:itemType", type_of(record.kind).zotero
