"""E-mail addresses fit their columns as they are kept, not only as they are typed."""

import pytest
from flask import Flask

from coalition.accounts import service
from coalition.accounts.addresses import LONGEST_ADDRESS, address_to_keep
from coalition.errors import Invalid
from tests.accounts.making import GROWING
from tests.conftest import PASSWORD, Someone


def test_address_is_kept_without_space_and_case(app: Flask) -> None:
    assert address_to_keep(" Ada@Example.ORG ") == "ada@example.org"


def test_address_is_measured_as_it_is_kept(app: Flask) -> None:
    longest = "x" * (LONGEST_ADDRESS - len("@example.org")) + "@example.org"
    assert address_to_keep(longest.upper()) == longest
    for too_long in (f"x{longest}", GROWING):
        with pytest.raises(Invalid) as refused:
            address_to_keep(too_long)
        assert refused.value.fields == {"email": "This is too long: at most 200 characters."}


def test_nothing_is_written_for_an_address_that_is_too_long(outsider: Someone) -> None:
    for act in (
        lambda: service.register(GROWING, "Ada", "x", "en"),
        lambda: service.send_reset(GROWING, "en", "192.0.2.1"),
        lambda: service.change_email(GROWING, PASSWORD, by=outsider.viewer),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert list(refused.value.fields) == ["email"]
