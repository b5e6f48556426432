"""The chain: each act holds the digest of the one before, so that none can be changed unnoticed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalition.audit.models import Act

# Made once: json.dumps() makes one anew for each act of a chain.
_written = json.JSONEncoder(ensure_ascii=False).encode
_detail_written = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

BEGINNING = "0" * 64  # what the first act holds as the digest of the one before


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain is made of in one act, as its row holds it."""

    id: int
    at: datetime
    action: str
    person_id: int | None
    subject: str
    detail: Mapping[str, Any] | None
    salt: str
    detail_digest: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the number of the act, and a code of what is wrong.

    "gap": acts before it are missing. "previous": it does not follow the one before. "digest": it
    was changed. "detail": its details were.
    """

    act_id: int
    what: str


def detail_digest(salt: str, detail: Mapping[str, Any]) -> str:
    """Return the digest that stands for details in the chain, and tells nothing once they are gone."""
    return hashlib.sha256(f"{salt}{_detail_written(detail)}".encode()).hexdigest()


def digest_of(act: Act | Link) -> str:
    """Return the digest of an act, over all that can never change of it."""
    held = (
        act.previous,
        str(act.id),
        act.at.isoformat(timespec="microseconds"),
        act.action,
        "" if act.person_id is None else str(act.person_id),
        act.subject,
        act.detail_digest,
    )
    return hashlib.sha256(_written(held).encode()).hexdigest()


def breaks(acts: Iterable[Act | Link]) -> Iterator[Break]:
    """Give every place where the chain does not hold; acts come by number, from the first."""
    expected_id, previous = 1, BEGINNING
    for act in acts:
        if act.id != expected_id:
            yield Break(act.id, "gap")
        elif act.previous != previous:
            yield Break(act.id, "previous")
        if act.digest != digest_of(act):
            yield Break(act.id, "digest")
        elif act.detail is not None and act.detail_digest != detail_digest(act.salt, act.detail):
            yield Break(act.id, "detail")
        expected_id, previous = act.id + 1, act.digest


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the chain found; has_head: an act of the digest that was asked for."""

    count: int
    breaks: list[Break]
    has_head: bool

    @property
    def broken_count(self) -> int:
        """Return how many acts do not hold."""
        return len({broken.act_id for broken in self.breaks})


def verified(acts: Iterable[Act | Link], digest: str = "") -> Verified:
    """Walk along the chain from its first act, in as much memory as one act takes."""
    count, has_head = 0, False

    def counted() -> Iterator[Act | Link]:
        nonlocal count, has_head
        for act in acts:
            count += 1
            has_head = has_head or act.digest == digest
            yield act

    found = list(breaks(counted()))
    return Verified(count, found, has_head)
