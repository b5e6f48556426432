"""Pages of accounts: signing in and out, one's own account, the coordinators."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, login_user, logout_user

from coalition.accounts import queries, service
from coalition.accounts.browsers import browser_name
from coalition.accounts.forms import (
    AppointForm,
    ChangeEmailForm,
    ChangePasswordForm,
    ForgottenForm,
    NameForm,
    NewPasswordForm,
    SignInForm,
)
from coalition.accounts.models import Person
from coalition.errors import Invalid, NotFound
from coalition.web.languages import CHOSEN, interface_languages, locale_tag, remember_language
from coalition.web.viewing import current_viewer, forget_viewer

blueprint = Blueprint("accounts", __name__)
DEVICE = "device"
blueprint.add_app_template_filter(browser_name, "browser_name")


def install_sign_in(app: Flask) -> None:
    """Let Flask-Login find the person of a request by the device their browser is signed in with."""
    manager = LoginManager(app, add_context_processor=False)  # templates speak of the viewer
    manager.session_protection = None  # the device token, not the address, makes the session

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(person_id: str) -> Person | None:
        device = service.find_device(session.get(DEVICE, ""))
        if device is None or str(device.person_id) != person_id:
            return None
        return queries.find_person(device.person_id)


def sign_in_person(person: Person) -> None:
    """Start a new session for a person on this browser; what the old one held is forgotten."""
    chosen = session.get(CHOSEN)
    old = service.find_device(session.get(DEVICE, ""))
    if old is not None and old.person_id == person.id:
        service.end_device(old.id, by=current_viewer())
    session.clear()
    if chosen:
        session[CHOSEN] = chosen
    session.permanent = True
    session[DEVICE] = service.start_device(
        person.id, str(request.user_agent), request.remote_addr or ""
    )
    login_user(person)
    forget_viewer()


def within_site(address: str | None) -> str:
    """Return an address to go on to if it lies within this site, else the front page."""
    plain = address or ""
    try:
        parts = urlsplit(plain)
    except ValueError:  # such as http://[
        return url_for("home.index")
    fits = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not fits or plain.startswith("//") or "\\" in plain or not plain.isprintable():
        return url_for("home.index")
    return plain


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Remember the language the reader chose."""
    remember_language(request.form.get("language", ""))
    return redirect(within_site(request.form.get("next")), code=303)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form to sign in."""
    going_to = within_site(request.args.get("next"))
    if current_viewer().is_signed_in:
        return redirect(going_to, code=303)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-in")
def start() -> ResponseReturnValue:
    """Sign the person in."""
    form = SignInForm()
    if form.validate():
        try:
            person = service.check_sign_in(
                form.text("email"), form.raw("password"), request.remote_addr or ""
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            sign_in_person(person)
            return redirect(within_site(form.text("next")), code=303)
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    device = service.find_device(session.get(DEVICE, ""))
    if device is not None:
        service.end_device(device.id, by=current_viewer())
    chosen = session.get(CHOSEN)
    logout_user()
    session.clear()
    if chosen:
        session[CHOSEN] = chosen
    forget_viewer()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"), code=303)


@blueprint.get("/forgotten")
def forgotten() -> ResponseReturnValue:
    """Show the form that asks for a new password."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(formdata=None), sent=False)


@blueprint.post("/forgotten")
def send_reset() -> ResponseReturnValue:
    """Send a link to a new password; the answer is the same for every address."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form, sent=False), 422
    service.send_reset(form.text("email"), locale_tag(), request.remote_addr or "")
    return render_template("accounts/forgotten.html", form=form, sent=True)


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
            sign_in_person(person)
            flash(_("Your password is changed, and you are signed in."), "success")
            return redirect(url_for("home.index"), code=303)
    return render_template("accounts/reset.html", form=form, token=token), 422


@blueprint.get("/account")
def settings() -> ResponseReturnValue:
    """Show one's own account."""
    return _settings_page()


