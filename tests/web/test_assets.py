"""Static files: kept by browsers until they change, and the stylesheets of every page as one."""

import re
from pathlib import Path

import brotli
from flask import Flask, url_for

from coalition.web.assets import STYLESHEETS
from tests.conftest import Someone

FOLDER = Path(__file__).resolve().parents[2] / "coalition" / "static" / "css"


def address(app: Flask, name: str) -> str:
    """Return the stamped address of a static file."""
    with app.test_request_context():
        return url_for("static", filename=name)


def test_stylesheets_of_every_page_go_as_one(app: Flask, anonymous: Someone) -> None:
    parts = [(FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in STYLESHEETS]
    answer = anonymous.client.get(address(app, "css/site.css"))
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    lines = (line.strip() for line in re.sub(r"(?s)/\*.*?\*/", "", "\n".join(parts)).splitlines())
    assert answer.text.strip().splitlines() == [line for line in lines if line]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = anonymous.client.get(
        address(app, "css/site.css"), headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    packed = anonymous.client.get(address(app, "css/site.css"), headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == answer.data


def test_address_of_the_stylesheets_changes_with_them(app: Flask, anonymous: Someone) -> None:
    page = anonymous.client.get("/").text
    assert re.findall(r"css/site\.css\?v=[0-9a-f]{12}", page) == [
        address(app, "css/site.css").removeprefix("/static/")
    ]
