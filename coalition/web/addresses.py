"""Numbers in addresses: never larger than a database can hold, so that all others are 404."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_NUMBER = 2**31 - 1  # of a column that counts rows, in any database


class NumberConverter(IntegerConverter):
    """A whole number in plain digits, at most LARGEST_NUMBER."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map, *given: Any, **more: Any) -> None:  # noqa: A002 werkzeug's name
        super().__init__(map, *given, **({"max": LARGEST_NUMBER} | more))


def install_addresses(app: Flask) -> None:
    """Let `<int:...>` in routes stand for such numbers."""
    app.url_map.converters["int"] = NumberConverter
