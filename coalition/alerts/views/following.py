"""What the links in a letter open: changing the rhythm, and stopping by one click (RFC 8058)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.alerts import queries, service
from coalition.alerts.forms import RhythmForm
from coalition.alerts.views.room import blueprint, spent
from coalition.errors import NotFound
from coalition.web.forms import without_token


@blueprint.get("/letter/<token>")
def by_letter(token: str) -> ResponseReturnValue:
    """Show the search that a letter is about, and what its reader may change."""
    try:
        search = queries.get_search_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("alerts/by_letter.html", search=search, token=token)


@blueprint.post("/letter/<token>/rhythm")
def change_rhythm_by_letter(token: str) -> ResponseReturnValue:
    """Change how often the reader of the letter is told."""
    form = RhythmForm()
    try:
        if form.validate():
            service.change_rhythm_by_letter(token, form.chosen())
            flash(_("Saved."), "success")
        else:
            queries.get_search_by_letter(token)
            flash(_("Not changed: choose daily or weekly."), "error")
    except NotFound as problem:
        return spent(problem.message)
    return redirect(url_for(".by_letter", token=token), code=303)


@blueprint.post("/letter/<token>/resume")
def resume_by_letter(token: str) -> ResponseReturnValue:
    """Let the letters go on that were stopped."""
    try:
        service.resume_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(_("The letters go on."), "success")
    return redirect(url_for(".by_letter", token=token), code=303)


@blueprint.get("/stop/<token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show the button that stops the letters; opening the link alone changes nothing."""
    try:
        search = queries.get_search_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("alerts/stop.html", search=search, token=token)


@blueprint.post("/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters about this search alone, for the button and for mail programs alike.

    These come without a cookie and must not be sent elsewhere, so the answer is the page itself.
    """
    try:
        search = service.stop_by_letter(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("alerts/stop.html", search=search, token=token)


# Whoever has the secret link may stop, and can do no more by it.
without_token(blueprint, stop)
