"""Which code page the bytes of a text are in: that of their font, else the document's."""

from coalition.ingest.richtext.controls import CHARSETS, known_codec


class Fonts:
    """The fonts of a document as its table names them."""

    def __init__(self) -> None:
        self.usual = "cp1252"  # codec of the document
        self._codecs: dict[int, str] = {}
        self._latest = 0

    def declare(self, word: str, value: int | None) -> None:
        """Take a control of the table of fonts."""
        if word == "f":
            self._latest = value or 0
        elif word == "fcharset":
            self._codecs[self._latest] = CHARSETS.get(value or 0, "")

    def codec(self, number: int | None) -> str:
        """Return the codec of a font; "" when it has none of its own."""
        return self._codecs.get(number or 0, "")

    def sets_usual(self, word: str, value: int | None) -> bool:
        """Say whether a control names the codec of the document, and take it."""
        if word == "ansicpg" and value:
            self.usual = known_codec(f"cp{value}")
        elif word == "mac":
            self.usual = "mac-roman"
        else:
            return False
        return True
