"""The pieces of what was read, cut out of its text by their lengths."""

from coalition.ingest.reading import BETWEEN_CELLS, BETWEEN_PIECES, Extract, Page


def roles(extract: Extract) -> list[tuple[str, str]]:
    """Give role and text of each piece, page after page."""
    return [found for page in extract.pages for found in _of(page)]


def _of(page: Page) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    for piece in page.shape:
        length = sum(piece.lengths) + len(BETWEEN_CELLS) * (len(piece.lengths) - 1)
        found.append((piece.role, page.text[at : at + length]))
        at += length + len(BETWEEN_PIECES)
    assert BETWEEN_PIECES.join(text for _, text in found) == page.text or not page.shape
    return found
