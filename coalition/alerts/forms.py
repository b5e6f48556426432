"""The forms of saved searches."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL
from coalition.alerts.models import Rhythm
from coalition.alerts.wish import LONGEST_NAME, Wish
from coalition.search.asking import Asked
from coalition.web.forms import Form

CHOOSE_RHYTHM = _l("Choose how often you want to be told.")
RHYTHMS = [
    SelectChoice(Rhythm.DAILY.value, _l("Daily, when there is something new")),
    SelectChoice(Rhythm.WEEKLY.value, _l("Weekly, when there is something new")),
]


class RhythmForm(Form):
    """How often someone is told."""

    rhythm = RadioField(_l("How often"), [InputRequired(CHOOSE_RHYTHM)], choices=RHYTHMS)

    def chosen(self) -> Rhythm:
        """Return the rhythm of a form that is valid."""
        return Rhythm(self.raw("rhythm"))


class SaveForm(RhythmForm):
    """A name and a rhythm for a search, from a person who is signed in."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Enter a name by which you will know it again.")),
            Length(max=LONGEST_NAME),
        ],
    )

    def wish(self, asked: Asked, labels: dict[str, dict[str, str]], language: str) -> Wish:
        """Return what is to be saved."""
        return Wish(self.text("name"), asked, self.chosen(), language, labels)


class StrangerForm(SaveForm):
    """The same from somebody else, who gives an address."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), Length(max=200)],
        render_kw={"autocomplete": "email"},
    )
