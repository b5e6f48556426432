"""One's second factors: apps that make codes, passkeys, recovery codes."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import proof, queries
from coalition.accounts.forms import FactorNameForm, NewAppForm, NewPasskeyForm
from coalition.accounts.signing import present_device, sign_in_person
from coalition.accounts.views.room import blueprint
from coalition.accounts.views.second_step import browser_secret
from coalition.errors import Invalid, NotFound
from coalition.factors import queries as factor_queries
from coalition.factors import service
from coalition.factors.models import App, Passkey
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

CODES = "codes"  # what the session keeps, encrypted, until the codes were put away
CODE_SECONDS = 15 * 60


@blueprint.get("/account/factors")
def factors() -> ResponseReturnValue:
    """Show what one signs in with beside the password."""
    viewer = current_viewer()
    person_id = viewer.person_id or 0
    apps, passkeys = factor_queries.apps(viewer=viewer), factor_queries.passkeys(viewer=viewer)
    is_required = queries.needs_factor(person_id)
    return render_template(
        "accounts/factors.html",
        apps=[(app, service.is_readable(app)) for app in apps],
        passkeys=passkeys,
        codes_left=factor_queries.codes_left(person_id),
        is_required=is_required,
        passkeys_work_here=service.passkeys_work_here(),
        may_remove=len(apps) + len(passkeys) > 1 or not is_required,
    )


@blueprint.get("/account/factors/app")
def new_app() -> ResponseReturnValue:
    """Show how to set an app up, and ask what to call it."""
    form = FactorNameForm(formdata=None, name=_("Phone"))
    return render_template("accounts/new_app.html", form=form)


@blueprint.post("/account/factors/app")
def begin_app() -> ResponseReturnValue:
    """Make the secret of a new app."""
    form = FactorNameForm()
    if not form.validate():
        return render_template("accounts/new_app.html", form=form), 422
    app = service.begin_app(form.text("name"), by=current_viewer())
    return redirect(url_for(".app", app_id=app.id), code=303)


@blueprint.get("/account/factors/app/<int:app_id>")
def app(app_id: int) -> ResponseReturnValue:
    """Show the secret of a new app, as a picture and as text."""
    return _app_page(app_id, NewAppForm(formdata=None))


@blueprint.post("/account/factors/app/<int:app_id>")
def confirm_app(app_id: int) -> ResponseReturnValue:
    """Let the app count, once it gave the right code."""
    form = NewAppForm()
    if form.validate():
        try:
            codes = proof.confirm_app(app_id, form.text("code"), here=_here(), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            return _take_effect(codes, service.TOTP, _("The app is set up."))
    return _app_page(app_id, form), 422


@blueprint.get("/account/factors/passkey")
def new_passkey() -> ResponseReturnValue:
    """Ask what to call a new passkey, which the page's script then makes."""
    if not service.passkeys_work_here():
        raise NotFound(_("Passkeys need a site with a name; this one is reached by a number."))
    form = NewPasskeyForm(formdata=None, name=_("Passkey"))
    return render_template("accounts/new_passkey.html", form=form)


@blueprint.post("/account/factors/passkey/options")
def new_passkey_options() -> ResponseReturnValue:
    """Give the page's script what it needs to make a passkey."""
    person_id = current_viewer().person_id or 0
    options = service.options_to_make(browser_secret(), person_id=person_id)
    return Response(options, mimetype="application/json")


