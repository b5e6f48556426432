"""What was found as references for writing programs: BibTeX and RIS."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from coalition.search.results import Hit
from coalition.search.taking.listings import Listing
from coalition.search.taking.plain import one_line
from coalition.web.site import settings

# What a kind of document is in BibTeX and in RIS; any other is something of its own.
_TYPES = {
    "workshop-brief": ("techreport", "RPRT"),
    "background-paper": ("techreport", "RPRT"),
    "report": ("techreport", "RPRT"),
    "presentation": ("misc", "SLIDE"),
    "transcript": ("misc", "HEAR"),
}
_USUAL_TYPES = ("misc", "GEN")

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, those behind a backslash too
        "}": r"\textbraceright{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_SEVERAL = re.compile(r"\sand\s|,.*,", re.IGNORECASE)  # what BibTeX reads as more than one name


def as_bibtex(listing: Listing, *, kind_label: Callable[[str], str]) -> str:
    """Return a list of documents as BibTeX in UTF-8; text between entries is a comment there."""
    lines = [f"% {listing.notice}\n"] if listing.is_cut else []
    return "\n".join(lines + [_bibtex(hit, kind_label(hit.kind)) for hit in listing.hits])


def as_ris(listing: Listing, *, kind_label: Callable[[str], str]) -> str:
    """Return a list of documents as RIS in UTF-8, which has no way to write a comment."""
    return "\r\n".join(_ris(hit, kind_label(hit.kind)) for hit in listing.hits)


def citation_key(hit: Hit) -> str:
    """Return a name for a reference that stays the same in every export, such as berg2012-17.

    The document's own number makes it unique.
    """
    names = hit.authors or ((hit.organisation.label,) if hit.organisation else ())
    surname = names[0].split(",")[0].split()[-1:] if names else []
    plain = unicodedata.normalize("NFKD", "".join(surname)).lower()
    name = "".join(c for c in plain if c.isascii() and c.isalnum())
    number = re.sub(r"[^0-9a-z]+", "-", hit.key.lower().rpartition(":")[2])
    return f"{name or hit.what}{(hit.issued or '')[:4]}-{number}"


def _types(hit: Hit) -> tuple[str, str]:
    return _TYPES.get(hit.kind, _USUAL_TYPES)


def _bibtex(hit: Hit, kind: str) -> str:
    """Return one entry. Titles are braced twice, so that styles leave their capitals alone."""
    entry = _types(hit)[0]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(hit, entry, kind))
    return f"@{entry}{{{citation_key(hit)},\n{body}}}\n"


def _fields(hit: Hit, entry: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry of this type that have a value."""
    organisation = hit.organisation.label if hit.organisation else settings().coalition_name
    is_report = entry == "techreport"
    year, month, _day = _date(hit)
    given = {
        "title": f"{{{_latex(hit.title)}}}",
        "author": " and ".join(map(_person, hit.authors)),
        "institution" if is_report else "organization": _latex(organisation),
        "type" if is_report else "howpublished": _latex(kind),
        "year": year,
        "month": month,
        "language": ", ".join(hit.languages),
        "keywords": ", ".join(_latex(subject.label) for subject in hit.subjects),
        "url": _verbatim(settings().site_url + hit.url),
        "abstract": _latex(hit.abstract),
    }
    return ((name, value) for name, value in given.items() if value)


def _ris(hit: Hit, kind: str) -> str:
    """Return one reference, each line a tag of two letters and its value."""
    organisation = hit.organisation.label if hit.organisation else ""
    given = [
        ("TY", _types(hit)[1]),
        ("ID", citation_key(hit)),
        ("T1", hit.title),
        *(("AU", author) for author in hit.authors),
        ("M3", kind),
        ("PY", _date(hit)[0]),
        ("DA", "/".join(filter(None, _date(hit)))),
        ("PB", organisation),
        *(("KW", subject.label) for subject in hit.subjects),
        ("LA", ", ".join(hit.languages)),
        ("UR", settings().site_url + hit.url),
        ("AB", hit.abstract),
    ]
    lines = [(tag, one_line(value)) for tag, value in given]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _date(hit: Hit) -> tuple[str, str, str]:
    """Return year, month and day, "" for what is not said."""
    year, month, day, *_rest = [*(hit.issued or "").split("-"), "", ""]
    return year, month, day


def _latex(text: str) -> str:
    """Return text in which nothing is a command."""
    return one_line(text).translate(_SPECIAL)


def _person(name: str) -> str:
    """Return an author's name, braced where it would be taken apart, as that of a body may be."""
    plain = _latex(name)
    return f"{{{plain}}}" if _SEVERAL.search(plain) else plain


def _verbatim(address: str) -> str:
    """Return an address as it is, but for braces, which would end its field."""
    return address.replace("{", "%7B").replace("}", "%7D")
