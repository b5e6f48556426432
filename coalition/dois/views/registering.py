"""How DOIs stand with the agency, for coordinators: what it refused, and sending that again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from coalition.dois import queries, service
from coalition.dois.views.room import blueprint
from coalition.records.models import DoiState
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

LAST_PAGE = 1_000_000  # beyond it no database counts rows


@blueprint.get("/dois")
def index() -> ResponseReturnValue:
    """Show how all DOIs stand, refused ones first."""
    viewer = current_viewer()
    page = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
    found = queries.dois(viewer=viewer, page=page)
    return render_template(
        "dois/index.html",
        found=found,
        titles=queries.titles_of(found.items, viewer=viewer),
        counts=queries.counts(viewer=viewer),
        states=DoiState,
        account=settings().datacite,
    )


@blueprint.post("/dois")
def send_again() -> ResponseReturnValue:
    """Send what the agency refused once more: one DOI, or all."""
    count = service.send_again(request.form.get("document", type=int), by=current_viewer())
    flash(
        ngettext("%(num)d DOI is sent again.", "%(num)d DOIs are sent again.", count),
        "success" if count else "info",
    )
    return redirect(url_for("dois.index"), code=303)
