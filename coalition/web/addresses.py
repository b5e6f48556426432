"""Addresses: numbers in them never larger than a database can hold, and those of a page built fast."""

from typing import Any

from flask import Flask, has_request_context, request
from werkzeug.routing import IntegerConverter, Map, Rule

LARGEST_NUMBER = 2**31 - 1  # of a column that counts rows, in any database
SECRETS = frozenset({"token", "key"})  # parts of addresses that open what they name


class NumberConverter(IntegerConverter):
    """A whole number in plain digits, at most LARGEST_NUMBER."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map, *given: Any, **more: Any) -> None:  # noqa: A002 werkzeug's name
        super().__init__(map, *given, **({"max": LARGEST_NUMBER} | more))


def install_addresses(app: Flask) -> None:
    """Let `<int:...>` in routes stand for such numbers, and templates keep the addresses they repeat."""
    app.url_map.converters["int"] = NumberConverter
    kept: dict[tuple[str, str, str], str] = {}  # of pages without arguments, and of our own files

    def url_for(endpoint: str, **values: Any) -> str:
        is_file = endpoint == "static" and values.keys() == {"filename"}
        if (values and not is_file) or endpoint.startswith(".") or not has_request_context():
            return app.url_for(endpoint, **values)
        key = (request.script_root, endpoint, values.get("filename", ""))
        if key not in kept:
            kept[key] = app.url_for(endpoint, **values)
        return kept[key]

    app.jinja_env.globals.update(url_for=url_for)


def has_secret(rule: Rule) -> bool:
    """Tell whether addresses of this rule hold a secret, so that none is kept or passed on whole."""
    return not SECRETS.isdisjoint(rule.arguments)
