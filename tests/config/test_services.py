"""Services the site speaks to are off by default; half an account is refused in a sentence."""

from pathlib import Path

import pytest

from coalition.config import DEMONSTRATION_MARK, Datacite, read_settings
from tests.config.test_reading import read

ACCOUNT = {
    "DATACITE_PREFIX": "10.12345",
    "DATACITE_USER": "IGF.LIBRARIES",
    "DATACITE_PASSWORD": "of the account",
}


def test_nothing_is_told_to_anybody_without_a_setting(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE": str(tmp_path)})
    assert (found.websub_hub, found.ark_naan, found.datacite.is_on) == ("", "", False)
    assert found.datacite == Datacite("https://api.datacite.org", "", "", "")


def test_account_is_read_and_its_password_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("of the account\n")
    given = {name: value for name, value in ACCOUNT.items() if name != "DATACITE_PASSWORD"}
    given |= {"INSTANCE": str(tmp_path), "DATACITE_PASSWORD_FILE": str(tmp_path / "password")}
    found = read_settings(given)
    assert found.datacite.is_on
    assert found.datacite.password == "of the account"
    assert "of the account" not in repr(found)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"DATACITE_PREFIX": "10.12345", "DATACITE_USER": "A.B"},
            "Documents get a DOI once DATACITE_PASSWORD is set too; or take the others away.",
        ),
        (
            {"DATACITE_USER": "A.B"},
            "Documents get a DOI once DATACITE_PREFIX and DATACITE_PASSWORD are set too; "
            "or take the others away.",
        ),
        (
            ACCOUNT | {"DATACITE_PREFIX": "10.12345/c"},
            "DATACITE_PREFIX must look like 10.12345, as DataCite gave it to you, "
            "not '10.12345/c'.",
        ),
        (
            ACCOUNT | {"DATACITE_USER": "A:B"},
            "DATACITE_USER and DATACITE_PASSWORD must be printable, and the user's name without a "
            "colon, such as MEMBER.REPOSITORY.",
        ),
        (
            ACCOUNT | {"DATACITE_URL": "http://api.datacite.org"},
            "DATACITE_URL must be an address that begins with https://, without a name or a "
            "password in it, not 'http://api.datacite.org'.",
        ),
    ],
)
def test_half_an_account_is_refused(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    assert read(tmp_path, **given) == sentence


def test_the_demonstration_registers_nothing(tmp_path: Path) -> None:
    (tmp_path / DEMONSTRATION_MARK).touch()
    assert read(tmp_path, **ACCOUNT).startswith("This is the demonstration, whose documents are")


@pytest.mark.parametrize(
    "url", ["https://hub.example.org/", "https://hub.example.org:8443/p", "http://127.0.0.1:9/"]
)
def test_hub_is_reached_encrypted_or_on_this_machine(tmp_path: Path, url: str) -> None:
    found = read_settings({"INSTANCE": str(tmp_path), "WEBSUB_HUB": url})
    assert found.websub_hub == url


@pytest.mark.parametrize(
    "url",
    [
        "hub.example.org",
        "http://hub.example.org",
        "ftp://hub",
        "https://",
        "https://h:x",
        "https://h h",
    ],
)
def test_another_address_of_a_hub_is_refused(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, WEBSUB_HUB=url).startswith("WEBSUB_HUB must be an address that begins")


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    sentence = read(tmp_path, WEBSUB_HUB="https://me:secret@hub.example.org/")
    assert sentence.endswith("password in it, not 'https://hub.example.org/'.")
