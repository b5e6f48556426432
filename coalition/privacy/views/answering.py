"""Pages on which coordinators answer people who asked for a copy of their data, or for its erasure."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.privacy import queries, service
from coalition.privacy.forms import EraseRequestForm, FindForm, RequestForm
from coalition.privacy.holdings import Fate
from coalition.privacy.views.room import blueprint, copy_answer
from coalition.web.viewing import current_viewer


@blueprint.get("/privacy/requests")
def requests() -> ResponseReturnValue:
    """Show the form that finds the person."""
    return _find_page(FindForm(formdata=None))


@blueprint.post("/privacy/requests")
def find() -> ResponseReturnValue:
    """Lead on to the person with this address, which never stands in an address of a page."""
    form = FindForm()
    if form.validate():
        person = queries.find_person(form.text("email"), viewer=current_viewer())
        if person is not None:
            return redirect(url_for(".answer", person_id=person.id), code=303)
        form.blame(
            Invalid(
                fields={
                    "email": _(
                        "Nobody has an account with this address. Ask the person for the address "
                        "they registered with."
                    )
                }
            )
        )
    return _find_page(form), 422


@blueprint.get("/privacy/requests/<int:person_id>")
def answer(person_id: int) -> ResponseReturnValue:
    """Show what is held of a person, and what can be done for them."""
    return _answer_page(person_id)


@blueprint.post("/privacy/requests/<int:person_id>/copy")
def take_for(person_id: int) -> ResponseReturnValue:
    """Hand a person's copy to the coordinator whom they asked."""
    person = queries.get_person(person_id, viewer=current_viewer())
    form = RequestForm(prefix="copy-")
    if not form.validate():
        return _answer_page(person_id, copying=form), 422
    request = form.lines("request")
    return copy_answer(person, service.give_copy(person_id, by=current_viewer(), request=request))


@blueprint.post("/privacy/requests/<int:person_id>/erase")
def erase_for(person_id: int) -> ResponseReturnValue:
    """Erase a person who asked a coordinator for it."""
    viewer = current_viewer()
    person = queries.get_person(person_id, viewer=viewer)
    form = EraseRequestForm(prefix="erase-")
    if form.validate():
        try:
            form.require(person.email)
            service.erase(person_id, by=viewer, request=form.lines("request"))
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            flash(problem.message, "warning")
            return redirect(url_for(".answer", person_id=person_id), code=303)
        else:
            flash(_("The account is erased. Tell the person in your own words."), "success")
            return redirect(url_for(".requests"), code=303)
    return _answer_page(person_id, erasing=form), 422


def _find_page(form: FindForm) -> str:
    return render_template("privacy/requests.html", form=form)


def _answer_page(
    person_id: int,
    copying: RequestForm | None = None,
    erasing: EraseRequestForm | None = None,
) -> str:
    """Return the page of a person, with the form that was refused as it was typed."""
    viewer = current_viewer()
    person = queries.get_person(person_id, viewer=viewer)
    return render_template(
        "privacy/answer.html",
        person=person,
        held=queries.by_fate(queries.held_counts(person, viewer=viewer)),
        fates=Fate,
        obstacles=queries.obstacles(person),
        copying=copying or RequestForm(formdata=None, prefix="copy-"),
        erasing=erasing or EraseRequestForm(formdata=None, prefix="erase-"),
    )
