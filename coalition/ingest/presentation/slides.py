"""One slide with what belongs to it: speaker's notes, comments, what it shows and hides."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from coalition.ingest import said
from coalition.ingest.markup import local
from coalition.ingest.office import Package
from coalition.ingest.parts import Block, unmarked
from coalition.ingest.presentation.margins import Margins
from coalition.ingest.presentation.paragraphs import lines
from coalition.ingest.presentation.shapes import Shapes, bare_picture_count, list_styles


@dataclass(frozen=True, slots=True)
class Slide:
    """What a slide holds: `languages` counts the runs of text by language (BCP 47)."""

    titles: tuple[Block, ...]
    others: tuple[Block, ...]
    notes: tuple[Block, ...]
    comments: tuple[Block, ...]
    margins: tuple[Block, ...]
    is_hidden: bool
    bare_picture_count: int
    languages: Counter[str]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of the slide, its title first."""
        return (*self.titles, *self.others, *self.notes, *self.comments, *self.margins)


class Slides:
    """The slides of one package; layouts, which many share, are read once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._lists: dict[str, Mapping[str, etree._Element]] = {}
        self._margins = Margins(package)

    def read(self, part: str) -> Slide:
        """Return the slide in a part. Raises Unreadable when that very part is broken."""
        root = self._package.required(part)
        notes = tuple(self._package.roots(part, "notesSlide"))
        shapes = Shapes(self._package, self._package.names(part), self._layout_lists(part))
        found = [
            block for tree in root.iterfind("{*}cSld/{*}spTree") for block in shapes.blocks(tree)
        ]
        return Slide(
            titles=tuple(block for block in found if block.level),
            others=tuple(block for block in found if not block.level),
            notes=tuple(self._notes(notes)),
            comments=tuple(self._comments(part)),
            margins=tuple(self._margins.of(part, (root, *notes))),
            is_hidden=root.get("show") in ("0", "false"),
            bare_picture_count=bare_picture_count(root),
            languages=Counter(_languages(root)),
        )

    def _layout_lists(self, part: str) -> Mapping[str, etree._Element]:
        for layout in self._package.targets(part, "slideLayout"):
            if layout not in self._lists:
                root = self._package.root(layout)
                self._lists[layout] = list_styles(root) if root is not None else {}
            return self._lists[layout]
        return {}

    def _notes(self, notes: Sequence[etree._Element]) -> Iterator[Block]:
        for root in notes:
            for block in Shapes(self._package, {}, {}).blocks(root):
                yield replace(block, level=0, role="speaker-note", cells=())

    def _comments(self, part: str) -> Iterator[Block]:
        """Yield comments and replies, as programs write them since 2021 and as they did before."""
        for root in self._package.roots(part, "comments"):
            for comment in root.iter("{*}cm", "{*}reply"):
                for one in comment:
                    if local(one) == "text":
                        yield Block(unmarked(one.text or ""), role="comment")
                    elif local(one) == "txBody":
                        yield Block(lines(one), role="comment")


def _languages(root: etree._Element) -> Iterator[str]:
    for properties in root.iter("{*}rPr"):
        language = said.tag(properties.get("lang"))
        if language:
            yield language
