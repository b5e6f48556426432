"""What the templates of all pages call: the head of a page, and the way to it."""

from collections.abc import Sequence

from flask import g, render_template
from markupsafe import Markup

from coalition.discovery import structured
from coalition.discovery.heads import alternates, graph_locale
from coalition.discovery.views.describing import head_of_page, own_address
from coalition.discovery.views.room import blueprint

blueprint.add_app_template_filter(graph_locale)


@blueprint.app_template_global()
def page_head(title: str) -> Markup:
    """Return what the head of this page tells programs; nothing for most pages, and for errors."""
    head = head_of_page()
    g.is_described = head is not None
    if head is None:
        return Markup("")
    found = render_template(
        "discovery/head.html",
        head=head,
        title=title,
        address=own_address(head),
        alternates=alternates(head.address),
        data=structured.script(head.things),
    )
    return Markup(found)  # noqa: S704 a template's own


@blueprint.app_template_global()
def way_data(trail: Sequence[tuple[str | None, object]]) -> Markup:
    """Return the way to this page as data, where the page is described; nothing elsewhere."""
    if not g.get("is_described"):
        return Markup("")
    return structured.script([structured.way_to(trail)])
