"""What was noted since a moment of a test."""

from typing import Any

from sqlalchemy import select

from coalition.audit.models import Act
from coalition.database import db

Told = tuple[str, str, int | None]


class Log:
    """What was noted after this was made, but for signing in."""

    def __init__(self) -> None:
        self._last = max(db.session.scalars(select(Act.id)), default=0)

    def acts(self) -> list[Act]:
        """Return the acts, oldest first."""
        db.session.expire_all()
        found = select(Act).where(Act.id > self._last, ~Act.action.startswith("accounts."))
        return list(db.session.scalars(found.order_by(Act.id)))

    def told(self) -> list[Told]:
        """Return action, subject and person of each."""
        return [(act.action, act.subject, act.person_id) for act in self.acts()]

    def actions(self) -> list[str]:
        """Return the actions alone."""
        return [act.action for act in self.acts()]

    def facts(self, action: str) -> dict[str, Any]:
        """Return the details of the one act of this kind."""
        (detail,) = [act.detail for act in self.acts() if act.action == action]
        assert detail is not None
        return detail
