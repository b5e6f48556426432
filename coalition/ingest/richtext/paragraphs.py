"""Blocks as the controls of RTF end them: paragraphs, rows of tables, what stands beside them."""

from coalition.ingest.parts import Block, row
from coalition.ingest.reading import Role
from coalition.ingest.runs import Run, joined, plain

_BESIDE: dict[str, Role] = {"note": "note", "comment": "comment", "box": "paragraph"}


class Paragraphs:
    """Gathers blocks: runs of text come in, and the ends of what they make up."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.comment_count = 0
        self.level = 0  # of a heading, as the paragraph's properties say
        self.is_item = False
        self.is_in_table = False
        self.is_header_row = False
        self._margins: dict[str, Block] = {}
        self._beside: list[Block] = []
        self._runs: list[Run] = []
        self._cells: list[str] = []
        self._marker: str | None = None  # bullet or number of a list entry

    def reset(self) -> None:
        """Forget the paragraph's properties."""
        self.level, self.is_item, self.is_in_table = 0, False, False

    def add(self, run: Run) -> None:
        """Add to the running text."""
        self._runs.append(run)

    def mark(self, text: str) -> None:
        """Take the bullet or number before a list entry; a number is kept, as readers see it."""
        words = text.split()
        self._marker = words[0] if words and any(map(str.isalnum, words[0])) else ""

    def set_aside(self, target: str, runs: list[Run]) -> None:
        """Take a note, comment, text box or margin; it comes after the paragraph, or at the end."""
        text = joined(runs).strip(" \t\n|")
        if not text:
            return
        self.comment_count += target == "comment"
        if target == "margin":
            self._margins[text] = Block(text, role="margin")
        else:
            self._beside.append(Block(text, role=_BESIDE[target]))

    def end_paragraph(self) -> None:
        """End a paragraph; within a table's cell only a line."""
        if self.is_in_table:
            self._runs.append(("\n", None))
        else:
            self._take_paragraph()

    def end_cell(self) -> None:
        """End a cell of a table's row."""
        self._cells.append(plain(self._runs))
        self._runs, self._marker = [], None

    def end_row(self) -> None:
        """End a row of a table; one of a single cell is a frame around text."""
        cells, self._cells = self._cells, []
        if len(cells) > 1:
            self.blocks.append(row(cells, is_header=self.is_header_row))
        else:
            self.blocks += (Block(line.strip()) for cell in cells for line in cell.split("\n"))
        self._take_paragraph()

    def finish(self) -> list[Block]:
        """Return all blocks, the margins last."""
        if self._cells:
            self.end_row()
        self._take_paragraph()
        return [*self.blocks, *self._margins.values()]

    def _take_paragraph(self) -> None:
        runs, self._runs = self._runs, []
        marker, self._marker = self._marker, None
        text = (plain(runs) if self.level else joined(runs)).strip()
        if text:
            self.blocks.append(self._block(text, marker))
        self.blocks += self._beside
        self._beside = []

    def _block(self, text: str, marker: str | None) -> Block:
        numbered = f"{marker} {text}" if marker else text
        if self.level:
            return Block(numbered, self.level)
        is_item = self.is_item or marker is not None
        return Block(numbered, role="item" if is_item else "paragraph")
