"""Organisations that may be the same as an applicant, each with why it is thought so."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.members import policy
from coalition.members.models import Organisation, State
from coalition.members.names import are_close, fold
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An organisation that may be the same: which, where it stands, and why it is listed."""

    organisation_id: int
    name: str
    name_language: str
    state: State
    reasons: tuple[str, ...]


def likely_duplicates(organisation: Organisation, *, viewer: Viewer) -> tuple[Duplicate, ...]:
    """Return the organisations much like this one, most reasons first; none for others.

    Applications whose address nobody confirmed are left out: anybody may write those.
    """
    if not policy.may_decide(viewer):
        return ()
    others = db.session.scalars(
        select(Organisation).where(
            Organisation.id != organisation.id, Organisation.state != State.UNCONFIRMED
        )
    )
    found = [
        Duplicate(other.id, other.name, other.name_language, other.state, reasons)
        for other in others
        if (reasons := _reasons(organisation, other))
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.reasons), each.organisation_id)))


def _reasons(one: Organisation, other: Organisation) -> tuple[str, ...]:
    found = []
    if one.ror and one.ror == other.ror:
        found.append(_("the same ROR identifier"))
    if one.website_host and one.website_host == other.website_host:
        found.append(_("a website at the same place, %(host)s", host=one.website_host))
    names = {one.name, one.english_name}
    if any(are_close(a, b) for a in names for b in (other.name, other.english_name)):
        found.append(_("a name much like it"))
    if one.acronym and fold(one.acronym) == fold(other.acronym):
        found.append(_("the same acronym"))
    return tuple(found)
