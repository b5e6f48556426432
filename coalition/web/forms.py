"""The base of every form: raw fields in, a clean record or a sentence beside each field out."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, TextAreaField, ValidationError
from wtforms.widgets import DateInput

from coalition.errors import Invalid
from coalition.web.addresses import LARGEST_NUMBER

# Persian, Urdu, Hindi and others write words with these two, which show nothing by themselves.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def clean(value: str | None) -> str:
    """Return one line of text without stray space or control characters, in NFC."""
    text = unicodedata.normalize("NFC", value or "")
    printable = "".join(c for c in text if c.isprintable() or c.isspace() or c in JOINERS)
    return " ".join(printable.split()).strip(" " + JOINERS)


def clean_lines(value: str | None) -> str:
    """Return text of several lines, in NFC, with line ends and control characters tidied."""
    text = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c.isprintable() or c in "\n\t" + JOINERS)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip(" \n\t" + JOINERS)


def number(given: str | None) -> int | None:
    """Return the number a hidden field holds, None for anything that no page of ours wrote."""
    plain = given or ""
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 10):
        return None
    found = int(plain)
    return found if found <= LARGEST_NUMBER else None


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form protected against forged requests; what was typed is kept when it is refused.

    Text is tidied before it is judged, so that what shows nothing counts as nothing.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """How fields are made."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Let text fields tidy what they are given; passwords stay as they were typed."""
            kind = unbound_field.field_class
            if issubclass(kind, TextAreaField):
                options = options | {"filters": [_tidy_lines]}
            elif issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options = options | {"filters": [_tidy]}
            return super().bind_field(form, unbound_field, options)

    def blame(self, problem: Invalid) -> None:
        """Show a service's refusal beside the fields it names, or above the form."""
        for name, sentence in problem.fields.items():
            field: Field | None = self._fields.get(name)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]
        if problem.message:
            self.form_errors.append(problem.message)

    def text(self, name: str) -> str:
        """Return a field as one clean line."""
        return clean(self._fields[name].data)

    def lines(self, name: str) -> str:
        """Return a field as clean text of several lines."""
        return clean_lines(self._fields[name].data)

    def raw(self, name: str) -> Any:
        """Return a field's data as its type gives it."""
        return self._fields[name].data


class DayField(StringField):  # type: ignore[misc]  # WTForms ships no types
    """A day, chosen in the browser's calendar or typed as 2012-11-06; typed text is kept.

    first_year, last_year: what it may be in; a room that needs other years makes a field of its own.
    """

    first_year, last_year = 2000, 9000
    widget = DateInput()

    def pre_validate(self, _form: Any) -> None:
        """Take days of the calendar only."""
        if clean(self.data) and self.day() is None:
            raise ValidationError(_("Give a day such as 2012-11-06: year, month and day."))

    def day(self) -> date | None:
        """Return the day, None when there is none that can be read."""
        try:
            found = date.fromisoformat(clean(self.data))
        except ValueError:
            return None
        return found if self.first_year <= found.year <= self.last_year else None


def without_token(blueprint: Blueprint, view: Callable[..., Any]) -> None:
    """Ask for no token of what is sent to this view of a blueprint that is not registered yet.

    Whoever calls it says beside it why nobody is harmed by what another site makes readers send.
    """
    blueprint.record_once(lambda state: state.app.extensions["csrf"].exempt(view))


def _tidy(value: str | None) -> str | None:
    return clean(value) if isinstance(value, str) else value


def _tidy_lines(value: str | None) -> str | None:
    return clean_lines(value) if isinstance(value, str) else value
