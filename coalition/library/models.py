"""Tables of the library: documents, their versions and files, the text by page, their history."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    func,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import NEVER_TWICE, Base, Short, now, one_of
from coalition.members.models import Organisation


class State(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"  # handed in; a coordinator publishes it or sends it back
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Who may read a published document."""

    PUBLIC = "public"
    MEMBERS = "members"


class Reading(StrEnum):
    """How far the reading of a version's file has come."""

    WAITING = "waiting"
    READING = "reading"
    READABLE = "readable"
    UNREADABLE = "unreadable"


class Recognition(StrEnum):
    """How far the recognition of pages that are pictures has come."""

    NONE = "none"  # no page needs it, or no program for it is installed
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Screening(StrEnum):
    """What is known of harmful programs in a file."""

    NONE = "none"  # nobody looked
    WAITING = "waiting"
    CLEAN = "clean"
    HARMFUL = "harmful"  # its bytes are kept, and offered to nobody
    REMOVED = "removed"  # a coordinator deleted the bytes


class Damage(StrEnum):
    """What is wrong with the bytes of a file, compared with what was deposited."""

    MISSING = "missing"
    RESIZED = "resized"
    FLIPPED = "flipped"  # of the right size, but not of the right digest
    UNREADABLE = "unreadable"  # the disk does not give them


class Act(StrEnum):
    """What can be done to a document."""

    DEPOSITED = "deposited"
    EDITED = "edited"
    HANDED_IN = "handed-in"
    SENT_BACK = "sent-back"
    PUBLISHED = "published"
    VERSION_ADDED = "version-added"
    WITHDRAWN = "withdrawn"


class Subject(Base):
    """A subject documents are about; coordinators edit the list."""

    __tablename__ = "subjects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short, unique=True)
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = NEVER_TWICE


class DocumentSubject(Base):
    """Which documents are about which subjects."""

    __tablename__ = "document_subjects"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True, index=True)


class Document(Base):
    """One work, with one permanent address, in numbered versions."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    abstract: Mapped[str] = mapped_column(default="")
    title_is_prefilled: Mapped[bool] = mapped_column(default=False)  # nobody has typed it yet
    kind: Mapped[str] = mapped_column(String(30), default="")  # a key of kinds.KINDS, or not said
    issued: Mapped[str] = mapped_column(String(10), default="")  # YYYY, YYYY-MM or YYYY-MM-DD
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)  # BCP 47
    licence: Mapped[str] = mapped_column(String(60), default="")  # SPDX identifier
    audience: Mapped[Audience] = mapped_column(
        one_of(Audience, "audience"), default=Audience.PUBLIC
    )
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.DRAFT)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )  # None: the coalition's own
    deposited_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    handed_in_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale form is noticed

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    deposited_by: Mapped[Person] = relationship(lazy="raise")
    authors: Mapped[list["Author"]] = relationship(
        lazy="raise", order_by="Author.position", cascade="all, delete-orphan"
    )
    subjects: Mapped[list[Subject]] = relationship(
        secondary="document_subjects", lazy="raise", order_by="Subject.position"
    )
    versions: Mapped[list["Version"]] = relationship(
        back_populates="document", lazy="raise", order_by="Version.number"
    )
    history: Mapped[list["DocumentEvent"]] = relationship(lazy="raise", order_by="DocumentEvent.id")
    cover: Mapped["Version | None"] = relationship(
        lazy="raise", viewonly=True, primaryjoin=lambda: _is_cover()
    )  # the newest version whose first page has a picture

    __table_args__ = (Index("ix_documents_state", "state", "published_at"), NEVER_TWICE)


class Author(Base):
    """A person or organisation who wrote a document, in order."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Short)
    is_organisation: Mapped[bool] = mapped_column(default=False)
    orcid: Mapped[str] = mapped_column(String(19), default="")  # 0000-0002-1825-0097, no address


class File(Base):
    """The bytes of one version or more, known by their SHA-256 digest."""

    __tablename__ = "files"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(Short)  # by content, never by name
    created_at: Mapped[datetime] = mapped_column(default=now)
    screening: Mapped[Screening] = mapped_column(
        one_of(Screening, "screening"), default=Screening.NONE
    )
    screened_at: Mapped[datetime | None]
    harm: Mapped[str] = mapped_column(Short, default="")  # the name of what was found
    checked_at: Mapped[datetime | None]  # when its bytes were last compared with the digest
    damage: Mapped[str] = mapped_column(String(10), default="", index=True)  # a Damage, or none
    damaged_at: Mapped[datetime | None]


class Version(Base):
    """A numbered state of a document: its file and what was read of it."""

    __tablename__ = "versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    file_digest: Mapped[str] = mapped_column(ForeignKey("files.digest"), index=True)
    file_name: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reading: Mapped[Reading] = mapped_column(one_of(Reading, "reading"), default=Reading.WAITING)
    problem: Mapped[str] = mapped_column(String(60), default="")  # a code of ingest.sentences
    problem_detail: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(20), default="")  # a key of ingest.kinds.KINDS
    unit: Mapped[str] = mapped_column(String(10), default="page")  # page, slide or part
    page_count: Mapped[int] = mapped_column(default=0)
    character_count: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(20), default="")
    notices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # of itself: title, authors …
    outline: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)  # [level, title, page]
    likeness: Mapped[str] = mapped_column(default="")  # the sketch of ingest.likeness
    reading_seconds: Mapped[float] = mapped_column(default=0.0)
    text_revision: Mapped[int] = mapped_column(default=0)  # one more each time its text changes
    recognition: Mapped[Recognition] = mapped_column(
        one_of(Recognition, "recognition"), default=Recognition.NONE
    )
    picture_count: Mapped[int] = mapped_column(default=0)  # pages 1 to this one have pictures

    document: Mapped[Document] = relationship(
        back_populates="versions", lazy="raise_on_sql"
    )  # loaded with its versions
    file: Mapped[File] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("document_id", "number"), NEVER_TWICE)


def _is_cover() -> ColumnElement[bool]:
    pictured = aliased(Version)
    newest = (
        select(func.max(pictured.number))
        .where(pictured.document_id == Document.id, pictured.picture_count > 0)
        .correlate(Document)
        .scalar_subquery()
    )
    return and_(Version.document_id == Document.id, Version.number == newest)


class Page(Base):
    """The text of one page, slide or part of a version."""

    __tablename__ = "pages"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(40), default="")  # as printed, such as iv
    text: Mapped[str]
    shape: Mapped[list[Any]] = mapped_column(JSON, default=list)  # ingest.reading.shape_to_json
    language: Mapped[str] = mapped_column(String(20), default="")  # where not the version's
    is_recognised: Mapped[bool] = mapped_column(default=False)  # read from a picture of the page


class Likeness(Base):
    """What a version's sketch is found by: versions that share a band are likely alike."""

    __tablename__ = "likenesses"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    band: Mapped[str] = mapped_column(String(20), primary_key=True)  # of ingest.likeness.bands

    __table_args__ = (Index("ix_likenesses_band", "band"),)


class Deposit(Base):
    """Which draft a form became of which bytes; kept for a day."""

    __tablename__ = "deposits"

    once: Mapped[str] = mapped_column(String(64), primary_key=True)  # the form and its person
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


class DocumentEvent(Base):
    """One act in a document's history: what, who, when and why."""

    __tablename__ = "document_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    act: Mapped[Act] = mapped_column(one_of(Act, "act"))
    text: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")
