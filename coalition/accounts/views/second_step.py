"""The step after the password, and passkeys, which need no password."""

import secrets

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import proof, service
from coalition.accounts.forms import CodeForm
from coalition.accounts.models import Person
from coalition.accounts.signing import sign_in_person, sign_out_person
from coalition.accounts.views.room import blueprint, within_site
from coalition.errors import Invalid, NotFound
from coalition.factors import queries as factor_queries
from coalition.factors import service as factors

HALF = "half"  # what the session keeps between password and code: a token, and where to go on
GOING_TO = "going_to"
BROWSER = "browser"  # a secret that ties the questions to passkeys to this browser


def go_on(person: Person, page: str) -> Response:
    """Lead a person on to a page: signed in, or by way of the second step if they have a factor."""
    token = proof.begin_second_step(person)
    if token is None:
        sign_in_person(person)
        return _redirect(page)
    sign_out_person()
    session[HALF] = token
    session[GOING_TO] = page
    return _redirect(url_for("accounts.second"))


def browser_secret() -> str:
    """Return the secret of this browser, made when it is first asked for."""
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(16)
    found: str = session[BROWSER]
    return found


@blueprint.get("/sign-in/second")
def second() -> ResponseReturnValue:
    """Show the form for the code."""
    try:
        person = proof.half_signed_in(session.get(HALF, ""))
    except NotFound as problem:
        return _too_late(problem)
    return _second_page(person, CodeForm(formdata=None))


@blueprint.post("/sign-in/second")
def give_second() -> ResponseReturnValue:
    """Sign the person in who gave the right code, or showed their passkey."""
    form = CodeForm()
    token = session.get(HALF, "")
    try:
        person = proof.half_signed_in(token)
        if not form.validate():
            return _second_page(person, form), 422
        person, factor = proof.finish_second_step(
            token, code=form.text("code"), passkey=form.text("passkey"), browser=browser_secret()
        )
    except NotFound as problem:
        return _too_late(problem)
    except Invalid as problem:
        form.blame(problem)
        return _second_page(person, form), 422
    going_to = within_site(session.get(GOING_TO))
    sign_in_person(person, factor)
    _tell_what_is_left(person, factor)
    return redirect(going_to, code=303)


@blueprint.post("/sign-in/passkey/options")
def passkey_options() -> ResponseReturnValue:
    """Give the script of a page what it needs to ask for a passkey; each is good once."""
    service.throttle_address("passkey", request.remote_addr or "", 200, 15)
    return Response(factors.options_to_show(browser_secret()), mimetype="application/json")


@blueprint.post("/sign-in/passkey")
def sign_in_with_passkey() -> ResponseReturnValue:
    """Sign the person in whose passkey was shown."""
    form = CodeForm()
    try:
        person = proof.sign_in_by_passkey(
            form.text("passkey"), browser_secret(), request.remote_addr or ""
        )
    except Invalid as problem:
        flash(" ".join(problem.fields.values()), "error")
        return redirect(url_for("accounts.sign_in", next=request.form.get("next", "")), code=303)
    going_to = within_site(request.form.get("next"))
    sign_in_person(person, factors.PASSKEY)
    return redirect(going_to, code=303)


def _second_page(person: Person, form: CodeForm) -> str:
    return render_template(
        "accounts/second.html",
        form=form,
        has_apps=factor_queries.has_apps(person.id),
        has_passkeys=factor_queries.has_passkeys(person.id),
    )


def _too_late(problem: NotFound) -> Response:
    going_to = session.pop(GOING_TO, "")
    session.pop(HALF, None)
    flash(problem.message, "error")
    return _redirect(url_for("accounts.sign_in", next=going_to or None))


def _tell_what_is_left(person: Person, factor: str) -> None:
    if factor != factors.RECOVERY:
        return
    left = factor_queries.codes_left(person.id)
    flash(
        _(
            "You used a recovery code; %(count)d are left. Lost your phone? Remove its app and set "
            "up a new one under “Ways to sign in”.",
            count=left,
        ),
        "warning",
    )


def _redirect(page: str) -> Response:
    answer = redirect(page, code=303)
    assert isinstance(answer, Response)  # noqa: S101 Flask's own answer, by a wider name
    return answer
