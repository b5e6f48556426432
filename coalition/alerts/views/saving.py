"""Saving a search, and confirming the address of whoever has no account here."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.alerts import service
from coalition.alerts.forms import SaveForm, StrangerForm
from coalition.alerts.models import Rhythm
from coalition.alerts.queries import CONFIRM_DAYS
from coalition.alerts.views.room import address, blueprint, search_address, spent
from coalition.alerts.wish import NAMED, Wish
from coalition.alerts.words import in_words, name_for
from coalition.errors import Invalid, NotFound
from coalition.search.asking import Asked
from coalition.search.queries import NotReady, find
from coalition.search.running import current_index
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

Labels = dict[str, dict[str, str]]


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the search of this address in words, and the form that saves it."""
    asked = Asked.read(request.args)
    labels = _labels(asked)
    form = _form()(formdata=None, name=name_for(asked, labels), rhythm=Rhythm.WEEKLY.value)
    return _page(form, asked, labels)


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Save the search; an address without an account gets the same answer as any other."""
    asked = Asked.read(request.args)
    labels = _labels(asked)
    form = _form()()
    if form.validate():
        try:
            return _save(form, form.wish(asked, labels, locale_tag()))
        except Invalid as problem:
            form.blame(problem)
    return _page(form, asked, labels), 422


@blueprint.get("/sent")
def sent() -> ResponseReturnValue:
    """Say that a letter is on its way."""
    return render_template("alerts/sent.html", days=CONFIRM_DAYS)


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that lets the letters begin; opening the link alone changes nothing."""
    try:
        search = service.find_unconfirmed(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("alerts/confirm.html", search=search, token=token)


@blueprint.post("/confirm/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    """Let the letters begin, and go on to what the search finds now."""
    try:
        search = service.confirm(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(_("Thank you. We write to you when there is something new."), "success")
    return redirect(search_address(search), code=303)


def _save(form: SaveForm, wish: Wish) -> ResponseReturnValue:
    if isinstance(form, StrangerForm):
        service.save_for_address(wish, form.text("email"), address=request.remote_addr or "")
        return redirect(url_for(".sent"), code=303)
    service.save(wish, by=current_viewer())
    flash(_("“%(name)s” is saved.", name=wish.name), "success")
    return redirect(url_for(".index"), code=303)


def _form() -> type[SaveForm]:
    return SaveForm if current_viewer().is_signed_in else StrangerForm


def _page(form: SaveForm, asked: Asked, labels: Labels) -> str:
    return render_template(
        "alerts/new.html",
        form=form,
        words=in_words(asked, labels),
        action=address(".create", asked),
        back=address("search.index", asked),
        here=address(".new", asked),
    )


def _labels(asked: Asked) -> Labels:
    """Return the names of chosen organisations and subjects, as far as this reader may know them."""
    if not any(asked.filters.chosen(facet) for facet in NAMED):
        return {}
    try:
        results = find(
            current_index(),
            "",
            audiences=current_viewer().audiences,
            filters=asked.filters,
            per_page=1,
            passages=False,
        )
    except NotReady:  # the keys are shown instead, and finding goes by them anyway
        return {}
    return {
        facet.field: {value.key: value.label for value in facet.values if value.chosen}
        for facet in results.facets
        if facet.field in NAMED
    }
