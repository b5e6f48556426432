"""What the audit log is filtered by."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length

from coalition.audit.actions import ACTIONS, GROUP_NAMES, Group, keys_of
from coalition.web.forms import DayField, Form

LONGEST = 80  # characters of what is typed
THING = re.compile(r"[a-z]+:[A-Za-z0-9_.-]+")


class FilterForm(Form):
    """Which acts to show: the arguments of the page's address."""

    what = SelectField(_l("What"))
    person = StringField(
        _l("By whom"), [Length(max=LONGEST, message=_l("Use at most %(max)d characters."))]
    )
    subject = StringField(_l("About what"))
    since = DayField(_l("From"))
    until = DayField(_l("Until"))

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(formdata=given, meta={"csrf": False})
        self.what.choices = _choices()
        self.what.data = self.what.data or ""

    def validate_subject(self, field: StringField) -> None:
        """Take a thing as the log names it."""
        if field.data and not THING.fullmatch(field.data):
            raise ValidationError(_("Give kind and number, such as document:7 or organisation:3."))

    def validate_until(self, field: DayField) -> None:
        """Refuse a time that ends before it begins."""
        since, until = self.since.day(), field.day()
        if since and until and until < since:
            raise ValidationError(
                _("This is before the first day. Give the same day or a later one.")
            )

    def actions(self) -> tuple[str, ...]:
        """Return the acts that are asked for; none for all."""
        if self.what.data in set(Group):
            return keys_of(Group(self.what.data)) or (self.what.data,)
        return (self.what.data,) if self.what.data else ()

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return from when on and before when, in UTC; both days belong to it."""
        since, until = self.since.day(), self.until.day()
        return (
            datetime.combine(since, time(), UTC) if since else None,
            datetime.combine(until + timedelta(days=1), time(), UTC) if until else None,
        )

    def arguments(self) -> dict[str, str]:
        """Return what was filled in, as arguments of an address."""
        return {field.short_name: field.data for field in self if field.data}


def _choices() -> dict[str, list[tuple[str, str]]]:
    groups = [(group.value, str(name)) for group, name in GROUP_NAMES.items() if keys_of(group)]
    return {_("All together"): [("", _("All acts")), *groups]} | {
        str(name): [(key, str(ACTIONS[key].sentence)) for key in keys_of(group)]
        for group, name in GROUP_NAMES.items()
        if keys_of(group)
    }
