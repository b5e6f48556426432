"""Plain text in any encoding; its lines and columns stay as they were set."""

import re
from pathlib import Path

from coalition.ingest.encodings import decode
from coalition.ingest.parts import Block, split, unmarked
from coalition.ingest.reading import Extract

_PARAGRAPHS = re.compile(r"\n[ \t]*\n+|\f")


def extract(path: Path) -> Extract:
    """Return the text in parts. Raises Unreadable when it is no text."""
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    blocks = (Block(unmarked(paragraph)) for paragraph in _PARAGRAPHS.split(text))
    return Extract("part", split(blocks, layout=True))
