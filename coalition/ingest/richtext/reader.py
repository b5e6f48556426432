"""RTF control by control: groups, code pages by font, hidden text, tracked changes."""

from dataclasses import replace

from coalition.ingest.richtext.controls import (
    ASIDE,
    BREAKS,
    CHARACTERS,
    DROPPED,
    INFORMATION,
    KNOWN,
    MARKERS,
    TOLD,
)
from coalition.ingest.richtext.fonts import Fonts
from coalition.ingest.richtext.paragraphs import Paragraphs
from coalition.ingest.richtext.state import State, set_by
from coalition.ingest.richtext.tokens import tokens
from coalition.ingest.richtext.told import Told
from coalition.ingest.runs import Run, plain

_DEEPEST = 2_000  # groups one in the other
_SILENT = frozenset(
    {"drop", "fonts", "picture", "info", "creatim"}
)  # targets whose text nobody wants
_CHANGES = frozenset({"revised", "deleted"})


class Reader:
    """One pass over the bytes of a file."""

    def __init__(self) -> None:
        self.paragraphs = Paragraphs()
        self.told = Told()
        self._state = State()
        self._stack: list[State] = []
        self._fonts = Fonts()
        self._texts: dict[str, list[Run]] = {}
        self._bytes = bytearray()
        self._starred = False
        self._to_skip = 0

    def read(self, data: bytes) -> None:
        """Read to the end."""
        begins_group = False  # elsewhere an asterisk marks nothing
        for kind, piece, value in tokens(data):
            if kind == "word":
                self._word(piece.decode("ascii"), value)
            elif kind == "text":
                self._take(piece)
            elif kind == "symbol":
                self._starred = begins_group and piece == b"*"
                self._symbol(piece)
            elif piece == b"{":
                self._open()
            else:
                self._close()
            begins_group = kind == "brace" and piece == b"{"
        self._flush()

    def _open(self) -> None:
        self._flush()
        if len(self._stack) < _DEEPEST:
            self._stack.append(self._state)
        self._starred = False

    def _close(self) -> None:
        self._flush()
        ended = self._state.target
        if self._stack:
            self._state = self._stack.pop()
        if ended == self._state.target:
            return
        runs = self._texts.pop(ended, [])
        if ended in ASIDE.values():
            self.paragraphs.set_aside(ended, runs)
        elif ended == "marker":
            self.paragraphs.mark(plain(runs))
        elif runs:
            self.told.tell(ended, plain(runs))

    def _symbol(self, symbol: bytes) -> None:
        if symbol in b"\\{}":
            self._take(symbol)
        elif symbol == b"~":
            self._add(" ")
        elif symbol == b"_":
            self._add("-")
        elif symbol in b"\r\n":
            self._end("par")

    def _word(self, word: str, value: int | None) -> None:
        self._flush()
        if word == "u" and value is not None:
            self._add(chr(value % 65536))
            self._to_skip = self._state.skip
            return
        self._to_skip = 0
        starred, self._starred = self._starred, False
        if self._begins_group(word, starred):
            return
        if word in BREAKS or word in ("cell", "row"):
            self._end(word)
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif not self._sets_font(word, value) and not self._sets_paragraph(word, value):
            self._set(word, value)

    def _begins_group(self, word: str, starred: bool) -> bool:
        """Say whether a control tells what its group is for, or stands in one nobody reads."""
        if self._state.target in ("drop", "fonts") and word not in ("f", "fcharset"):
            return True
        target = self._target(word, starred)
        if target:
            is_hidden = self._state.is_hidden and word not in ASIDE
            self._state = replace(self._state, target=target, is_hidden=is_hidden)
        return bool(target)

    def _target(self, word: str, starred: bool) -> str:
        """Return where the text of a group goes that this control begins; "" when it begins none."""
        if word == "pict":
            self.told.picture_count += 1
            return "picture"
        if word == "fonttbl":
            return "fonts"
        if word in ASIDE or word in MARKERS:
            return ASIDE.get(word) or MARKERS[word]
        if word in INFORMATION or word in TOLD or word in ("info", "creatim"):
            return word
        return "drop" if word in DROPPED or (starred and word not in KNOWN) else ""

    def _sets_font(self, word: str, value: int | None) -> bool:
        if self._state.target == "fonts":
            self._fonts.declare(word, value)
            return True
        if word == "f":
            self._state = replace(self._state, codec=self._fonts.codec(value))
            return True
        return self._fonts.sets_usual(word, value)

    def _sets_paragraph(self, word: str, value: int | None) -> bool:
        if self._state.target != "body":
            return False
        match word:
            case "pard":
                self.paragraphs.reset()
            case "outlinelevel" if value is not None and 0 <= value < 9:
                self.paragraphs.level = value + 1
            case "ls":
                self.paragraphs.is_item = bool(value)
            case "intbl":
                self.paragraphs.is_in_table = True
            case "trowd" | "trhdr":
                self.paragraphs.is_header_row = word == "trhdr"
            case _:
                return False
        return True

    def _set(self, word: str, value: int | None) -> None:
        """Take what a control says of characters or of the document."""
        state = set_by(self._state, word, value)
        if state:
            self.told.change_count += word in _CHANGES and value != 0
            self._state = state
        elif word == "deflang":
            self.told.usual_language = value or 0
        elif self._state.target == "creatim":
            self.told.date(word, value)

    def _take(self, data: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if data and self._state.target not in _SILENT and not self._state.is_hidden:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            text = self._bytes.decode(self._state.codec or self._fonts.usual, "replace")
            self._bytes.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        self._flush()
        state = self._state
        if state.target in _SILENT or state.is_hidden:
            return
        if state.target == "body":
            self.paragraphs.add((text, state.style))
            self.told.count_language(text, state.language, state.far_language)
        else:
            self._texts.setdefault(state.target, []).append((text, state.style))

    def _end(self, word: str) -> None:
        """End a paragraph, cell or row; beside the running text only a line."""
        self._flush()
        if self._state.target != "body":
            self._add(" | " if word == "cell" else "\n")
        elif word == "cell":
            self.paragraphs.end_cell()
        elif word == "row":
            self.paragraphs.end_row()
        else:
            self.paragraphs.end_paragraph()
