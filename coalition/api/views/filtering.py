"""Filters of lists: what the address asks for, read strictly, so that a typo never widens a list."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

import langcodes
from flask import request
from flask_babel import gettext as _

from coalition.api.problems import Fault, Problem
from coalition.web.addresses import LARGEST_NUMBER

PAGING = ("page", "per_page")


class Filters:
    """The query of the present request; what is wrong in it is gathered, then told at once."""

    def __init__(self, *known: str) -> None:
        self._faults: list[Fault] = []
        for name in request.args:
            if name not in {*known, *PAGING}:
                self._blame(name, _("There is no parameter “%(name)s” here.", name=name))
            elif len(request.args.getlist(name)) > 1:
                self._blame(name, _("Give “%(name)s” once.", name=name))

    def number(self, name: str) -> int | None:
        """Return the number of a thing, None where it is not given."""
        given = request.args.get(name)
        if given is None:
            return None
        is_number = given.isascii() and given.isdigit() and len(given) <= 10
        if is_number and 1 <= int(given) <= LARGEST_NUMBER:
            return int(given)
        self._blame(name, _("Give a whole number from 1."))
        return None

    def one_of(self, name: str, values: Collection[str]) -> str:
        """Return one of these values, or "" where it is not given."""
        given = request.args.get(name)
        if given is None or given in values:
            return given or ""
        self._blame(name, _("Give one of: %(values)s.", values=", ".join(values)))
        return ""

    def language(self, name: str) -> str:
        """Return a BCP 47 tag in its usual spelling, or "" where it is not given."""
        given = request.args.get(name)
        if given is None:
            return ""
        if given and langcodes.tag_is_valid(given):
            return langcodes.standardize_tag(given)
        self._blame(name, _("Give a language by its code, such as fr."))
        return ""

    def country(self, name: str) -> str:
        """Return two letters of ISO 3166-1, or "" where it is not given."""
        given = request.args.get(name)
        if given is None:
            return ""
        if len(given) == 2 and given.isascii() and given.isalpha():
            return given.upper()
        self._blame(name, _("Give a country by its two letters, such as NL."))
        return ""

    def moment(self, name: str) -> datetime | None:
        """Return a moment, or the beginning of a day in UTC; None where it is not given."""
        given = request.args.get(name)
        if given is None:
            return None
        try:
            if len(given) == len("2012-11-08"):
                return datetime.combine(date.fromisoformat(given), time(), UTC)
            found = datetime.fromisoformat(given)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self._blame(name, _("Give a day or a moment, such as 2012-11-08 or 2012-11-08T10:00Z."))
            return None

    def refuse_wrong(self) -> None:
        """Raise Problem 400 with every parameter that cannot be used."""
        if self._faults:
            sentence = " ".join(fault.detail for fault in self._faults)
            raise Problem(400, sentence, errors=self._faults)

    def _blame(self, name: str, sentence: str) -> None:
        self._faults.append(Fault(sentence, parameter=name))
