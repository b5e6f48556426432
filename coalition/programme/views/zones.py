"""The reader's time zone: chosen here without an account, and kept by the browser."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts.views import within_site
from coalition.programme.views.room import blueprint
from coalition.web import clocks


@blueprint.get("/zone")
def zone() -> ResponseReturnValue:
    """Show the zones to choose from, and which one is in use."""
    return _page(request.args.get("next", ""))


@blueprint.post("/zone")
def choose_zone() -> ResponseReturnValue:
    """Keep the choice in the browser and go back to the page it is for."""
    going_to = request.form.get("next", "")
    answer = make_response(redirect(within_site(going_to or url_for(".index")), code=303))
    if not clocks.remember_zone(answer, request.form.get("zone", "")):
        return _page(going_to, _("Choose a time zone of the list.")), 422
    flash(_("Saved. Times of sessions are shown as you chose."), "success")
    return answer


def _page(going_to: str, error: str = "") -> str:
    known = clocks.reader_zone()
    chosen = known.key if known and clocks.zone_chosen() else ""
    if clocks.zone_chosen() and known is None:
        chosen = clocks.NONE
    return render_template(
        "programme/zone.html",
        regions=clocks.zones_by_region(),
        chosen=chosen,
        guessed=known if known and not clocks.zone_chosen() else None,
        next=going_to,
        back=within_site(going_to or url_for(".index")),
        error=error,
        none=clocks.NONE,
    )
