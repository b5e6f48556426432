"""The register of members, a page for each, and the way to one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.audit import service as audit
from coalition.members import labels, places, policy, queries, register, worldmap
from coalition.members.models import State
from coalition.members.views.room import blueprint, country_name, region_label
from coalition.web.forms import clean
from coalition.web.hooks import hooks
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of the register; values are (address, label, count, whether it is chosen)."""

    title: str
    values: tuple[tuple[str, str, int, bool], ...]


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show the members: search, filters, map and table."""
    filters = _filters()
    found = register.register(filters, request.args.get("page", 1, type=int))
    return render_template(
        "members/index.html",
        filters=filters,
        found=found,
        args=_arguments(filters),
        facets=_facets(filters, found),
        countries=_by_country(found),
        map=worldmap.render(
            found.on_map,
            href=lambda code: url_for("members.index", **_arguments(filters, country=code)),
            label=lambda code, count: _(
                "%(country)s: %(count)s", country=country_name(code), count=count
            ),
            outlines=url_for("static", filename="img/world.svg"),
        ),
        map_note=worldmap.NOTE,
    )


@blueprint.get("/members.csv")
def download() -> ResponseReturnValue:
    """Give the members that the filters find as a table for a spreadsheet."""
    head = (
        _("Name"),
        _("Language of the name"),
        _("Name in English"),
        _("Acronym"),
        _("Country code"),
        _("Country or territory"),
        _("Region"),
        _("Stakeholder group"),
        _("Website"),
        _("ROR identifier"),
        _("Member since"),
    )
    viewer = current_viewer()
    if viewer.is_signed_in:  # for the public the register is a page like any other
        audit.note("members.exported", by=viewer.person_id, filters=request.args.to_dict())
    return Response(
        register.as_csv(_filters(), head, locale_tag()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="members.csv"'},
    )


@blueprint.get("/<int:organisation_id>")
def detail(organisation_id: int) -> ResponseReturnValue:
    """Show a member and its documents; whoever applied is sent to the application."""
    viewer = current_viewer()
    organisation = queries.get_organisation(organisation_id, viewer=viewer)
    if organisation.state not in {State.APPROVED, State.SUSPENDED}:
        return redirect(url_for(".application", organisation_id=organisation_id), code=303)
    return render_template(
        "members/detail.html",
        organisation=organisation,
        region=region_label(register.region_of(organisation, organisation.stakeholder_group)),
        documents=hooks().documents_of_member(organisation_id, viewer=viewer),
        may_edit=policy.may_edit(viewer, organisation_id) and organisation.state is State.APPROVED,
        may_read_application=policy.may_read_application(viewer, organisation_id),
        represents=policy.represents(viewer, organisation_id),
    )


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """Go to one's organisation or application; list several; invite those who have none."""
    found = queries.own_organisations(viewer=current_viewer())
    if len(found) == 1:
        return redirect(_own_page(found[0].id, found[0].state), code=303)
    return render_template("members/mine.html", organisations=found, own_page=_own_page)


def _own_page(organisation_id: int, state: State) -> str:
    page = "members.detail" if state is State.APPROVED else "members.application"
    return url_for(page, organisation_id=organisation_id)


def _filters() -> register.Filters:
    """Read the filters of the address; what is not in any list filters nothing."""
    country = request.args.get("country", "").upper()
    region = request.args.get("region", "")
    return register.Filters(
        text=clean(request.args.get("q"))[:200],
        country=country if places.is_country(country) else "",
        region=region if region in places.REGIONS else "",
        group=request.args.get("group", 0, type=int),
    )


def _arguments(filters: register.Filters, **changes: Any) -> dict[str, Any]:
    """Return the filters as arguments of an address, with changes; open ones are left out."""
    given = {
        "q": filters.text,
        "country": filters.country,
        "region": filters.region,
        "group": filters.group,
    }
    return {name: value for name, value in (given | changes).items() if value}


def _by_country(found: register.Register) -> list[tuple[str, str, int]]:
    """Return the countries found as (code, name, count), most members first."""
    rows = [(code, country_name(code), count) for code, count in found.on_map.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


def _facets(filters: register.Filters, found: register.Register) -> list[Facet]:
    """Return the three facets; each value's address adds it to the filters, or takes it out."""
    groups_in_order = {group.id: labels.group_label(group.name) for group in queries.groups()}
    return [
        _facet("group", _("Stakeholder group"), groups_in_order, found.groups, filters),
        _facet("region", _("Region"), places.REGIONS, found.regions, filters),
        _facet(
            "country",
            _("Country or territory"),
            dict(places.countries(locale_tag())),
            found.countries,
            filters,
        ),
    ]


def _facet(
    name: str,
    title: str,
    values: Mapping[Any, Any],
    counts: Mapping[Any, int],
    filters: register.Filters,
) -> Facet:
    chosen = getattr(filters, name)
    shown = []
    for key, label in values.items():
        if counts.get(key) or key == chosen:
            arguments = _arguments(filters, **{name: None if key == chosen else key})
            address = url_for("members.index", **arguments)
            shown.append((address, str(label), counts.get(key, 0), key == chosen))
    return Facet(title, tuple(shown))
