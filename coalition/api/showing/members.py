"""Organisations in the shape programs get."""

from coalition.api.shapes.members import Organisation as Shape
from coalition.api.showing.links import api_address, listed
from coalition.members.identifiers import ror_address
from coalition.members.labels import group_label
from coalition.members.models import Organisation
from coalition.members.register import region_of
from coalition.web.site import address_of


def organisation_shape(organisation: Organisation) -> Shape:
    """Return an organisation with its group."""
    number = organisation.id
    return Shape(
        id=number,
        url=address_of("members.detail", organisation_id=number),
        api_url=api_address("member", organisation_id=number),
        documents_url=listed("documents", organisation=number),
        state=organisation.state.value,
        name=organisation.name,
        name_language=organisation.name_language,
        english_name=organisation.english_name,
        acronym=organisation.acronym or None,
        country=organisation.country,
        region=region_of(organisation, organisation.stakeholder_group) or None,
        group=group_label(organisation.stakeholder_group.name),
        website=organisation.website or None,
        ror=ror_address(organisation.ror) if organisation.ror else None,
        member_since=organisation.approved_at,
    )
