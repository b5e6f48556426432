"""Operations that read member organisations."""

from flask import Response

from coalition.api import queries
from coalition.api.answers import answer
from coalition.api.describing.operations import Answer, Described, Parameter, described
from coalition.api.operations import operation
from coalition.api.paging import asked_page
from coalition.api.shapes.lists import OrganisationList
from coalition.api.shapes.members import Organisation
from coalition.api.shapes.parts import Country
from coalition.api.shapes.words import said as _l
from coalition.api.showing.members import organisation_shape
from coalition.api.showing.pages import page_of
from coalition.api.views.filtering import Filters
from coalition.api.views.room import blueprint
from coalition.members.queries import get_organisation
from coalition.web.viewing import current_viewer


@blueprint.get("/api/v1/members")
@described(
    Described(
        group="members",
        summary=_l("List the members"),
        about=_l("The organisations of the coalition, by their English names."),
        parameters=(Parameter("country", Country, _l("Members of this country."), "NL"),),
        is_paged=True,
        answers={200: Answer(_l("A page of members."), OrganisationList)},
    )
)
@operation(scope="read")
def members() -> Response:
    """List the members."""
    page, given = asked_page(), Filters("country")
    country = given.country("country")
    given.refuse_wrong()
    found = queries.members(country=country, page=page.number, per_page=page.size)
    shown = page_of(OrganisationList, map(organisation_shape, found.items), page, found.total)
    return answer(shown, headers=page.headers(shown.total))


@blueprint.get("/api/v1/members/<int:organisation_id>")
@described(
    Described(
        group="members",
        summary=_l("Read a member"),
        about=_l("What the register says of an organisation."),
        answers={200: Answer(_l("The organisation."), Organisation)},
    )
)
@operation(scope="read")
def member(organisation_id: int) -> Response:
    """Read a member."""
    Filters().refuse_wrong()
    return answer(organisation_shape(get_organisation(organisation_id, viewer=current_viewer())))
