"""Lines of a form that may be any number, such as the people of a session."""

from collections.abc import Iterable, Iterator

from wtforms import FieldList

MOST_DIGITS = 4  # of a line's number


class Lines(FieldList):  # type: ignore[misc]  # WTForms ships no types
    """A list of fields that takes only lines whose numbers a page of ours may have written.

    WTForms itself takes whatever Unicode calls a digit, such as “²”, and thousands of them, and
    then breaks as it reads the number.
    """

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        """Give the numbers of the lines that were sent; names with any other are passed over."""
        begin = f"{prefix}{self._separator}"
        for name in formdata:
            if name.startswith(begin):
                given = name[len(begin) :].split(self._field_separator, 1)[0]
                if given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS:
                    yield int(given)
