"""What a file would change in a meeting: a row for each session it names, and what it does not name."""

from dataclasses import dataclass
from enum import StrEnum

from coalition.programme.description import SessionFields
from coalition.programme.imports.said import Said
from coalition.programme.models import Session, State


class Outcome(StrEnum):
    """What becomes of a session that a file names."""

    REFUSED = "refused"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Known:
    """A session as it was found. The row itself is let go of, so that changing many stays quick."""

    id: int
    number: str
    title: str
    state: State
    revision: int

    @classmethod
    def of(cls, session: Session) -> "Known":
        """Return what is known of a session."""
        return cls(session.id, session.number, session.title, session.state, session.revision)


@dataclass(frozen=True, slots=True)
class Row:
    """What a file says of a session, which one it is, and how it would be described.

    `before` is None for a new one, `after` for one that is refused with `problem`. `turns` is what
    it becomes: cancelled, or held after all; None where that stays. `remarks` are no obstacles.
    """

    said: Said
    outcome: Outcome
    session: Known | None = None
    before: SessionFields | None = None
    after: SessionFields | None = None
    turns: State | None = None
    problem: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return what the session is called."""
        return self.said.title or (self.session.title if self.session else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file would change in a meeting; `gone` is what it does not name.

    `digest` is another when the plan is: because of the file, or of what is there by now.
    """

    rows: tuple[Row, ...]
    gone: tuple[Known, ...]
    new_themes: tuple[str, ...]
    new_rooms: tuple[str, ...]
    remarks: tuple[str, ...]
    digest: str

    def of(self, outcome: str) -> list[Row]:
        """Return the rows with this outcome."""
        return [row for row in self.rows if row.outcome == outcome]
