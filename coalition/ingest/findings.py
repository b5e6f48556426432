"""What files of every kind are told of: whom they shut out, and what they give away."""

from collections.abc import Iterable, Sequence
from itertools import islice

from coalition.ingest import said
from coalition.ingest.normalise import clean
from coalition.ingest.reading import Metadata, Notice, Page

_MOST_NAMES = 10
_LONGEST_NAME = 80  # characters
_NEEDS_HEADINGS = 6_000  # characters: two printed pages, which one can still look through
# What programs write where a person's name belongs, in small letters.
_PROGRAMS = frozenset(
    {
        "apache poi",
        "google docs",
        "libreoffice",
        "microsoft",
        "microsoft corporation",
        "microsoft office",
        "microsoft office user",
        "microsoft user",
        "office user",
        "openoffice.org",
        "openpyxl",
        "pandoc",
        "pc",
        "python-docx",
        "python-pptx",
        "un-named",
        "usuario de microsoft office",
        "usuario de windows",
        "utilisateur de microsoft office",
        "utilisateur windows",
        "windows user",
        "xlsxwriter",
        "пользователь windows",
    }
)


def property_notices(metadata: Metadata, names: Iterable[str]) -> list[Notice]:
    """Return "no-title", "no-language" and "author-names", as far as they hold.

    `names` are those of all people and organisations the file names outside its text, authors
    included, as it writes them; the notice has the first ten that differ.
    """
    notices: list[Notice] = []
    if not metadata.title:
        notices.append(Notice("no-title"))
    if metadata.language is None:
        notices.append(Notice("no-language"))
    return [*notices, *list_notice("author-names", people(names))]


def heading_notices(pages: Sequence[Page]) -> list[Notice]:
    """Return "no-headings" for a long text whose pieces are known and none of them a heading."""
    roles = {piece.role for page in pages for piece in page.shape}
    if not roles or any(role.startswith("heading-") for role in roles):
        return []
    return [Notice("no-headings")] if _length(pages) > _NEEDS_HEADINGS else []


def picture_notice(count: int) -> list[Notice]:
    """Return "no-alternatives" with the count of pictures without an alternative text, if any."""
    return count_notice("no-alternatives", count)


def count_notice(code: str, count: int) -> list[Notice]:
    """Return a notice of this code with the count as its detail; none of a count of 0."""
    return [Notice(code, None, str(count))] if count else []


def list_notice(code: str, names: Iterable[str]) -> list[Notice]:
    """Return a notice of this code with the first ten names that differ; none without a name."""
    cleaned = (" ".join(clean(name).split())[:_LONGEST_NAME] for name in names)
    found = list(islice(_distinct(cleaned), _MOST_NAMES + 1))
    if len(found) > _MOST_NAMES:
        found[_MOST_NAMES:] = ["…"]
    return [Notice(code, None, ", ".join(found))] if found else []


def failure_notices(parts: Iterable[str]) -> list[Notice]:
    """Return "part-failed" for each of the first ten parts of a file that could not be read."""
    return [Notice("part-failed", None, part) for part in islice(_distinct(parts), _MOST_NAMES)]


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Return the different names of people and organisations, without what programs fill in."""
    each = (name for text in names for name in said.names(clean(text)))
    return tuple(_distinct(name for name in each if name.casefold() not in _PROGRAMS))


def _length(pages: Sequence[Page]) -> int:
    return sum(len(page.text) for page in pages)


def _distinct(names: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for name in names:
        if name and name not in seen:
            seen.add(name)
            yield name
