"""The forms on the pages of a session: what a document is to it, and files that belong to it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from coalition.library.forms import DepositForm
from coalition.programme.models import Use
from coalition.sessions.labels import USES
from coalition.web.forms import Form, number

CHOOSE_USE = _l("Choose what the document is to the session.")


def _choices() -> list[tuple[str, str]]:
    return [(use.value, str(label)) for use, label in USES.items()]


class TieForm(Form):
    """A document by its number, and what it is to the session."""

    document = HiddenField()
    use = SelectField(_l("What it is to the session"), [InputRequired(CHOOSE_USE)])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.use.choices = _choices()

    def document_id(self) -> int | None:
        """Return the number of the document, None where none was given."""
        return number(self.raw("document"))

    def chosen_use(self) -> Use:
        """Return the use of a form that is valid."""
        return Use(self.raw("use"))


class SessionFilesForm(DepositForm):
    """Files that belong to a session, and what they are to it."""

    use = SelectField(_l("What it is to the session"), [InputRequired(CHOOSE_USE)])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.use.choices = [("", _("Choose…")), *_choices()]

    def chosen_use(self) -> Use:
        """Return the use of a form that is valid."""
        return Use(self.raw("use"))
