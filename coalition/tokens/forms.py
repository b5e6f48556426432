"""The form of a new token."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coalition.tokens.models import LONGEST_NAME, Scope
from coalition.web.forms import Form

SCOPES = {
    Scope.READ: _l("Read what you may read, documents for members too"),
    Scope.DEPOSIT: _l("Deposit documents, change drafts and add versions"),
    Scope.PUBLISH: _l("Publish and withdraw documents"),
}
DAYS = {
    7: _l("a week"),
    30: _l("30 days"),
    90: _l("90 days"),
    365: _l("a year"),
}
USUAL_DAYS = 90


class TokenForm(Form):
    """What a token is called, what it is good for and how long."""

    name = StringField(
        _l("What is it for?"),
        [
            DataRequired(_l("Give it a name by which you will know it again.")),
            Length(
                max=LONGEST_NAME,
                message=_l("Give it a name of at most %(most)d letters.", most=LONGEST_NAME),
            ),
        ],
        description=_l("Such as the program that uses it, and the machine on which it runs."),
    )
    scopes = SelectMultipleField(
        _l("What may be done with it?"),
        [InputRequired(_l("Choose what it is to be good for."))],
        choices=[SelectChoice(scope.value, label) for scope, label in SCOPES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l("Whatever you choose, nobody can do more with it than you may do yourself."),
    )
    days = SelectField(
        _l("How long does it work?"),
        choices=[SelectChoice(str(days), label) for days, label in DAYS.items()],
        default=str(USUAL_DAYS),
    )
