"""What a maker is given: one version of one document, ready to be set."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from coalition.demonstration.blocks import Block

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text with what its file should say about itself.

    `language` is a BCP 47 tag; `issued` the day of this version; `byline` the authors on one line;
    `colophon` the sentence that says what the text was written for.
    """

    title: str
    abstract: str
    authors: tuple[str, ...]
    language: str
    issued: date
    keywords: tuple[str, ...]
    blocks: tuple[Block, ...]
    colophon: str

    @property
    def byline(self) -> str:
        """Give the authors as one line."""
        return ("، " if self.right_to_left else ", ").join(self.authors)

    @property
    def right_to_left(self) -> bool:
        """Say whether the text runs from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def moment(self) -> datetime:
        """Give the instant that the file names as its creation: noon UTC of the day."""
        return datetime.combine(self.issued, time(12), tzinfo=UTC)
