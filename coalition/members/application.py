"""What an application says: the organisation's details, the person who applies, what changed."""

from dataclasses import dataclass

from coalition.errors import Invalid
from coalition.members.models import Organisation, StakeholderGroup


@dataclass(frozen=True, slots=True)
class OrganisationFields:
    """The details of an organisation, clean and checked.

    name_language is a BCP 47 tag, country ISO 3166-1 alpha-2, website a whole address or "",
    ror nine characters or "".
    """

    name: str
    name_language: str
    english_name: str
    acronym: str
    country: str
    stakeholder_group_id: int
    website: str
    ror: str
    reason: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who has no account yet, or does not say so."""

    name: str
    email: str
    password: str
    language: str


def fields_of(organisation: Organisation) -> OrganisationFields:
    """Return the details an organisation has now."""
    return OrganisationFields(
        name=organisation.name,
        name_language=organisation.name_language,
        english_name=organisation.english_name,
        acronym=organisation.acronym,
        country=organisation.country,
        stakeholder_group_id=organisation.stakeholder_group_id,
        website=organisation.website,
        ror=organisation.ror,
        reason=organisation.reason,
    )


def changes_between(
    old: OrganisationFields,
    new: OrganisationFields,
    old_group: StakeholderGroup,
    new_group: StakeholderGroup,
) -> dict[str, list[str]]:
    """Return what differs as field → [old, new]; groups are told by name, as they then were."""
    found = {
        name: [getattr(old, name), getattr(new, name)]
        for name in OrganisationFields.__slots__
        if name != "stakeholder_group_id" and getattr(old, name) != getattr(new, name)
    }
    if old_group.id != new_group.id:
        found["stakeholder_group"] = [old_group.name, new_group.name]
    return found


def require_text(text: str, field: str, sentence: str) -> None:
    """Raise Invalid with this sentence beside the field when there is no text."""
    if not text:
        raise Invalid(fields={field: sentence})
