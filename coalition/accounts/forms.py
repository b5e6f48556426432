"""The forms of accounts."""

from typing import ClassVar

from babel.support import LazyProxy
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import (
    DataRequired,
    Email,
    EqualTo,
    InputRequired,
    Length,
    StopValidation,
)

from coalition.accounts.passwords import LONGEST, SHORTEST
from coalition.web.forms import Form

LONGEST_CODE = 60
GIVE_EMAIL = _l("Enter your e-mail address.")
WRONG_EMAIL = _l("Enter an e-mail address such as name@example.org.")
GIVE_PASSWORD = _l("Enter your password.")


def name_field() -> StringField:
    """Return a field for a person's own name."""
    return StringField(
        _l("Your name"),
        [DataRequired(_l("Enter your name.")), Length(max=200)],
        render_kw={"autocomplete": "name"},
    )


def new_password_field(label: LazyProxy) -> PasswordField:
    """Return a field in which a password is chosen, with what makes a good one beside it."""
    return PasswordField(
        label,
        [InputRequired(_l("Choose a password.")), Length(max=LONGEST)],
        description=_l(
            "At least %(count)d characters; a few words in a row are easy to remember.",
            count=SHORTEST,
        ),
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(GIVE_EMAIL), Length(max=200)],
        render_kw={"autocomplete": "username webauthn"},  # browsers offer passkeys here too
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(GIVE_PASSWORD), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ForgottenForm(Form):
    """The address to send a link to."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), Length(max=200)],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A new password, after following a mailed link."""

    password = new_password_field(_l("New password"))
    again = PasswordField(
        _l("New password, once more"),
        [
            InputRequired(_l("Type the new password once more.")),
            EqualTo("password", _l("The two passwords differ. Type the same one twice.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    old = PasswordField(
        _l("Present password"),
        [InputRequired(GIVE_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class NameForm(Form):
    """How one is called, and the language of one's letters."""

    name = name_field()
    language = SelectField(_l("Language of your letters"))


class ChangeEmailForm(Form):
    """A new address, and the password to show that it is oneself."""

    email = EmailField(
        _l("New e-mail address"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), Length(max=200)],
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Present password"),
        [InputRequired(GIVE_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class AppointForm(Form):
    """Whom to appoint."""

    email = EmailField(
        _l("E-mail address of the person"),
        [InputRequired(_l("Enter the address of the person.")), Email(WRONG_EMAIL)],
    )


class UnlessPasskey:
    """A field that is needed where no passkey is shown; without a sentence others judge it."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, sentence: LazyProxy | None = None) -> None:
        self.sentence = sentence

    def __call__(self, form: Form, field: Field) -> None:
        """Raise StopValidation when neither the field nor a passkey was given."""
        if self.sentence and not field.data and not form.raw("passkey"):
            raise StopValidation(self.sentence)


def code_field(label: LazyProxy, *validators: object) -> StringField:
    """Return a field for a code of an app, or a recovery code."""
    return StringField(
        label,
        [*validators, Length(max=LONGEST_CODE)],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


class CodeForm(Form):
    """The code that follows the password; or a passkey, which the page's script fills in."""

    code = code_field(_l("Code"), UnlessPasskey(_l("Type the code.")))
    passkey = HiddenField()


class ProofForm(Form):
    """Password and code, or a passkey: once more, before what matters most."""

    password = PasswordField(
        _l("Password"),
        [UnlessPasskey(GIVE_PASSWORD), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    code = code_field(_l("Code of your app, or a recovery code"), UnlessPasskey())
    passkey = HiddenField()


class FactorNameForm(Form):
    """What an app or a passkey is called."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give it a name, such as “Phone”.")), Length(max=60)],
        render_kw={"autocomplete": "off"},
    )


class NewPasskeyForm(FactorNameForm):
    """A passkey that the page's script made, and what it is to be called."""

    passkey = HiddenField()


class NewAppForm(Form):
    """The first code of an app that is being set up."""

    code = code_field(_l("Code the app shows now"), InputRequired(_l("Type the code.")))
