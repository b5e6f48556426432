"""Applying, and confirming the address by a mailed link."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts.views import go_on
from coalition.errors import Invalid, NotFound
from coalition.members import service
from coalition.members.forms import ApplyForm, NewcomerForm
from coalition.members.views.room import blueprint, spent
from coalition.web.site import path_of
from coalition.web.viewing import current_viewer, forget_viewer


@blueprint.get("/apply")
def apply() -> ResponseReturnValue:
    """Show the application form."""
    return render_template("members/apply.html", form=_apply_form()(formdata=None))


@blueprint.post("/apply")
def hand_in() -> ResponseReturnValue:
    """Take an application; the answer is the same for known and unknown addresses."""
    form = _apply_form()()
    if form.validate():
        try:
            organisation_id = service.apply(
                form.details(),
                form.newcomer() if isinstance(form, NewcomerForm) else None,
                by=current_viewer(),
                address=request.remote_addr or "",
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            if isinstance(form, NewcomerForm):
                return redirect(url_for(".handed_in"), code=303)
            forget_viewer()
            flash(_("Your application is with the coordinators."), "success")
            return redirect(url_for(".application", organisation_id=organisation_id), code=303)
    return render_template("members/apply.html", form=form), 422


@blueprint.get("/handed-in")
def handed_in() -> ResponseReturnValue:
    """Say that a letter is on its way."""
    return render_template("members/handed_in.html", hours=service.CONFIRM_HOURS)


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that hands an application in; opening the link alone changes nothing."""
    try:
        organisation = service.find_unconfirmed(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template("members/confirm.html", organisation=organisation, token=token)


@blueprint.post("/confirm/<token>")
def confirm_application(token: str) -> ResponseReturnValue:
    """Hand an application in. A new person is signed in; others sign in with their password."""
    try:
        done = service.confirm(token)
    except NotFound as problem:
        return spent(problem.message)
    page = path_of("members.application", organisation_id=done.organisation_id)
    if done.is_new:
        answer: ResponseReturnValue = go_on(done.person, page)
    elif current_viewer().person_id != done.person.id:
        answer = redirect(url_for("accounts.sign_in", next=page), code=303)
    else:
        forget_viewer()
        answer = redirect(page, code=303)
    flash(_("Thank you. Your application is with the coordinators."), "success")
    return answer


def _apply_form() -> type[ApplyForm]:
    return ApplyForm if current_viewer().is_signed_in else NewcomerForm
