"""A new password for whoever forgot theirs."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import service
from coalition.accounts.forms import ForgottenForm, NewPasswordForm
from coalition.accounts.views.room import blueprint
from coalition.accounts.views.second_step import go_on
from coalition.errors import Invalid, NotFound
from coalition.web.languages import locale_tag


@blueprint.get("/forgotten")
def forgotten() -> ResponseReturnValue:
    """Show the form that asks for a new password."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(formdata=None), sent=False)


@blueprint.post("/forgotten")
def send_reset() -> ResponseReturnValue:
    """Send a link to a new password; the answer is the same for every address."""
    form = ForgottenForm()
    if form.validate():
        try:
            service.send_reset(form.text("email"), locale_tag(), request.remote_addr or "")
        except Invalid as problem:
            form.blame(problem)
        else:
            return render_template("accounts/forgotten.html", form=form, sent=True)
    return render_template("accounts/forgotten.html", form=form, sent=False), 422


@blueprint.get("/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    """Show the form for a new password."""
    link = service.find_link(service.RESET, token)
    if link is None:
        return render_template("accounts/link_spent.html", again=url_for("accounts.forgotten")), 404
    form = NewPasswordForm(formdata=None)
    return render_template("accounts/reset.html", form=form, token=token, email=link.email)


@blueprint.post("/reset/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set the new password and sign the person in."""
    form = NewPasswordForm()
    if form.validate():
        try:
            person = service.reset_password(token, form.raw("password"))
        except Invalid as problem:
            form.blame(problem)
        except NotFound:
            again = url_for("accounts.forgotten")
            return render_template("accounts/link_spent.html", again=again), 404
        else:
            answer = go_on(person, url_for("home.index"))
            flash(_("Your password is changed."), "success")
            return answer
    return render_template("accounts/reset.html", form=form, token=token), 422
