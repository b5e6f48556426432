"""What a restored backup would bring back to life: an older one does not know what was ended since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from coalition.accounts import service as accounts
from coalition.audit.models import Act
from coalition.database import db
from coalition.mail.models import Message
from coalition.preservation.manifest import Manifest
from coalition.programme import service as programme
from coalition.tokens import service as tokens


@dataclass(frozen=True, slots=True)
class Ended:
    """How many there were of what was ended when a site was restored, as of when its backup is.

    letters: how many waited to be sent; they may have been sent after the backup was made.
    """

    made_at: datetime
    browsers: int
    tokens: int
    calendars: int
    letters: int

    def facts(self) -> dict[str, Any]:
        """Return it as the audit log keeps it, from where `noted` has it again."""
        return {
            "made_at": self.made_at.isoformat(),
            "browsers": self.browsers,
            "tokens": self.tokens,
            "calendars": self.calendars,
            "letters": self.letters,
        }


def noted(manifest: Manifest) -> Ended | None:
    """Return what was ended when this very backup was restored here, None when it was not yet."""
    restored = select(Act.detail).where(Act.action == "preservation.restored")
    for detail in db.session.scalars(restored.order_by(Act.id.desc())):
        if detail and detail.get("made_at") == manifest.made_at.isoformat():
            counts = (
                detail.get(name, 0) for name in ("browsers", "tokens", "calendars", "letters")
            )
            return Ended(manifest.made_at, *counts)
    return None


def end_all(manifest: Manifest) -> Ended:
    """End, inside a transaction, whatever lets somebody in and is soon had again by its owner."""
    waiting = select(func.count()).where(Message.sent_at.is_(None))
    letters = db.session.scalar(waiting) or 0  # before those that tell of what is ended
    return Ended(
        made_at=manifest.made_at,
        browsers=accounts.end_ways_in(),
        tokens=tokens.end_everybodys(),
        calendars=programme.give_up_all_calendars(),
        letters=letters,
    )
