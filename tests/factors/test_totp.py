"""Codes that apps make, against the examples of RFC 6238."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from coalition.factors import totp

# RFC 6238, appendix B, SHA-1; the last six of its eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ],
)
def test_code_of_the_standard_matches_in_its_period(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.matching_step(SECRET, code, moment) == seconds // 30


def test_code_of_a_neighbouring_period_matches_and_one_further_off_does_not() -> None:
    moment = datetime.fromtimestamp(1111111109, UTC)
    found = [
        totp.matching_step(SECRET, "081804", moment + timedelta(seconds=30 * steps)) is not None
        for steps in (-2, -1, 0, 1, 2)
    ]
    assert found == [False, True, True, True, False]


def test_anything_but_the_code_does_not_match() -> None:
    moment = datetime.fromtimestamp(59, UTC)
    assert totp.matching_step(SECRET, "", moment) is None
    assert totp.matching_step(SECRET, "28708", moment) is None


def test_new_secrets_hold_160_bits_and_differ() -> None:
    secrets = {totp.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) * 8 for secret in secrets} == {160}


def test_address_tells_an_app_the_site_and_the_account() -> None:
    address = totp.address_for_app("A" * 32, "ada@example.org", "Dynamic Coalition: Libraries")
    assert address == (
        "otpauth://totp/Dynamic%20Coalition%3A%20Libraries:ada%40example.org"
        "?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Dynamic%20Coalition%3A%20Libraries"
    )


def test_picture_is_an_svg_that_a_page_may_show() -> None:
    assert totp.picture("otpauth://totp/x").startswith("data:image/svg+xml")
