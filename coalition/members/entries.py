"""Organisation → search entry: members are found by every name they have or had."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select

from coalition.database import db
from coalition.members.models import Act, Organisation, OrganisationEvent, State
from coalition.members.places import country_name
from coalition.search.entries import Entry
from coalition.search.sources import Standing
from coalition.web.site import path_of

ROOM = "organisation"
NAMES = ("name", "english_name", "acronym")


def key_of(organisation_id: int) -> str:
    """Return the key an organisation has in the index, such as "organisation:3"."""
    return f"{ROOM}:{organisation_id}"


def entry_of(organisation: Organisation, former_names: Iterable[str] = ()) -> Entry:
    """Return what is searched of a member: its names now and before, and its country in English."""
    country = country_name(organisation.country, "en")
    others = (organisation.english_name, organisation.acronym, country, *former_names)
    shown = dict.fromkeys(name for name in others if name and name != organisation.name)
    return Entry(
        key=key_of(organisation.id),
        url=path_of("members.detail", organisation_id=organisation.id),
        title=organisation.name,
        abstract=" · ".join(shown),
        authors=(),
        organisation=None,
        kind="",
        languages=(organisation.name_language,),
        issued=None,
        subjects=(),
        audience="public",
        pages=(),
        what="organisation",
        published_at=organisation.approved_at,
    )


class Organisations:
    """The organisations that are members, as search.sources asks for them."""

    follows = frozenset({ROOM})

    def things_of(self, subject: str) -> set[str]:
        """Return the organisation itself."""
        return {key_of(_id_of(subject))}

    def standings(self, things: Collection[str] | None = None) -> Mapping[str, Standing]:
        """Return how the members stand; one query."""
        columns = (*(getattr(Organisation, name) for name in NAMES), Organisation.name_language)
        members = select(Organisation.id, *columns, Organisation.country, Organisation.approved_at)
        found = members.where(*_within(things)).order_by(Organisation.id)
        return {
            key_of(row[0]): Standing((key_of(row[0]),), 0, repr(tuple(row)))
            for row in db.session.execute(found)
        }

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return the keys of these organisations: each has one."""
        return set(things)

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those that are members; two queries."""
        members = db.session.scalars(
            select(Organisation)
            .where(*_within(things))
            .order_by(Organisation.id)
            .execution_options(populate_existing=True)
        ).all()
        former = _former_names([member.id for member in members])
        return [entry_of(member, former[member.id]) for member in members]


def _id_of(key: str) -> int:
    return int(key.removeprefix(f"{ROOM}:"))


def _within(things: Collection[str] | None) -> Sequence[ColumnElement[bool]]:
    """Return the conditions for the members among these things, or for all of them."""
    is_member = Organisation.state == State.APPROVED
    if things is None:
        return (is_member,)
    return (is_member, Organisation.id.in_(sorted(map(_id_of, things))))


def _former_names(organisation_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Return what each organisation was called since it became a member, latest first."""
    edits = (
        select(OrganisationEvent.organisation_id, OrganisationEvent.changes)
        .where(
            OrganisationEvent.organisation_id.in_(organisation_ids),
            OrganisationEvent.act == Act.EDITED,
        )
        .order_by(OrganisationEvent.id.desc())
    )
    names: dict[int, list[str]] = defaultdict(list)
    for organisation_id, changes in db.session.execute(edits):
        names[organisation_id] += [changes[name][0] for name in NAMES if name in changes]
    return names
