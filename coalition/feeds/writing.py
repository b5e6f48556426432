"""Documents as entries of a feed, made of their records."""

from collections.abc import Mapping

from coalition.feeds.queries import Page
from coalition.library.orcids import orcid_address
from coalition.records.record import Record
from coalition.web.feeds import Author, Entry, Feed, Gone
from coalition.web.plain import one_line
from coalition.web.site import address_of


def feed_of(page: Page, title: str, language: str, links: Mapping[str, str]) -> Feed:
    """Return a page as a feed; `links` are its absolute addresses by their relation."""
    return Feed(
        id=links["first"],
        title=title,
        language=language,
        updated=page.changed_at.isoformat(),
        links=links,
        entries=tuple(
            _entry(page.records[stamp.document_id], stamp.at.isoformat())
            for stamp in page.stamps
            if stamp.document_id in page.records
        ),
        gone=tuple(
            Gone(address_of("library.detail", document_id=one.document_id), one.at.isoformat())
            for one in page.stamps
            if one.is_gone
        ),
    )


def _entry(record: Record, updated: str) -> Entry:
    """Return the entry of a document; the organisation wrote it where nobody is named."""
    authors = tuple(
        Author(creator.name, orcid_address(creator.orcid) if creator.orcid else "")
        for creator in record.creators
    )
    return Entry(
        id=record.address,
        address=record.address,
        title=record.title,
        updated=updated,
        published=record.published_at.isoformat(),
        summary=one_line(record.abstract),
        language=record.languages[0] if record.languages else "",
        languages=record.languages,
        authors=authors or (Author(record.publisher.name, record.publisher.address),),
        tags=tuple(topic.name for topic in record.topics),
    )
