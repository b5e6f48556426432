"""Documents as they come out: what is said of one, its versions, and how far reading has come."""

from typing import Annotated

from msgspec import Meta

from coalition.api.shapes.parts import (
    DIGEST,
    Author,
    Issued,
    Kind,
    Language,
    Licence,
    Moment,
    Number,
    OrganisationLink,
    Readers,
    SessionLink,
    Shape,
    Subject,
    Url,
    one_of,
)
from coalition.api.shapes.words import said as _l
from coalition.library.models import Reading as HowFar
from coalition.library.models import State


class Original(Shape, frozen=True, kw_only=True):
    """The file of a version, as it was deposited."""

    url: Annotated[Url, Meta(description=_l("Where the file itself is sent from."))]
    name: str
    media_type: Annotated[str, Meta(description=_l("By its content, never by its name."))]
    size_bytes: Annotated[int, Meta(ge=0)]
    sha256: Annotated[str, DIGEST]


class Reading(Shape, frozen=True, kw_only=True):
    """How far the reading of a file has come."""

    state: Annotated[
        str,
        one_of(HowFar),
        Meta(description=_l("Ask again after some seconds while it is waiting or reading.")),
    ]
    problem: Annotated[
        str | None, Meta(description=_l("Why the file could not be read, and what to do."))
    ]


class Version(Shape, frozen=True, kw_only=True):
    """A numbered state of a document."""

    number: Number
    note: Annotated[str, Meta(description=_l("What changed; empty for the first."))]
    url: Url
    api_url: Url
    created_at: Moment
    reading: Reading
    unit: Annotated[str, one_of(("page", "slide", "part"))]
    page_count: Annotated[
        int, Meta(ge=0, description=_l("0 until the file was read, or if it cannot be."))
    ]
    file: Annotated[
        Original | None, Meta(description=_l("null while the file is not offered to readers."))
    ]


class Withdrawal(Shape, frozen=True, kw_only=True):
    """When a document was taken back, and why."""

    at: Moment
    reason: str


class Document(Shape, frozen=True, kw_only=True):
    """A document with what is said of it and all its versions."""

    id: Number
    url: Annotated[Url, Meta(description=_l("Its permanent address."))]
    api_url: Url
    state: Annotated[str, one_of(State)]
    title: str
    abstract: str
    kind: Annotated[Kind | None, Meta(description=_l("null while nobody has said it."))]
    authors: list[Author]
    issued: Annotated[
        Issued | None, Meta(description=_l("The day, month or year the document is of."))
    ]
    languages: Annotated[list[Language], Meta(description=_l("BCP 47 tags."))]
    subjects: list[Subject]
    licence: Annotated[Licence | None, Meta(description=_l("An SPDX identifier."))]
    licence_url: Annotated[Url | None, Meta(description=_l("Where the licence's text is."))]
    audience: Annotated[Readers, Meta(description=_l("Who may read it once it is published."))]
    organisation: OrganisationLink
    sessions: list[SessionLink]
    ark: str | None
    doi: str | None
    published_at: Moment | None
    withdrawal: Annotated[
        Withdrawal | None, Meta(description=_l("Only of a document that was taken back."))
    ]
    versions: Annotated[
        list[Version], Meta(description=_l("The newest last; none once it is withdrawn."))
    ]
