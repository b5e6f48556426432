"""Which sessions of a schedule a reader asks for: the choices of its address, and their counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from coalition.programme.models import Organiser, Session

FIELDS = ("theme", "kind", "organisation", "ours", "mine")
YES = "1"
BY_NAME = "~"  # before the name of an organiser that is no member
MOST = 40  # choices in one address
LONGEST = 210  # characters of one


class Arguments(Protocol):
    """What is behind the question mark of an address."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values of a name."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The choices: (field, key) for each, where keys are numbers of rows, kinds, names or YES.

    Several of one field mean any of them; several fields mean all of them.
    """

    chosen: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def read(cls, arguments: Arguments) -> "Filters":
        """Return the choices of an address; what is no choice is left out."""
        found = [
            (field, key)
            for field in FIELDS
            for key in arguments.getlist(field)
            if 0 < len(key) <= LONGEST and (key == YES or field not in {"ours", "mine"})
        ]
        return cls(frozenset(found[:MOST]))

    def __bool__(self) -> bool:
        """Tell whether anything is chosen."""
        return bool(self.chosen)

    def of(self, field: str) -> frozenset[str]:
        """Return the keys chosen of a field."""
        return frozenset(key for one, key in self.chosen if one == field)

    def has(self, field: str, key: str = YES) -> bool:
        """Tell whether this is chosen."""
        return (field, key) in self.chosen

    def toggled(self, field: str, key: str = YES) -> "Filters":
        """Return the choices with this one more, or without it when it was among them."""
        return replace(self, chosen=self.chosen ^ {(field, key)})

    def arguments(self) -> dict[str, list[str]]:
        """Return what goes into an address, always in the same order."""
        return {field: sorted(self.of(field)) for field in FIELDS if self.of(field)}

    def takes(
        self, session: Session, mine: Collection[int] = (), *, besides: str | None = None
    ) -> bool:
        """Tell whether a session is asked for; `besides` names a field whose choices do not count.

        `mine` holds the numbers of the sessions in the reader's own programme.
        """
        return all(
            self.of(field) & keys_of(session, field, mine)
            for field in {field for field, _key in self.chosen} - {besides}
        )

    def counts(
        self, sessions: Iterable[Session], mine: Collection[int] = ()
    ) -> Mapping[str, Counter[str]]:
        """Return, by field and key, how many sessions there would be with the other choices kept."""
        found: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
        for session in sessions:
            for field in FIELDS:
                if self.takes(session, mine, besides=field):
                    found[field].update(keys_of(session, field, mine))
        return found


def keys_of(session: Session, field: str, mine: Collection[int] = ()) -> set[str]:
    """Return the keys under which a session is found in a field."""
    match field:
        case "theme":
            return {str(session.theme_id)} if session.theme_id else set()
        case "kind":
            return {session.kind}
        case "organisation":
            return {organiser_key(organiser) for organiser in session.organisers}
        case "ours":
            return {YES} if session.is_ours else set()
        case _mine:
            return {YES} if session.id in mine else set()


def organiser_key(organiser: Organiser) -> str:
    """Return the key of an organiser: the number of a member, else the name after BY_NAME."""
    return str(organiser.organisation_id or BY_NAME + organiser.name)
