"""One's own account: name, password, address, browsers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import queries, service
from coalition.accounts.forms import ChangeEmailForm, ChangePasswordForm, NameForm
from coalition.accounts.signing import present_device, sign_in_person
from coalition.accounts.views.room import blueprint
from coalition.errors import Invalid
from coalition.web.languages import interface_languages
from coalition.web.site import settings as site_settings
from coalition.web.viewing import current_viewer


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
    here = present_device()
    # The old password alone proves no second factor: when that was last given stays as it was.
    factor, proven_at = (here.factor, here.proven_at) if here else ("", None)
    if form.validate():
        try:
            service.change_password(form.raw("old"), form.raw("password"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            person = queries.get_own_account(viewer=current_viewer())
            sign_in_person(person, factor, proven_at)
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
    service.sign_out_of(device_id, by=current_viewer())
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("accounts.settings"), code=303)


@blueprint.post("/account/devices/end")
def end_other_devices() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    here = present_device()
    service.sign_out_elsewhere(here.id if here else None, by=current_viewer())
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("accounts.settings"), code=303)


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
    here = present_device()
    page = render_template(
        "accounts/settings.html",
        person=person,
        devices=queries.devices(viewer=viewer),
        here=here.id if here else None,
        idle_hours=queries.idle_hours(viewer=viewer),
        most_days=site_settings().session_most_days,
        name_form=name_form,
        password_form=password_form or ChangePasswordForm(formdata=None),
        email_form=email_form or ChangeEmailForm(formdata=None),
    )
    return page, 422 if refused else 200
