"""What the pages of accounts share: the blueprint, and where one may be led on to."""

from urllib.parse import urlsplit

from flask import Blueprint, url_for

from coalition.accounts.browsers import browser_name, way_in

blueprint = Blueprint("accounts", __name__)
blueprint.add_app_template_filter(browser_name, "browser_name")
blueprint.add_app_template_filter(way_in, "way_in")


def within_site(address: str | None) -> str:
    """Return an address to go on to if it lies within this site, else the front page."""
    plain = address or ""
    try:
        parts = urlsplit(plain)
    except ValueError:  # such as http://[
        return url_for("home.index")
    fits = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not fits or plain.startswith("//") or "\\" in plain or not plain.isprintable():
        return url_for("home.index")
    return plain
