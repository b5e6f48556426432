"""The table of the audit log; rows are only ever added, and none can be changed unnoticed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, now


class Act(Base):
    """One thing that was done or tried: by whom, to what, when.

    action: room and verb in the past, such as "library.published", a key of audit.actions.
    subject: what it was done to, such as "document:7"; empty when there is no such thing.
    person_id: who did it; none for visitors and for the command line. detail: facts by name, of
    which some tell of a person (a network address, what was typed); they can be erased later
    without breaking the chain, which holds only their salted digest. previous and digest: SHA-256
    in hexadecimal, of the act before and of this one (audit.chain).
    """

    __tablename__ = "acts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 … no gap
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    subject: Mapped[str] = mapped_column(String(80), default="", index=True)
    detail: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # None once erased
    salt: Mapped[str] = mapped_column(String(32))
    detail_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
