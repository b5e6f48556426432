"""The paragraphs and lists a plain text is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

MARKS = ("- ", "– ", "• ", "* ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, then what it lists; one of both may be empty."""

    text: str
    items: tuple[str, ...] = ()


def blocks_of(text: str) -> Iterator[Block]:
    """Give what empty lines part; lines that begin with a dash or dot, up to the end, are a list."""
    for part in text.split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        first = next((n for n, line in enumerate(lines) if line.startswith(MARKS)), len(lines))
        items = lines[first:]
        if not all(line.startswith(MARKS) for line in items):
            first, items = len(lines), []
        if lines:
            yield Block("\n".join(lines[:first]), tuple(line[2:].strip() for line in items))
