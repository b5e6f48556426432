"""The hubs of a meeting as everybody sees them: list and map, one hub, and the table for coordinators."""

from collections.abc import Sequence

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from coalition.audit import service as audit
from coalition.database import now
from coalition.hubs import policy, queries, table
from coalition.hubs.models import Hub
from coalition.hubs.positions import positions
from coalition.hubs.views.deciding import page_of_hub
from coalition.hubs.views.room import blueprint
from coalition.members import worldmap
from coalition.members.names import fold
from coalition.members.places import country_name
from coalition.programme import queries as programme
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

DOT = 2  # of the map's five sizes: hubs are all alike


@blueprint.get("/meetings/<int:meeting_id>/hubs")
def index(meeting_id: int) -> ResponseReturnValue:
    """Show the accepted hubs of a meeting with their local times, and invite to register one."""
    viewer = current_viewer()
    meeting = programme.get_meeting(meeting_id)
    tag = locale_tag()
    hubs = sorted(
        queries.accepted_hubs(meeting_id),
        key=lambda hub: (fold(country_name(hub.country, tag)), fold(hub.city), hub.id),
    )
    return render_template(
        "hubs/index.html",
        meeting=meeting,
        hubs=hubs,
        countries={hub.country for hub in hubs},
        map=_map(hubs, tag),
        map_note=worldmap.NOTE,
        open_contacts={hub.id for hub in hubs if policy.may_see_contacts(viewer, hub)},
        is_open=policy.may_register(viewer, meeting, now()),
        waiting=queries.waiting_count(meeting_id, viewer=viewer),
    )


@blueprint.get("/hubs/<int:hub_id>")
def detail(hub_id: int) -> ResponseReturnValue:
    """Show a hub; coordinators also read its history here and decide."""
    return page_of_hub(hub_id)


@blueprint.get("/meetings/<int:meeting_id>/hubs.csv")
def download(meeting_id: int) -> ResponseReturnValue:
    """Give all hubs of a meeting, with whom to write to, as a table for a spreadsheet."""
    viewer = current_viewer()
    name = programme.get_meeting(meeting_id).name
    audit.note("hubs.exported", f"meeting:{meeting_id}", by=viewer.person_id, name=name)
    return Response(
        table.as_csv(queries.all_hubs(meeting_id, viewer=viewer)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="hubs-{meeting_id}.csv"'},
    )


def _map(hubs: Sequence[Hub], tag: str) -> Markup:
    """Draw the hubs, each a dot that leads to its place in the list."""
    places = positions(hubs)
    dots = [
        worldmap.Dot(
            *places[hub.id],
            url=f"#hub-{hub.id}",
            label=_(
                "%(city)s, %(country)s: %(host)s",
                city=hub.city,
                country=country_name(hub.country, tag),
                host=hub.host,
            ),
            size=DOT,
        )
        for hub in hubs
        if hub.id in places
    ]
    return worldmap.draw(
        dots,
        title=_("World map of hubs"),
        about=_("Each hub has a dot, which leads to it in the list below the map."),
        outlines=url_for("static", filename="img/world.svg"),
    )
