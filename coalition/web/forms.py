"""The base of every form: raw fields in, a clean record or a sentence beside each field out."""

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from coalition.errors import Invalid


def clean(value: str | None) -> str:
    """Return one line of text without stray space or control characters, in NFC."""
    text = unicodedata.normalize("NFC", value or "")
    printable = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(printable.split())


def clean_lines(value: str | None) -> str:
    """Return text of several lines, in NFC, with line ends and control characters tidied."""
    text = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form protected against forged requests; what was typed is kept when it is refused."""

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
