"""Tables of personal tokens, and of answers kept for requests that programs send twice."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, Short, now

LONGEST_NAME = 100


class Scope(StrEnum):
    """What a token is good for; it limits the rights of its person and never adds to them."""

    READ = "read"
    DEPOSIT = "deposit"
    PUBLISH = "publish"


class Token(Base):
    """A secret that stands for a person in their own programs; only its digest is kept.

    networks: from which network addresses it was used on the day of its last use.
    """

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(Short)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(4))  # the last letters, to tell tokens apart by
    granted: Mapped[str] = mapped_column(String(60))  # scopes with spaces between
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]
    networks: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def scopes(self) -> frozenset[Scope]:
        """Return what it is good for."""
        return frozenset(Scope(word) for word in self.granted.split())

    @property
    def is_living(self) -> bool:
        """Tell whether it works now, as far as it alone is asked."""
        return self.ended_at is None and self.expires_at > now()


class KeptAnswer(Base):
    """The answer to a request with an Idempotency-Key, or that it is being worked on (no status).

    fingerprint: SHA-256 of what was asked. claim: a name of the request that works on it.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    claim: Mapped[str] = mapped_column(String(32))
    claimed_at: Mapped[datetime] = mapped_column(default=now, index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
