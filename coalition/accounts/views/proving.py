"""Asking once more, before what matters most: the acts that need a proof not older than 15 minutes."""

from collections.abc import Collection

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import proof
from coalition.accounts.forms import ProofForm
from coalition.accounts.signing import present_device
from coalition.accounts.views.room import blueprint, within_site
from coalition.accounts.views.second_step import browser_secret
from coalition.errors import Invalid
from coalition.factors import queries as factor_queries
from coalition.web.roles import FRESH
from coalition.web.viewing import current_viewer

PREFIX = "proof-"
NOT_KEPT = {"csrf_token", "password", "old", "again"}


def install_proof(app: Flask) -> None:
    """Ask for a proof before the acts that need a fresh one, after the gate let the person through.

    A page that is only read leads by way of the proof; what is sent is answered by a page that asks,
    keeps all that was typed, and goes on with it once the proof is given.
    """

    @app.before_request
    def ask() -> ResponseReturnValue | None:
        if request.endpoint not in FRESH or not current_viewer().is_signed_in:
            return None
        if proof.is_fresh(present_device()):
            return None
        if request.method in {"GET", "HEAD"}:
            here = request.full_path.rstrip("?")
            return redirect(url_for("accounts.prove", next=here), code=303)
        form = ProofForm(prefix=PREFIX)
        was_asked = any(name.startswith(PREFIX) for name in request.form)
        if was_asked and _is_proven(form):
            return None
        kept = [
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in NOT_KEPT and not name.startswith(PREFIX)
        ]
        if not was_asked:
            form = ProofForm(formdata=None, prefix=PREFIX)
        return _page(form, request.full_path.rstrip("?"), kept), 403


@blueprint.get("/account/confirm")
def prove() -> ResponseReturnValue:
    """Show the form that asks once more."""
    return _page(ProofForm(formdata=None, prefix=PREFIX), _own_address(request.args.get("next")))


@blueprint.post("/account/confirm")
def give_proof() -> ResponseReturnValue:
    """Take the proof and go on to the page that asked for it."""
    going_to = request.args.get("next")
    form = ProofForm(prefix=PREFIX)
    if _is_proven(form):
        return redirect(within_site(going_to), code=303)
    return _page(form, _own_address(going_to)), 422


def _is_proven(form: ProofForm) -> bool:
    """Check what was given; tell what is wrong beside its field."""
    device = present_device()
    if device is None or not form.validate():
        return False
    try:
        proof.prove(
            device.id,
            password=form.raw("password") or "",
            code=form.text("code"),
            passkey=form.text("passkey"),
            browser=browser_secret(),
            by=current_viewer(),
        )
    except Invalid as problem:
        form.blame(problem)
        return False
    return True


def _own_address(going_to: str | None) -> str:
    return url_for("accounts.prove", next=going_to or None)


def _page(form: ProofForm, action: str, kept: Collection[tuple[str, str]] = ()) -> str:
    person_id = current_viewer().person_id or 0
    return render_template(
        "accounts/prove.html",
        form=form,
        action=action,
        kept=kept,
        has_factor=factor_queries.has_factor(person_id),
        has_passkeys=factor_queries.has_passkeys(person_id),
    )
