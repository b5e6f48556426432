"""What files say of themselves, brought to one form: titles, names, dates, language tags."""

import re

_TITLE_NOISE = re.compile(
    r"^(?:microsoft (?:word|powerpoint) - |untitled|document\d*$|\(anonymous\))", re.IGNORECASE
)
_PROGRAM_TITLE = re.compile(
    r"^(?:presentation|powerpoint[- ]?pr[eéä]sentation|slide) ?\d*$", re.IGNORECASE
)
_FILE_ENDING = re.compile(
    r"\.(?:docx?|odt|rtf|pptx?|pdf|html?|txt|md|tex|dvi|indd|qxd|p65)$", re.IGNORECASE
)
_NAME_NOISE = {
    "",
    "unknown",
    "user",
    "admin",
    "administrator",
    "author",
    "root",
    "default",
    "owner",
}
_DATE = re.compile(r"^(?:D:)?(\d{4})(?:-?(\d{2}))?(?:-?(\d{2}))?")
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_LEGACY = {"iw": "he", "in": "id", "ji": "yi"}
LONGEST = 1_000


def title(text: str | None) -> str:
    """Return a title without the noise programs leave; "" when nothing of it is one."""
    plain = _line(text)
    noise = _TITLE_NOISE.match(plain)
    if noise:
        if not noise.group().lower().startswith("microsoft"):
            return ""
        plain = plain[noise.end() :]
    if _PROGRAM_TITLE.match(plain):
        return ""
    return _FILE_ENDING.sub("", plain).strip()


def names(text: str | None) -> tuple[str, ...]:
    """Return the persons named, parted at semicolons; accounts such as "admin" are no names."""
    found = (_line(name) for name in re.split(r"[;\n]", text or ""))
    return tuple(dict.fromkeys(name for name in found if name.lower() not in _NAME_NOISE))


def keywords(text: str | None) -> tuple[str, ...]:
    """Return the keywords, parted at commas and semicolons."""
    found = (_line(word) for word in re.split(r"[;,،；，\n]", text or ""))
    return tuple(dict.fromkeys(word for word in found if word))


def description(text: str | None) -> str | None:
    """Return a description as one paragraph, or None."""
    return _line(text) or None


def issued(text: str | None) -> str | None:
    """Return the day of a PDF or ISO 8601 date as YYYY, YYYY-MM or YYYY-MM-DD, or None."""
    found = _DATE.match((text or "").strip())
    if not found:
        return None
    year, month, day = found.groups()
    if not 1400 <= int(year) <= 2199:
        return None
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return f"{year}-{month}-{day}"


def tag(text: str | None) -> str | None:
    """Return a language tag as BCP 47 writes it ("pt_br" → "pt-BR"), or None."""
    plain = (text or "").strip().partition(".")[0]
    if not _TAG.match(plain) or plain.lower() in {"und", "zxx", "mul", "none"}:
        return None
    primary, *rest = re.split("[-_]", plain)
    primary = _LEGACY.get(primary.lower(), primary.lower())
    return "-".join([primary, *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def _line(text: str | None) -> str:
    return " ".join((text or "").replace("\0", "").split())[:LONGEST]
