"""EPUB 2 and 3: the chapters in reading order, each labelled as the table of contents names it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from coalition.ingest.archives import Archive
from coalition.ingest.findings import failure_notices, picture_notice, property_notices
from coalition.ingest.hypertext.tree import tree_of
from coalition.ingest.hypertext.walk import Walk
from coalition.ingest.passages import parts
from coalition.ingest.publication.package import Item, Publication, publication_of
from coalition.ingest.reading import Extract, Heading, Page, Unreadable

_MARKUP = frozenset(
    {"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml"}
)
_PICTURE = "image/"


def extract(path: Path) -> Extract:
    """Return the chapters as parts; one that cannot be read is lost alone.

    Raises Unreadable: "password" for a book locked to its buyer, "damaged" when no chapter can
    be read, "entities" and what `Archive` refuses.
    """
    with Archive(path) as archive:
        publication = publication_of(archive)
        book = _Book(archive, publication)
        pages = tuple(book.pages())
    if book.lost and not pages:
        raise Unreadable("damaged", book.lost[0])
    metadata = publication.metadata
    notices = [
        *property_notices(metadata, metadata.authors),
        *picture_notice(book.bare_picture_count),
        *failure_notices([*publication.failed, *book.lost]),
    ]
    outline = () if _has_headings(pages) else tuple(book.outline())
    return Extract("part", pages, metadata, tuple(notices), outline)


class _Book:
    """The chapters of a publication; what is lost of them is gathered as they are read."""

    def __init__(self, archive: Archive, publication: Publication) -> None:
        self.lost: list[str] = []
        self.bare_picture_count = 0
        self._archive = archive
        self._publication = publication
        self._first_pages: dict[str, int] = {}  # by member
        self._titles: dict[str, str] = {}
        for entry in publication.entries:
            self._titles.setdefault(entry.member, entry.title)

    def pages(self) -> Iterator[Page]:
        """Yield the parts of all chapters, numbered through."""
        number = 0
        for chapter in self._publication.chapters:
            for page in self._chapter(chapter):
                number += 1
                self._first_pages.setdefault(chapter.member, number)
                yield replace(page, number=number)

    def outline(self) -> Iterator[Heading]:
        """Yield the table of contents, as far as it leads to chapters with text."""
        for entry in self._publication.entries:
            page = self._first_pages.get(entry.member)
            if page is not None:
                yield Heading(entry.level, entry.title, page)

    def _chapter(self, chapter: Item) -> Iterator[Page]:
        """Yield a chapter's parts: the first has the chapter's title, as have those without one."""
        title = self._titles.get(chapter.member)
        for number, page in enumerate(self._parts(chapter)):
            own = page.label if number else None
            yield replace(page, label=own or title or page.label)

    def _parts(self, chapter: Item) -> Iterator[Page]:
        if chapter.media_type.startswith(_PICTURE):  # a page that is a drawing has no text
            self.bare_picture_count += 1
            return
        try:
            data = self._archive.read(chapter.member)
            if chapter.media_type not in _MARKUP:
                raise Unreadable("unsupported", chapter.media_type)
            tree = tree_of(data, is_xml=True)
        except Unreadable:
            self.lost.append(chapter.member)
            return
        walk = Walk()
        if tree.root:
            yield from parts(walk.passages(tree.root), self._publication.metadata.language)
        self.bare_picture_count += walk.bare_picture_count


def _has_headings(pages: tuple[Page, ...]) -> bool:
    return any(piece.role.startswith("heading-") for page in pages for piece in page.shape)
