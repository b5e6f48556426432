"""Fields that the programme's forms are made of: days, times of the day, lines of people."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, StringField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import Email, Length
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import ListWidget, TimeInput

from coalition.accounts.forms import WRONG_EMAIL
from coalition.errors import Invalid
from coalition.programme.description import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    PersonFields,
)
from coalition.programme.labels import ROLES
from coalition.programme.models import Role
from coalition.programme.times import FIRST_YEAR, LAST_YEAR, moment_meant
from coalition.web import forms
from coalition.web.forms import Form, clean

TOO_LONG = _l("Use at most %(max)d characters.")
SHORT = Length(max=LONGEST_NAME, message=TOO_LONG)
LONG = Length(max=LONGEST_TEXT, message=TOO_LONG)
ADDRESS = Length(max=LONGEST_ADDRESS, message=TOO_LONG)
URL = {"inputmode": "url", "dir": "ltr", "placeholder": "https://"}
CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?")


class DayField(forms.DayField):
    """A day in the years that meetings may be in."""

    first_year, last_year = FIRST_YEAR, LAST_YEAR


class ClockField(StringField):  # type: ignore[misc]  # as above
    """A time of the day, such as 09:30."""

    widget = TimeInput()

    def pre_validate(self, _form: Any) -> None:
        """Take times a clock shows only."""
        if clean(self.data) and self.clock() is None:
            raise ValidationError(_("Give a time such as 09:30 or 14:00."))

    def clock(self) -> time | None:
        """Return the time, None when there is none that can be read."""
        found = CLOCK.fullmatch(clean(self.data))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            return None
        return time(int(found[1]), int(found[2]))


class PersonLine(PlainForm):  # type: ignore[misc]  # WTForms ships no types
    """A person of the session; a line without a name is none."""

    role = SelectField(_l("Role"), validate_choice=False, default=Role.SPEAKER.value)
    name = StringField(_l("Name"), [SHORT], render_kw={"dir": "auto"})
    affiliation = StringField(_l("Affiliation"), [SHORT], render_kw={"dir": "auto"})
    email = StringField(
        _l("E-mail address"),
        [MayBeEmpty(), Email(WRONG_EMAIL), SHORT],
        render_kw={"dir": "ltr", "inputmode": "email", "autocomplete": "off"},
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = [(role.value, str(label)) for role, label in ROLES.items()]

    def validate_name(self, field: StringField) -> None:
        """Ask for the name of somebody of whom something else is said."""
        if not clean(field.data) and (clean(self.affiliation.data) or clean(self.email.data)):
            raise ValidationError(_("Give the name, or clear the whole line."))

    def person(self) -> PersonFields | None:
        """Return who this is, None for an empty line."""
        name = clean(self.name.data)
        if not name:
            return None
        known = self.role.data in {role.value for role in Role}
        return PersonFields(
            Role(self.role.data) if known else Role.SPEAKER,
            name,
            clean(self.affiliation.data),
            clean(self.email.data).casefold(),
        )


def times_shown(
    starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo
) -> dict[str, str]:
    """Return what the fields of time show for these moments."""
    if starts_at is None or ends_at is None:
        return {}
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return {
        "day": begins.date().isoformat(),
        "begins": begins.strftime("%H:%M"),
        "ends": ends.strftime("%H:%M"),
        "last_day": ends.date().isoformat() if ends.date() != begins.date() else "",
    }


def moment_in(
    field: ClockField,
    day: date,
    clock: time,
    zone: ZoneInfo,
    *,
    kept: datetime | None,
    after: datetime | None = None,
) -> datetime | None:
    """Return the moment clocks show this, as `times.moment_meant` tells it in place of a kept one.

    None, and a sentence at the field, where clocks leave it out.
    """
    try:
        return moment_meant(day, clock, zone, kept=kept, after=after)
    except Invalid as problem:
        field.errors = [problem.message]
        return None


def missing_parts() -> tuple[str, str, str]:
    """Return what is said beside day, beginning and end when they are missing."""
    return (
        _("Give the day too, or clear the times."),
        _("Give the beginning too, or clear the day and the end."),
        _("Give the end too, or clear the day and the beginning."),
    )


def choices_of(names: Sequence[str], chosen: str | None, none: str) -> list[tuple[str, str]]:
    """Return what a select offers: the names to choose from; one that is gone meanwhile is kept, to be refused in words."""
    gone = [chosen] if chosen and chosen not in names else []
    return [("", none), *((name, name) for name in (*names, *gone))]


def faults_of(form: Form) -> list[tuple[str, str, str]]:
    """Return what is wrong as (id of the field, its label, sentence), for the top of the page."""
    found = [("", "", str(sentence)) for sentence in form.form_errors]
    for field in form:
        if isinstance(field, FieldList):
            found += _faults_in(field)
        elif field.errors:
            is_group = isinstance(field.widget, ListWidget)
            anchor = f"{field.id}-0" if is_group else field.id
            found.append((anchor, field.label.text, str(field.errors[0])))
    return found


def _faults_in(rows: FieldList) -> list[tuple[str, str, str]]:
    found = [(f"{rows.id}-0", "", str(fault)) for fault in rows.errors if isinstance(fault, str)]
    for at, row in enumerate(rows, start=1):
        parts = list(row.form) if isinstance(row, FormField) else [row]
        found += [
            (
                part.id,
                _("%(label)s, line %(at)d", label=part.label.text, at=at),
                str(part.errors[0]),
            )
            for part in parts
            if part.errors
        ]
    return found
