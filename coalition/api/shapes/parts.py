"""What other shapes are made of: kinds of text, and the short form of each thing that is linked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from coalition.api.shapes.words import said as _l
from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES
from coalition.library.models import Audience
from coalition.programme.models import Use
from coalition.web.addresses import LARGEST_NUMBER


class Shape(Struct, frozen=True, kw_only=True):
    """What all shapes are: frozen, and made by names."""


class Given(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all shapes are that come in: a field that is not known is refused."""


def one_of(values: Iterable[object]) -> Meta:
    """Return what says in the description that a text is one of these; the services hold it."""
    return Meta(extra_json_schema={"enum": [str(value) for value in values]})


ADDRESS = Meta(extra_json_schema={"format": "uri"})
LANGUAGE = Meta(extra_json_schema={"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"})
ISSUED = Meta(extra_json_schema={"pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
COUNTRY = Meta(extra_json_schema={"pattern": "^[A-Z]{2}$"})
DIGEST = Meta(extra_json_schema={"pattern": "^[0-9a-f]{64}$"})

Url = Annotated[str, ADDRESS]
Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[int, Meta(ge=1, le=LARGEST_NUMBER)]
Kind = Annotated[str, one_of(KINDS)]
Licence = Annotated[str, one_of(LICENCES)]
Readers = Annotated[str, one_of(Audience)]
Purpose = Annotated[str, one_of(Use)]
Language = Annotated[str, LANGUAGE]
Issued = Annotated[str, ISSUED]
Country = Annotated[str, COUNTRY]


class Author(Shape, frozen=True, kw_only=True):
    """A person or an organisation that wrote a document."""

    name: Annotated[str, Meta(description=_l("As it is printed: given names first."))]
    is_organisation: bool
    orcid: Annotated[
        str | None, Meta(description=_l("Sixteen characters such as 0000-0002-1825-0097."))
    ]


class OrganisationLink(Shape, frozen=True, kw_only=True):
    """An organisation, in short."""

    id: Annotated[Number | None, Meta(description=_l("null for those that are no members."))]
    name: str
    url: Annotated[Url | None, Meta(description=_l("The page of it."))]
    api_url: Annotated[Url | None, Meta(description=_l("Where this interface tells more of it."))]


class Subject(Shape, frozen=True, kw_only=True):
    """A subject of the coalition's own list."""

    id: Number
    name: str


class MeetingLink(Shape, frozen=True, kw_only=True):
    """A meeting, in short."""

    id: Number
    name: str
    url: Url
    api_url: Url


class SessionLink(Shape, frozen=True, kw_only=True):
    """A session, in short."""

    id: Number
    number: Annotated[str | None, Meta(description=_l("As the programme prints it."))]
    title: str
    url: Url
    api_url: Url
    meeting: MeetingLink


class DocumentLink(Shape, frozen=True, kw_only=True):
    """A document of a session, in short."""

    id: Number
    title: str
    use: Annotated[Purpose, Meta(description=_l("What it is to the session."))]
    url: Url
    api_url: Url
