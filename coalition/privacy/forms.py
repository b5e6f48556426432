"""The forms of privacy."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL
from coalition.errors import Invalid
from coalition.web.forms import Form

TYPE_ADDRESS = _l("Type the e-mail address of the account as it stands above.")
LONGEST_REQUEST = 500


class FindForm(Form):
    """Whose data a request is about."""

    email = EmailField(
        _l("E-mail address of the person"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class EraseForm(Form):
    """The address of the account, typed once more, since nothing brings it back."""

    typed = StringField(
        _l("E-mail address of the account"),
        [InputRequired(TYPE_ADDRESS), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )

    def require(self, email: str) -> None:
        """Raise Invalid unless the address is that of the account."""
        if self.text("typed").casefold() != email:
            raise Invalid(fields={"typed": str(TYPE_ADDRESS)})


class RequestForm(Form):
    """How a person asked for what a coordinator does for them."""

    request = TextAreaField(
        _l("How and when they asked, and how you know that it was they"),
        [
            DataRequired(_l("Write how the person asked; it is kept in the audit log.")),
            Length(max=LONGEST_REQUEST),
        ],
        render_kw={"rows": 2},
    )


class EraseRequestForm(RequestForm, EraseForm):
    """The same, and the address typed once more."""
