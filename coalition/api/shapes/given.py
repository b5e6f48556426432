"""What programs send: the description of a document, changes of it, and why it is withdrawn."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from coalition.api.shapes.parts import Given, Issued, Kind, Language, Licence, Number, Readers
from coalition.api.shapes.words import said as _l
from coalition.library.description import (
    LONGEST_ABSTRACT,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_AUTHORS,
    MOST_LANGUAGES,
)

MOST_SUBJECTS = 100


def _at_most(characters: int) -> Meta:
    """Return what tells the longest text; the library's own rules refuse what is longer."""
    return Meta(extra_json_schema={"maxLength": characters})


TITLE = _at_most(LONGEST_TITLE)
ABSTRACT = _at_most(LONGEST_ABSTRACT)
AUTHORS = Meta(extra_json_schema={"maxItems": MOST_AUTHORS})
LANGUAGES = Meta(extra_json_schema={"maxItems": MOST_LANGUAGES})
SUBJECTS = Meta(max_length=MOST_SUBJECTS)
THEIR_NUMBERS = Meta(description=_l("Numbers of subjects."))
DAY = Meta(description=_l("A day, a month or a year: 2012-11-08, 2012-11 or 2012."))


class AuthorGiven(Given, frozen=True, kw_only=True):
    """A person or an organisation that wrote a document."""

    name: Annotated[str, _at_most(LONGEST_NAME)]
    is_organisation: bool = False
    orcid: Annotated[
        str | None, Meta(description=_l("Sixteen characters such as 0000-0002-1825-0097."))
    ] = None


class Metadata(Given, frozen=True, kw_only=True):
    """What is said of a document. A draft needs a title alone, a published one more."""

    title: Annotated[str, TITLE]
    abstract: Annotated[str, ABSTRACT] = ""
    kind: Annotated[Kind | None, Meta(description=_l("Needed for publishing."))] = None
    authors: Annotated[list[AuthorGiven], AUTHORS] = []
    issued: Annotated[Issued | None, DAY] = None
    languages: Annotated[
        list[Language], LANGUAGES, Meta(description=_l("At least one is needed for publishing."))
    ] = []
    subject_ids: Annotated[list[Number], SUBJECTS, THEIR_NUMBERS] = []
    licence: Annotated[Licence | None, Meta(description=_l("Needed for publishing."))] = None
    audience: Readers = "public"
    organisation_id: Annotated[
        Number | UnsetType | None,
        Meta(
            description=_l(
                "For which organisation; null for the coalition itself. May be left out by those "
                "who represent one organisation."
            )
        ),
    ] = UNSET


class Changes(Given, frozen=True, kw_only=True):
    """What is to be said otherwise. What is left out stays; null empties a field."""

    title: Annotated[str, TITLE] | UnsetType = UNSET
    abstract: Annotated[str | None, ABSTRACT] | UnsetType = UNSET
    kind: Kind | UnsetType | None = UNSET
    authors: Annotated[list[AuthorGiven] | None, AUTHORS] | UnsetType = UNSET
    issued: Annotated[Issued | None, DAY] | UnsetType = UNSET
    languages: Annotated[list[Language] | None, LANGUAGES] | UnsetType = UNSET
    subject_ids: Annotated[Annotated[list[Number], SUBJECTS] | None, THEIR_NUMBERS] | UnsetType = (
        UNSET
    )
    licence: Licence | UnsetType | None = UNSET
    audience: Readers | UnsetType = UNSET


class Withdrawing(Given, frozen=True, kw_only=True):
    """Why a document is taken back."""

    reason: Annotated[str, Meta(description=_l("A sentence; readers will see it."))]
