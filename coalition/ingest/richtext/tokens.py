"""RTF's bytes as tokens: controls, symbols, braces and text."""

import re
from collections.abc import Iterator
from typing import Literal

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)

Kind = Literal["word", "symbol", "brace", "text"]
Token = tuple[Kind, bytes, int | None]


def tokens(data: bytes) -> Iterator[Token]:
    """Yield kind, bytes and, of a word, its number; the bytes of a picture are passed over."""
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            at += 1
            continue
        at = found.end()
        word, number, hexed, symbol, brace, text = found.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin":
                at += max(value or 0, 0)
            else:
                yield "word", word, value
        elif hexed:
            yield "text", bytes([int(hexed, 16)]), None
        elif brace or symbol:
            yield "brace" if brace else "symbol", brace or symbol, None
        elif text:
            yield "text", text, None