@blueprint.post("/account/factors/passkey")
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that was made."""
    form = NewPasskeyForm()
    if form.validate():
        try:
            codes = proof.add_passkey(
                form.text("name"),
                form.text("passkey"),
                browser_secret(),
                here=_here(),
                by=current_viewer(),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            return _take_effect(codes, service.PASSKEY, _("The passkey is added."))
    return render_template("accounts/new_passkey.html", form=form), 422


@blueprint.get("/account/factors/<any(app, passkey):kind>/<int:factor_id>/name")
def factor_name(kind: str, factor_id: int) -> ResponseReturnValue:
    """Show the form for another name."""
    factor = _own(kind, factor_id)
    form = FactorNameForm(formdata=None, name=factor.name)
    return render_template("accounts/factor_name.html", form=form, factor=factor, kind=kind)


@blueprint.post("/account/factors/<any(app, passkey):kind>/<int:factor_id>/name")
def rename_factor(kind: str, factor_id: int) -> ResponseReturnValue:
    """Give an app or a passkey another name."""
    factor = _own(kind, factor_id)
    form = FactorNameForm()
    if not form.validate():
        page = render_template("accounts/factor_name.html", form=form, factor=factor, kind=kind)
        return page, 422
    service.rename(kind, factor_id, form.text("name"), by=current_viewer())
    flash(_("Saved."), "success")
    return redirect(url_for(".factors"), code=303)


@blueprint.get("/account/factors/<any(app, passkey):kind>/<int:factor_id>/remove")
def ask_to_remove_factor(kind: str, factor_id: int) -> ResponseReturnValue:
    """Ask whether an app or a passkey is to go."""
    factor = _own(kind, factor_id)
    count = factor_queries.factor_count(factor.person_id)
    return render_template(
        "accounts/remove_factor.html", factor=factor, kind=kind, is_last=count == 1
    )


@blueprint.post("/account/factors/<any(app, passkey):kind>/<int:factor_id>/remove")
def remove_factor(kind: str, factor_id: int) -> ResponseReturnValue:
    """Remove an app or a passkey."""
    name = _own(kind, factor_id).name
    proof.remove_factor(kind, factor_id, here=_here(), by=current_viewer())
    flash(_("“%(name)s” is removed. All other browsers are signed out.", name=name), "success")
    return redirect(url_for(".factors"), code=303)


@blueprint.post("/account/factors/codes")
def new_codes() -> ResponseReturnValue:
    """Make new recovery codes."""
    codes = service.new_codes(by=current_viewer())
    _keep(codes)
    return redirect(url_for(".codes"), code=303)


@blueprint.get("/account/factors/codes")
def codes() -> ResponseReturnValue:
    """Show recovery codes that were just made, until they were put away."""
    return render_template("accounts/codes.html", codes=_kept())


@blueprint.get("/account/factors/codes.txt")
def codes_file() -> ResponseReturnValue:
    """Give the recovery codes that were just made as a file."""
    kept = _kept()
    if not kept:
        raise NotFound(_("The codes are shown once only. Make new ones if you need them."))
    heading = _(
        "Recovery codes of %(email)s at %(site)s",
        email=current_viewer().email,
        site=settings().coalition_name,
    )
    answer = Response("\n".join([heading, "", *kept, ""]), mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


@blueprint.post("/account/factors/codes/kept")
def put_codes_away() -> ResponseReturnValue:
    """Forget the codes on the page: from now on nobody can read them here."""
    session.pop(CODES, None)
    return redirect(url_for(".factors"), code=303)


def _take_effect(codes: tuple[str, ...], factor: str, sentence: str) -> ResponseReturnValue:
    """Begin a new session, which has the rights that come with the factor; show first codes."""
    sign_in_person(queries.get_own_account(viewer=current_viewer()), factor)
    flash(f"{sentence} {_('All other browsers are signed out.')}", "success")
    if not codes:
        return redirect(url_for(".factors"), code=303)
    _keep(codes)
    return redirect(url_for(".codes"), code=303)


def _keep(codes: tuple[str, ...]) -> None:
    session[CODES] = service.seal("\n".join((str(current_viewer().person_id), *codes)))


def _kept() -> list[str]:
    """Return the codes that were just made for this person; none once a quarter of an hour is over."""
    plain = service.unseal(session.get(CODES, ""), seconds=CODE_SECONDS) or ""
    owner, *kept = plain.split("\n")
    return kept if owner == str(current_viewer().person_id) else []


def _app_page(app_id: int, form: NewAppForm) -> str:
    viewer = current_viewer()
    app = factor_queries.get_app(app_id, viewer=viewer)
    setup = service.setup_of(app, by=viewer)
    return render_template("accounts/app.html", form=form, app=app, setup=setup)


def _own(kind: str, factor_id: int) -> App | Passkey:
    viewer = current_viewer()
    if kind == service.PASSKEY:
        return factor_queries.get_passkey(factor_id, viewer=viewer)
    return factor_queries.get_app(factor_id, viewer=viewer)


def _here() -> int:
    device = present_device()
    return device.id if device else 0
