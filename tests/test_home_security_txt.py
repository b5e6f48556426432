"""The file that says whom to tell of a hole in the site, as RFC 9116 has it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from coalition.database import now
from tests.conftest import Someone

ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("security@coalition.example.org", "mailto:security@coalition.example.org"),
        ("https://coalition.example.org/holes", "https://coalition.example.org/holes"),
    ],
)
def test_security_txt_names_the_contact_for_some_time(
    app: Flask, anonymous: Someone, contact: str, said: str
) -> None:
    settings = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(settings, security_contact=contact)
    answer = anonymous.client.get(ADDRESS)
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields["Contact"] == said
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=89) < expires - now() < timedelta(days=91)
    assert fields["Canonical"] == f"{settings.site_url}{ADDRESS}"


def test_without_a_contact_there_is_no_security_txt(anonymous: Someone) -> None:
    assert anonymous.client.get(ADDRESS).status_code == 404
