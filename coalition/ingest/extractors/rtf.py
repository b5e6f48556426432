"""RTF: headings, lists, tables, notes, text boxes, comments, headers and footers."""

from pathlib import Path

from coalition.ingest import said
from coalition.ingest.findings import (
    count_notice,
    heading_notices,
    list_notice,
    picture_notice,
    property_notices,
)
from coalition.ingest.parts import split
from coalition.ingest.reading import Extract, Metadata
from coalition.ingest.richtext.reader import Reader
from coalition.ingest.richtext.told import Told

_NAMING = ("author", "operator", "manager", "company", "revtbl", "atnauthor")


def extract(path: Path) -> Extract:
    """Return the text in parts; braces that do not match and unknown controls are passed over.

    Tracked insertions and deletions are marked as such, and told by the notice "tracked-changes".
    """
    reader = Reader()
    reader.read(path.read_bytes())
    pages = split(reader.paragraphs.finish())
    told = reader.told
    metadata = _metadata(told)
    notices = [
        *heading_notices(pages),
        *property_notices(metadata, told.texts(*_NAMING)),
        *picture_notice(told.bare_picture_count),
        *count_notice("tracked-changes", told.change_count),
        *count_notice("comments", reader.paragraphs.comment_count),
        *list_notice("attachments", told.texts("objclass")),
    ]
    return Extract("part", pages, metadata, tuple(notices))


def _metadata(told: Told) -> Metadata:
    def first(*names: str) -> str:
        return next(iter(told.texts(*names)), "")

    return Metadata(
        title=said.title(first("title")),
        authors=said.names(first("author")),
        issued=said.issued(told.created),
        language=told.language,
        description=said.description(first("subject", "doccomm")),
        keywords=said.keywords(first("keywords")),
    )
