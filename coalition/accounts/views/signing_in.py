"""Signing in and out, and the language of the pages."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import service
from coalition.accounts.forms import SignInForm
from coalition.accounts.signing import known_as, sign_out_person
from coalition.accounts.views.room import blueprint, within_site
from coalition.accounts.views.second_step import go_on
from coalition.errors import Invalid
from coalition.factors import service as factors
from coalition.web.forms import without_token
from coalition.web.languages import remember_language
from coalition.web.viewing import current_viewer


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Remember the language the reader chose."""
    remember_language(request.form.get("language", ""))
    return redirect(within_site(request.form.get("next")), code=303)


# It stands on every page, and readers would all get a cookie for it. What another site sends is
# refused by web/hosts.py, and all it could change is a language.
without_token(blueprint, choose_language)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form to sign in."""
    going_to = within_site(request.args.get("next"))
    if current_viewer().is_signed_in:
        return redirect(going_to, code=303)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return _page(form)


@blueprint.post("/sign-in")
def start() -> ResponseReturnValue:
    """Sign the person in."""
    form = SignInForm()
    if form.validate():
        try:
            person = service.check_sign_in(
                form.text("email"),
                form.raw("password"),
                request.remote_addr or "",
                known_as(form.text("email")),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            return go_on(person, within_site(form.text("next")))
    return _page(form), 422


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    sign_out_person()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"), code=303)


def _page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html", form=form, passkeys_work_here=factors.passkeys_work_here()
    )
