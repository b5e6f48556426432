"""What stands beside the rows of an XLSX sheet: comments, text boxes, charts and pictures."""

from collections.abc import Iterator

from lxml import etree

from coalition.ingest.archives import Archive
from coalition.ingest.figures import is_described, texts
from coalition.ingest.markup import local
from coalition.ingest.office import Package, related
from coalition.ingest.parts import Block, unmarked
from coalition.ingest.spreadsheetml.cells import string_of

_STAND_IN = "tc="  # the author of a comment that older programs show for a threaded one


class Asides:
    """Reads what stands beside sheets; counts comments, bare pictures, and names their authors."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive = archive
        self._package = package
        self.comment_count = 0
        self.bare_count = 0
        self.people: list[str] = []

    def blocks(self, sheet: str) -> Iterator[Block]:
        """Yield the comments, the text boxes and the words of the charts of a sheet's part."""
        for text in [*self._comments(sheet), *self._threaded(sheet)]:
            self.comment_count += 1
            yield Block(unmarked(text), role="comment")
        for kind, part in related(self._archive, sheet):
            root = self._package.root(part) if kind.endswith("/drawing") else None
            if root is not None:
                yield from (Block(unmarked(text)) for text in self._drawn(root, part))

    def read_persons(self, workbook: str) -> None:
        """Take in the names of those who wrote threaded comments."""
        for root in self._package.roots(workbook, "person"):
            self.people += (one.get("displayName") or "" for one in root.iter("{*}person"))

    def _comments(self, sheet: str) -> Iterator[str]:
        for root in self._package.roots(sheet, "comments"):
            authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
            self.people += (name for name in authors if not name.startswith(_STAND_IN))
            by_place = {str(place): name for place, name in enumerate(authors)}
            for comment in root.iter("{*}comment"):
                author = by_place.get(comment.get("authorId") or "", "")
                if not author.startswith(_STAND_IN):
                    yield string_of(comment)

    def _threaded(self, sheet: str) -> Iterator[str]:
        for root in self._package.roots(sheet, "threadedComment"):
            for text in root.iterfind("{*}threadedComment/{*}text"):
                yield text.text or ""

    def _drawn(self, root: etree._Element, part: str) -> Iterator[str]:
        for figure in _shown(root, "{*}pic", "{*}graphicFrame"):
            properties = next(figure.iter("{*}cNvPr"), None)
            self.bare_count += properties is None or not is_described(properties)
        for shape in _shown(root, "{*}sp", "{*}cxnSp"):
            lines = (_line(paragraph) for paragraph in shape.iter("{*}p"))
            yield "\n".join(filter(None, lines))
        yield from texts(self._package, self._package.names(part), root)


def _shown(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield elements of these tags, without what stands in for older programs alone."""
    for element in root.iter(*tags):
        if all(local(one) != "Fallback" for one in element.iterancestors()):
            yield element


def _line(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter("{*}t")).strip()
