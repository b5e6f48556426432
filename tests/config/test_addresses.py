"""Addresses in the settings are refused in a sentence when they are of another form."""

from pathlib import Path

import pytest

from coalition.config import read_settings
from tests.config.test_reading import read

SECRET = "x" * 40


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:3310", "tcp://clamd:3310", "unix:/run/clamav/clamd.ctl"]
)
def test_clamd_is_found_at_a_port_or_a_socket(tmp_path: Path, url: str) -> None:
    found = read_settings({"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET, "CLAMD_URL": url})
    assert found.clamd_url == url


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:3310",
        "tcp://127.0.0.1",
        "tcp://:3310",
        "unix:clamd.ctl",
        "unix://run/x",
        "http://a:1",
    ],
)
def test_another_address_of_clamd_is_refused(tmp_path: Path, url: str) -> None:
    assert "CLAMD_URL must look like tcp://127.0.0.1:3310 or unix:" in read(tmp_path, CLAMD_URL=url)


@pytest.mark.parametrize(
    "contact", ["security@coalition.example.org", "https://coalition.example.org/holes"]
)
def test_contact_is_an_address_or_a_page(tmp_path: Path, contact: str) -> None:
    found = read_settings(
        {"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET, "SECURITY_CONTACT": contact}
    )
    assert found.security_contact == contact


@pytest.mark.parametrize(
    "contact", ["us", "http://example.org", "a@b\nExpires: never", "a b@example.org", "<a@b>"]
)
def test_another_contact_is_refused(tmp_path: Path, contact: str) -> None:
    assert "SECURITY_CONTACT must be an e-mail address or begin with https://" in read(
        tmp_path, SECURITY_CONTACT=contact
    )
