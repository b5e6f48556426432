"""RTF: read control by control, with code pages by font, notes, headers, fields and hidden text."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from coalition.ingest import said
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Metadata, Notice

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups whose text is not the document's; also every group marked \* that is not known below.
_DROPPED = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "pict",
        "objdata",
        "fldinst",
        "nonshppict",
        "filetbl",
        "listtable",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "bkmkstart",
        "bkmkend",
        "datafield",
        "themedata",
        "xe",
        "tc",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "atnid",
        "atnauthor",
        "atndate",
        "atnref",
        "atrfstart",
        "atrfend",
        "shprslt",
        "sp",
        "sn",
        "sv",
        "falt",
        "panose",
        "nesttableprops",
        "mmathPr",
        "pnseclvl",
        "upr",
    ]
)
_KNOWN = frozenset({"shpinst", "shppict", "ud", "footnote", "shptxt", "annotation"})
_ASIDE = {"footnote": "note", "annotation": "comment"} | dict.fromkeys(
    ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "margin"
)
_INFO = frozenset({"title", "author", "subject", "keywords", "doccomm", "creatim"})
_WORDS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
    "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c", "cell": "\x1f", "nestcell": "\x1f",
}  # fmt: skip
_BREAKS = frozenset({"par", "sect", "page", "row", "nestrow", "column"})
_CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    target: str = "body"  # body, note, comment, margin, fonts, drop, or a field of the metadata
    codec: str = ""  # of the font in use; "" is the document's
    skip: int = 1  # characters that stand in for one \\u
    hidden: bool = False


def extract(path: Path) -> Extract:
    """Return the text in parts; braces that do not match and unknown controls are passed over."""
    reader = _Reader(path.read_bytes())
    reader.run()
    notices = [Notice("comments", None, str(len(reader.comments)))] if reader.comments else []
    margins = [Block(text) for text in dict.fromkeys(reader.margins) if text.strip(" \t|\n")]
    comments = [Block(f"[{text.strip()}]") for text in reader.comments if text.strip()]
    return Extract(
        "part", split([*reader.blocks, *margins, *comments]), reader.metadata(), tuple(notices)
    )


class _Reader:
    """One pass over the bytes of a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._texts: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._level = 0
        self._starred = False
        self._to_skip = 0
        self._created = ["", "", ""]
        self._notes: list[str] = []
        self.blocks: list[Block] = []
        self.margins: list[str] = []
        self.comments: list[str] = []

    def run(self) -> None:
        """Read to the end."""
        at = 0
        while at < len(self._data):
            found = _TOKEN.match(self._data, at)
            if found is None:
                at += 1
                continue
            at = found.end()
            word, number, hexed, symbol, brace, plain = found.groups()
            if word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    at += max(value or 0, 0)
                else:
                    self._word(word.decode("ascii"), value)
            elif brace:
                self._open() if brace == b"{" else self._close()
            elif hexed:
                self._take(bytes([int(hexed, 16)]))
            elif plain:
                self._take(plain)
            elif symbol:
                self._symbol(symbol)
        self._paragraph()

    def metadata(self) -> Metadata:
        """Return what the information group says."""
        year, month, day = self._created
        created = f"{year:0>4}-{month:0>2}-{day:0>2}" if year else ""
        text = {name: "".join(self._texts.get(name, [])) for name in _INFO}
        return Metadata(
            title=said.title(text["title"]),
            authors=said.names(text["author"]),
            issued=said.issued(created),
            description=said.description(text["subject"] or text["doccomm"]),
            keywords=said.keywords(text["keywords"]),
        )

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
        if ended != self._state.target and ended in ("note", "comment", "margin"):
            text = "".join(self._texts.pop(ended, [])).strip()
            kept = {"note": self._notes, "comment": self.comments, "margin": self.margins}
            kept[ended].append(text.replace("\x1f", " | "))

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\\{}":
            self._take(symbol)
        elif symbol == b"~":
            self._add(" ")
        elif symbol == b"_":
            self._add("-")
        elif symbol in b"\r\n":
            self._break()

    def _word(self, word: str, value: int | None) -> None:
        if word == "u" and value is not None:
            self._flush()
            self._add(chr(value % 65536))
            self._to_skip = self._state.skip
            return
        self._flush()
        self._to_skip = 0
        starred, self._starred = self._starred, False
        if self._destination(word, starred):
            return
        if word in _BREAKS:
            self._break()
        elif word in _WORDS:
            self._add(_WORDS[word])
        elif not self._font_setting(word, value):
            self._setting(word, value)

    def _destination(self, word: str, starred: bool) -> bool:
        if self._state.target in ("drop", "fonts") and word != "fcharset" and word != "f":
            return True
        if word == "fonttbl":
            self._state = replace(self._state, target="fonts")
        elif word in _ASIDE:
            self._state = replace(self._state, target=_ASIDE[word], hidden=False)
        elif word in _INFO or word == "info":
            self._state = replace(self._state, target=word)
        elif word in _DROPPED or (starred and word not in _KNOWN):
            self._state = replace(self._state, target="drop")
        else:
            return False
        return True

    def _font_setting(self, word: str, value: int | None) -> bool:
        match word:
            case "f":
                self._font = value or 0
                if self._state.target != "fonts":
                    codec = self._fonts.get(self._font, "")
                    self._state = replace(self._state, codec=codec)
            case "fcharset" if self._state.target == "fonts":
                self._fonts[self._font] = _CHARSETS.get(value or 0, "")
            case "ansicpg" if value:
                self._codec = _known_codec(f"cp{value}")
            case "mac":
                self._codec = "mac-roman"
            case _:
                return False
        return True

    def _setting(self, word: str, value: int | None) -> None:
        match word:
            case "uc":
                self._state = replace(self._state, skip=min(max(value or 0, 0), 10))
            case "v" | "deleted":
                self._state = replace(self._state, hidden=value != 0)
            case "plain":
                self._state = replace(self._state, hidden=False, codec="")
            case "pard":
                self._level = 0
            case "outlinelevel" if value is not None and 0 <= value < 9:
                self._level = value + 1
            case "yr" | "mo" | "dy" if self._state.target == "creatim":
                self._created[("yr", "mo", "dy").index(word)] = str(value or 0)

    def _take(self, data: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if data and self._state.target not in ("drop", "fonts", "info") and not self._state.hidden:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            text = self._bytes.decode(self._state.codec or self._codec, "replace")
            self._bytes.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        if self._bytes:
            self._flush()
        target = self._state.target
        if target not in ("drop", "fonts", "info") and not self._state.hidden:
            self._texts.setdefault(target, []).append(text)

    def _break(self) -> None:
        self._flush()
        if self._state.target == "body":
            self._paragraph()
        else:
            self._add("\n")

    def _paragraph(self) -> None:
        self._flush()
        text = "".join(self._texts.pop("body", [])).strip("\n \x1f")
        if text:
            cells = (" ".join(cell.split()) for cell in text.split("\x1f"))
            row = " | ".join(cell for cell in cells if cell)
            self.blocks.append(Block(row if "\x1f" in text else text, self._level))
        self.blocks += [Block(note) for note in self._notes if note]
        self._notes = []


def _known_codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "utf-8" if name == "cp65001" else "cp1252"
    return name
