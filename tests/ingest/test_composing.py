"""A reading is made of an extract: its outline, when the file has none of its own."""

from pathlib import Path

from coalition.ingest.composing import compose
from coalition.ingest.kinds import TEXT
from coalition.ingest.parts import Block, split, styled
from coalition.ingest.reading import Extract, Heading, Metadata


class _Extractor:
    """Gives a heading of which a word is deleted, one deleted whole, one too deep, and text."""

    def extract(self, path: Path) -> Extract:
        """Return the same for any file, titled as it is named."""
        changed = f"Access {styled('for', 'deleted')}{styled('to', 'inserted')} all"
        blocks = (Block(changed, 1), Block(styled("Annex", "deleted"), 1), Block("Deep", 4))
        return Extract("part", split([*blocks, Block("Text.")]), Metadata(title=path.stem))


def test_outline_is_of_the_headings_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("any")
    reading = compose(file, "a.txt", TEXT, _Extractor(), 1_000)
    assert reading.metadata.title == "a"
    assert reading.outline == (Heading(1, "Access to all", 1),)
