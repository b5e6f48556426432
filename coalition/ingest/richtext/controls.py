"""What the controls of RTF mean: which groups are text, characters by name, code pages, languages."""

import locale

from coalition.ingest import said

# Groups whose text is not the document's; also every group marked \* that is not known below.
DROPPED = frozenset(
    "fonttbl colortbl stylesheet objdata fldinst nonshppict filetbl listtable listoverridetable"  # noqa: SIM905 – read as a line
    " rsidtbl generator bkmkstart bkmkend datafield themedata xe tc colorschememapping datastore"
    " latentstyles atnid atndate atnref atrfstart atrfend shprslt falt panose nesttableprops"
    " mmathPr pnseclvl upr".split()
)
KNOWN = frozenset({"shpinst", "shppict", "picprop"})
# Groups beside the running text, by what becomes of them.
ASIDE = {"footnote": "note", "annotation": "comment", "shptxt": "box"} | dict.fromkeys(
    ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "margin"
)
MARKERS = dict.fromkeys(("listtext", "pntext"), "marker")
INFORMATION = frozenset(
    {"title", "author", "subject", "keywords", "doccomm", "operator", "manager", "company"}
)
TOLD = frozenset({"revtbl", "atnauthor", "objclass", "sn", "sv"})  # what the file says besides
CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
    "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip
BREAKS = frozenset({"par", "sect", "page", "column"})
CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip


def known_codec(name: str) -> str:
    """Return the codec of this name; the usual one where there is none."""
    try:
        "".encode(name)
    except LookupError:
        return "utf-8" if name == "cp65001" else "cp1252"
    return name


def language_of(number: int) -> str | None:
    """Return the language (BCP 47) of a number of Windows, or None."""
    return said.tag(locale.windows_locale.get(number))
