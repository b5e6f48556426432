"""One's own saved searches: looking at them, changing the rhythm, pausing, deleting."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.alerts import queries, service
from coalition.alerts.forms import RhythmForm
from coalition.alerts.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show one's saved searches."""
    searches = queries.own_searches(viewer=current_viewer())
    return render_template("alerts/index.html", searches=searches)


@blueprint.post("/<int:search_id>/rhythm")
def change_rhythm(search_id: int) -> ResponseReturnValue:
    """Change how often one is told."""
    viewer = current_viewer()
    search = queries.get_own_search(search_id, viewer=viewer)
    form = RhythmForm()
    if form.validate():
        service.change_rhythm(search_id, form.chosen(), by=viewer)
        flash(_("Saved."), "success")
    else:
        flash(_("Not changed: choose daily or weekly for “%(name)s”.", name=search.name), "error")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<int:search_id>/pause")
def pause(search_id: int) -> ResponseReturnValue:
    """Stop the letters about a search for a while."""
    search = service.pause(search_id, by=current_viewer())
    flash(_("The letters about “%(name)s” are paused.", name=search.name), "success")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<int:search_id>/resume")
def resume(search_id: int) -> ResponseReturnValue:
    """Let the letters go on."""
    search = service.resume(search_id, by=current_viewer())
    flash(_("The letters about “%(name)s” go on.", name=search.name), "success")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<int:search_id>/delete")
def forget(search_id: int) -> ResponseReturnValue:
    """Delete a saved search."""
    name = service.forget(search_id, by=current_viewer())
    flash(_("“%(name)s” is deleted.", name=name), "success")
    return redirect(url_for(".index"), code=303)
