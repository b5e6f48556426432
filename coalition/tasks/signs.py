"""Signs of life: every worker writes, once a minute, that it is there, for those who watch."""

import os
import socket
from datetime import datetime, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, db, now, transaction

OVERDUE = timedelta(minutes=4)  # a worker that did not write for so long is gone, or cannot write
KEPT = timedelta(days=1)  # so long it is told when a worker that is gone was last there


class WorkerSign(Base):
    """When a worker, which is a process of a machine, was last there."""

    __tablename__ = "worker_signs"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)


def process_name() -> str:
    """Return what this process is known by: its machine and its number there."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def give() -> None:
    """Note that this process works; forget workers that have been gone for a day."""
    name = process_name()
    with transaction():
        own = db.session.get(WorkerSign, name)
        if own is None:
            own = WorkerSign(name=name, started_at=now())
            db.session.add(own)
        own.seen_at = now()
        db.session.flush()
        db.session.execute(delete(WorkerSign).where(WorkerSign.seen_at < now() - KEPT))


def end() -> None:
    """Note that this process works no more."""
    with transaction():
        db.session.execute(delete(WorkerSign).where(WorkerSign.name == process_name()))


def last_sign() -> datetime | None:
    """Return when any worker was last there; None when there was none for a day."""
    found: datetime | None = db.session.scalar(select(func.max(WorkerSign.seen_at)))
    return found
