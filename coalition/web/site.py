"""The running site's own settings and addresses, for requests and background work alike."""

from dataclasses import replace
from typing import Any

from flask import current_app
from werkzeug.routing import MapAdapter

from coalition.config import Settings


def settings() -> Settings:
    """Return the settings the running application was made with."""
    found: Settings = current_app.extensions["coalition.settings"]
    return found


def change_settings(**changes: object) -> None:
    """Let the running application go by other settings from here on, until it ends."""
    changed = replace(settings(), **changes)  # type: ignore[arg-type]  # named by the caller
    current_app.extensions["coalition.settings"] = changed


def address_of(endpoint: str, **values: Any) -> str:
    """Return the absolute address of a page, built from SITE_URL alone, never from a request."""
    return settings().site_url + path_of(endpoint, **values)


def path_of(endpoint: str, **values: Any) -> str:
    """Return the address of a page within the site, such as /library/12."""
    adapter: MapAdapter = current_app.url_map.bind(settings().site_host)
    return adapter.build(endpoint, values)