@blueprint.post("/account/name")
def rename() -> ResponseReturnValue:
    """Change one's name and the language of one's letters."""
    form = NameForm()
    form.language.choices = interface_languages()
    if not form.validate():
        return _settings_page(name_form=form)
    service.rename(form.text("name"), form.text("language"), by=current_viewer())
    flash(_("Saved."), "success")
    return redirect(url_for("accounts.settings"), code=303)


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's password; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate():
        try:
            service.change_password(form.raw("old"), form.raw("password"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            sign_in_person(queries.get_own_account(viewer=current_viewer()))
            flash(_("Your password is changed. All other browsers are signed out."), "success")
            return redirect(url_for("accounts.settings"), code=303)
    return _settings_page(password_form=form)


@blueprint.post("/account/email")
def change_email() -> ResponseReturnValue:
    """Ask both addresses to agree to a change."""
    form = ChangeEmailForm()
    if form.validate():
        try:
            service.change_email(form.text("email"), form.raw("password"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(
                _(
                    "We wrote to your old and your new address. The change is made when you have "
                    "opened the link in both letters."
                ),
                "info",
            )
            return redirect(url_for("accounts.settings"), code=303)
    return _settings_page(email_form=form)


@blueprint.get("/account/email/<any('change-email-old', 'change-email-new'):purpose>/<token>")
def confirm_email(purpose: str, token: str) -> ResponseReturnValue:
    """Show the button by which an address agrees; opening the link alone changes nothing."""
    link = service.find_link(purpose, token)
    if link is None:
        again = url_for("accounts.settings")
        return render_template("accounts/link_spent.html", again=again), 404
    return render_template("accounts/confirm_email.html", purpose=purpose, token=token, link=link)


@blueprint.post("/account/email/<any('change-email-old', 'change-email-new'):purpose>/<token>")
def use_email(purpose: str, token: str) -> ResponseReturnValue:
    """Let the address agree."""
    if service.use_email(purpose, token):
        flash(_("Your e-mail address is changed."), "success")
    else:
        flash(_("Thank you. Now open the link in the letter to the other address."), "info")
    return redirect(url_for("home.index"), code=303)


@blueprint.post("/account/devices/<int:device_id>/end")
def end_device(device_id: int) -> ResponseReturnValue:
    """Sign one of one's devices out."""
    service.end_device(device_id, by=current_viewer())
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("accounts.settings"), code=303)


@blueprint.post("/account/devices/end")
def end_other_devices() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    viewer = current_viewer()
    here = service.find_device(session.get(DEVICE, ""))
    if viewer.person_id is not None:
        service.end_devices(viewer.person_id, but=here.id if here else None)
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("accounts.settings"), code=303)


@blueprint.get("/coordinators")
def coordinators() -> ResponseReturnValue:
    """Show who coordinates and who did."""
    return _coordinators_page(AppointForm(formdata=None))


@blueprint.post("/coordinators")
def appoint() -> ResponseReturnValue:
    """Appoint a coordinator."""
    form = AppointForm()
    if form.validate():
        try:
            person = service.appoint(form.text("email"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("%(name)s is now a coordinator.", name=person.name), "success")
            return redirect(url_for("accounts.coordinators"), code=303)
    return _coordinators_page(form), 422


@blueprint.post("/coordinators/<int:appointment_id>/remove")
def remove(appointment_id: int) -> ResponseReturnValue:
    """End a coordinator's time."""
    service.remove(appointment_id, by=current_viewer())
    flash(_("The removal is recorded."), "success")
    forget_viewer()
    goes_on = current_viewer().is_coordinator
    return redirect(url_for("accounts.coordinators" if goes_on else "home.index"), code=303)


def _coordinators_page(form: AppointForm) -> str:
    return render_template(
        "accounts/coordinators.html",
        form=form,
        appointments=queries.appointments(viewer=current_viewer()),
    )


def _settings_page(
    name_form: NameForm | None = None,
    password_form: ChangePasswordForm | None = None,
    email_form: ChangeEmailForm | None = None,
) -> ResponseReturnValue:
    """Return the account page, with the form that was refused as it was typed."""
    viewer = current_viewer()
    person = queries.get_own_account(viewer=viewer)
    refused = any((name_form, password_form, email_form))
    if name_form is None:
        name_form = NameForm(formdata=None, name=person.name, language=person.language)
        name_form.language.choices = interface_languages()
    here = service.find_device(session.get(DEVICE, ""))
    page = render_template(
        "accounts/settings.html",
        person=person,
        devices=queries.devices(viewer=viewer),
        here=here.id if here else None,
        name_form=name_form,
        password_form=password_form or ChangePasswordForm(formdata=None),
        email_form=email_form or ChangeEmailForm(formdata=None),
    )
    return page, 422 if refused else 200
