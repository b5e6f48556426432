"""Pages of lists: the things themselves, and where in the list they stand."""

from typing import Annotated

from msgspec import Meta

from coalition.api.shapes.documents import Document, Version
from coalition.api.shapes.members import Organisation
from coalition.api.shapes.parts import Shape, Subject
from coalition.api.shapes.programme import Meeting, Session
from coalition.api.shapes.words import said as _l


class Listing(Shape, frozen=True, kw_only=True):
    """Where in a list a page of it stands; the header Link leads to the others."""

    total: Annotated[int, Meta(ge=0, description=_l("How many there are on all pages together."))]
    page: Annotated[int, Meta(ge=1)]
    pages: Annotated[int, Meta(ge=1, description=_l("A page after the last has no items."))]
    per_page: Annotated[int, Meta(ge=1)]


class DocumentList(Listing, frozen=True, kw_only=True):
    """A page of documents."""

    items: list[Document]


class OrganisationList(Listing, frozen=True, kw_only=True):
    """A page of organisations."""

    items: list[Organisation]


class SessionList(Listing, frozen=True, kw_only=True):
    """A page of sessions."""

    items: list[Session]


class MeetingList(Listing, frozen=True, kw_only=True):
    """A page of meetings."""

    items: list[Meeting]


class VersionList(Shape, frozen=True, kw_only=True):
    """All versions of a document."""

    items: list[Version]


class SubjectList(Shape, frozen=True, kw_only=True):
    """All subjects, in the coalition's order."""

    items: list[Subject]
