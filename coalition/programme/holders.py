"""Which organisation is meant by a name that was typed as that of an organiser."""

from collections.abc import Iterable

from sqlalchemy import select

from coalition.database import db
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.programme.description import OrganiserFields
from coalition.programme.models import Organiser


class Holders:
    """The members by their names, and whoever holds the session already, as one query finds them."""

    def __init__(self, held: Iterable[Organiser] = ()) -> None:
        columns = (Organisation.id, Organisation.name, Organisation.english_name)
        members = db.session.execute(
            select(*columns, Organisation.acronym)
            .where(Organisation.state == OrganisationState.APPROVED)
            .order_by(Organisation.name, Organisation.id)
        ).all()
        self.names = tuple(dict.fromkeys(row[1] for row in members))  # to choose from
        self._names = {row[0]: row[1] for row in members}
        self._ids: dict[str, int] = {}
        by_name = [(row[1], row[0]) for row in members]
        in_english = [(row[2], row[0]) for row in members]
        in_short = [(row[3], row[0]) for row in members]
        for name, number in (*by_name, *in_english, *in_short):  # names go before short ones
            self._ids.setdefault(name.casefold(), number)
        for organiser in held:  # one that is no member any longer may stay
            if organiser.organisation is not None:
                self._ids[organiser.organisation.name.casefold()] = organiser.organisation.id
                self._names[organiser.organisation.id] = organiser.organisation.name

    def named(self, name: str) -> OrganiserFields:
        """Return the member of this name, in whatever case, or anybody else of this name."""
        number = self._ids.get(name.casefold()) if name else None
        return OrganiserFields(number) if number else OrganiserFields(name=name)

    def name_of(self, organisation_ids: Iterable[int]) -> list[str]:
        """Return the names of these members."""
        wanted = set(organisation_ids)
        return [name for name in self.names if self._ids[name.casefold()] in wanted]

    def shown(self, organiser: OrganiserFields) -> str:
        """Return the name of an organiser."""
        if organiser.organisation_id is None:
            return organiser.name
        return self._names.get(organiser.organisation_id, "")
