"""Websites and ROR identifiers take one form, or say why not."""

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.members.identifiers import host_of, ror_address, tidy_ror, tidy_website


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("library.example.org", "https://library.example.org"),
        ("HTTP://WWW.Library.Example.org/", "http://www.library.example.org"),
        ("https://example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c"),
        ("  example.org/über ", "https://example.org/über"),
        ("bücherei.example", "https://bücherei.example"),
    ],
)
def test_website_is_kept_in_one_form(given: str, kept: str) -> None:
    assert tidy_website(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "library",
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "ftp://example.org",
        "https://user@example.org",
        "https://a b.example.org",
        "https://example.org:port",
        "http://[::1",
        "https://127.0.0.1/",
        "https://" + "a" * 600 + ".org",
        "https://" + "a" * 63 + ".b" * 70 + ".org",
    ],
)
def test_website_that_is_none_is_refused(app: Flask, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        tidy_website(given)
    assert list(refused.value.fields) == ["website"]


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("", ""),
        ("https://www.example.org/a", "example.org"),
        ("https://example.org:8443", "example.org"),
        ("https://wwww.example.org", "wwww.example.org"),
    ],
)
def test_host_is_without_www(website: str, host: str) -> None:
    assert host_of(website) == host


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("05dxps055", "05dxps055"),
        ("https://ror.org/05dxps055", "05dxps055"),
        ("HTTPS://ROR.ORG/03YRM5C26/", "03yrm5c26"),
    ],
)
def test_ror_is_kept_as_nine_characters(given: str, kept: str) -> None:
    assert tidy_ror(given) == kept


@pytest.mark.parametrize(
    "given", ["05dxps056", "5dxps055", "https://example.org/05dxps055", "0ulio0055"]
)
def test_ror_whose_digits_do_not_check_is_refused(app: Flask, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        tidy_ror(given)
    assert list(refused.value.fields) == ["ror"]


def test_ror_address_is_the_public_one() -> None:
    assert ror_address("05dxps055") == "https://ror.org/05dxps055"
