"""Pages of one's own data: what is held, taking it along, and erasing it in two steps."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import queries as accounts
from coalition.accounts.signing import sign_out_person
from coalition.errors import Conflict, Invalid
from coalition.privacy import queries, service
from coalition.privacy.forms import EraseForm
from coalition.privacy.holdings import Fate
from coalition.privacy.views.room import blueprint, copy_answer
from coalition.web.viewing import current_viewer


@blueprint.get("/account/data")
def own() -> ResponseReturnValue:
    """Show how much is held of the one who looks."""
    viewer = current_viewer()
    person = accounts.get_own_account(viewer=viewer)
    held = queries.held_counts(person, viewer=viewer)
    return render_template("privacy/own.html", person=person, held=held)


@blueprint.post("/account/data/copy")
def take() -> ResponseReturnValue:
    """Hand the copy of one's own data over."""
    person = accounts.get_own_account(viewer=current_viewer())
    return copy_answer(person, service.give_copy(person.id, by=current_viewer()))


@blueprint.get("/account/erase")
def ask_to_erase() -> ResponseReturnValue:
    """Say what goes and what stays, and what must be done first."""
    viewer = current_viewer()
    person = accounts.get_own_account(viewer=viewer)
    return render_template(
        "privacy/ask_to_erase.html",
        person=person,
        held=queries.by_fate(queries.held_counts(person, viewer=viewer)),
        fates=Fate,
        obstacles=queries.obstacles(person),
    )


@blueprint.get("/account/erase/confirm")
def confirm_erasing() -> ResponseReturnValue:
    """Ask for the last time."""
    return _confirm_page(EraseForm(formdata=None))


@blueprint.post("/account/erase")
def erase() -> ResponseReturnValue:
    """Erase the one who asks for it, and sign them out."""
    viewer = current_viewer()
    person = accounts.get_own_account(viewer=viewer)
    form = EraseForm()
    if form.validate():
        try:
            form.require(person.email)
            service.erase(person.id, by=viewer)
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            flash(problem.message, "warning")
            return redirect(url_for(".ask_to_erase"), code=303)
        else:
            g.pop("device", None)  # its row is gone already
            sign_out_person()
            flash(_("Your account is erased. Thank you for having been with us."), "success")
            return redirect(url_for("home.index"), code=303)
    return _confirm_page(form), 422


def _confirm_page(form: EraseForm) -> str:
    person = accounts.get_own_account(viewer=current_viewer())
    obstacles = queries.obstacles(person)
    return render_template(
        "privacy/confirm_erasing.html", person=person, form=form, obstacles=obstacles
    )
