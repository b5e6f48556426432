"""Settings are read from the environment, and unsafe ones are refused in a sentence."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from coalition.config import DEMONSTRATION_MARK, Keeping, UnsafeSettings, read_settings

SECRET = "x" * 40


def read(folder: Path, **environ: str) -> str:
    """Return the sentence with which these settings are refused."""
    with pytest.raises(UnsafeSettings) as refused:
        read_settings({"INSTANCE": str(folder), "SECRET_KEY": SECRET} | environ)
    return str(refused.value)


def test_settings_without_any_variable_stay_within_the_instance(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE": str(tmp_path)})
    assert found.database_url == f"sqlite:///{tmp_path}/coalition.db"
    assert found.files_folder == tmp_path / "files"
    assert found.index_folder == tmp_path / "index"
    assert found.mail_folder == tmp_path / "mail"
    assert found.site_url == "http://127.0.0.1:8000"


def test_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = read_settings({"INSTANCE": str(tmp_path)}).secret_key
    second = read_settings({"INSTANCE": str(tmp_path)}).secret_key
    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET + "\n")
    found = read_settings({"INSTANCE": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})
    assert found.secret_key == SECRET


def test_secret_given_twice_is_refused(tmp_path: Path) -> None:
    sentence = read(tmp_path, SECRET_KEY_FILE="/anywhere")
    assert sentence == "SECRET_KEY and SECRET_KEY_FILE are both set; keep one of them."


def test_secret_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    sentence = read(tmp_path, MAIL_URL_FILE=str(tmp_path / "none"))
    assert sentence == (
        f"MAIL_URL_FILE names {tmp_path}/none, which cannot be read: No such file or directory."
    )


def test_short_secret_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEY="dev").startswith("SECRET_KEY must have at least 32")


def test_site_without_encryption_is_refused_away_from_this_machine(tmp_path: Path) -> None:
    sentence = read(tmp_path, SITE_URL="http://coalition.example.org")
    assert "would send passwords unencrypted" in sentence


@pytest.mark.parametrize(
    "url",
    ["coalition.example.org", "https://a.org/path", "ftp://a.org", "https://[a", "https://a.org:x"],
)
def test_site_address_of_another_form_is_refused(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, SITE_URL=url).startswith("SITE_URL must look like")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "mysql://db"),
        ("SEARCH_URL", "elastic://x"),
        ("QUEUE_URL", "amqp://x"),
        ("FILES_URL", "s3://bucket"),
        ("MAIL_URL", "carrier-pigeon://x"),
    ],
)
def test_address_that_nothing_can_serve_is_refused(tmp_path: Path, name: str, url: str) -> None:
    assert read(tmp_path, **{name: url}).startswith(f"{name} must begin with one of:")


def test_number_that_is_none_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, UPLOAD_MAX_MB="many") == (
        "UPLOAD_MAX_MB must be a whole number, not 'many'."
    )


def test_how_often_programs_may_ask_is_a_setting(tmp_path: Path) -> None:
    assert read_settings({"INSTANCE": str(tmp_path)}).api_requests == 600
    assert read_settings({"INSTANCE": str(tmp_path), "API_REQUESTS": "0"}).api_requests == 0
    assert read(tmp_path, API_REQUESTS="-1") == "API_REQUESTS must be at least 0, not -1."


def test_days_for_which_data_is_kept_are_settings(tmp_path: Path) -> None:
    given = {"INSTANCE": str(tmp_path), "KEEP_LETTERS_DAYS": "30", "KEEP_UNCONFIRMED_DAYS": "8"}
    kept = read_settings(given).keep
    assert kept == replace(Keeping(), letters=30, unconfirmed=8)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"KEEP_LETTERS_DAYS": "0"}, "KEEP_LETTERS_DAYS must be at least 1, not 0."),
        ({"KEEP_UNCONFIRMED_DAYS": "6"}, "KEEP_UNCONFIRMED_DAYS must be at least 7, not 6."),
        ({"KEEP_TRIES_DAYS": "36501"}, "KEEP_TRIES_DAYS must be at most 36500, not 36501."),
        ({"KEEP_LINKS_DAYS": "long"}, "KEEP_LINKS_DAYS must be a whole number, not 'long'."),
    ],
)
def test_days_that_cannot_be_kept_are_refused(
    tmp_path: Path, given: dict[str, str], sentence: str
) -> None:
    assert read(tmp_path, **given) == sentence


@pytest.mark.parametrize("languages", ["English", "en xx", "en pt-BR"])
def test_language_that_is_none_is_refused(tmp_path: Path, languages: str) -> None:
    sentence = read(tmp_path, INTERFACE_LANGUAGES=languages)
    assert sentence.startswith(f"INTERFACE_LANGUAGES names {languages.split()[-1]!r}")


def test_secret_key_made_by_two_at_once_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = Path.exists
    other: list[str] = []

    def late(path: Path) -> bool:
        found = exists(path)
        if path.name == "secret_key" and not other:
            other.append("")
            other[0] = read_settings({"INSTANCE": str(tmp_path)}).secret_key
        return found

    monkeypatch.setattr(Path, "exists", late)
    assert read_settings({"INSTANCE": str(tmp_path)}).secret_key == other[0]
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_cheap_passwords_are_refused_on_a_public_site(tmp_path: Path) -> None:
    sentence = read(tmp_path, PASSWORD_COST="test", SITE_URL="https://coalition.example.org")
    assert sentence == "PASSWORD_COST=test makes passwords easy to break; remove it."


def test_settings_never_show_their_secrets(tmp_path: Path) -> None:
    found = read_settings(
        {
            "INSTANCE": str(tmp_path),
            "SECRET_KEY": SECRET,
            "DATABASE_URL": "postgresql+psycopg://u:hidden@h/d",
        }
    )
    assert SECRET not in repr(found)
    assert "hidden" not in repr(found)


def test_sessions_end_by_themselves_and_sooner_where_the_longest_time_is_short(
    tmp_path: Path,
) -> None:
    usual = read_settings({"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET})
    assert usual.session_idle_hours == 168
    assert (usual.session_most_days, usual.coordinator_idle_hours) == (30, 12)
    short = read_settings(
        {"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET, "SESSION_MOST_DAYS": "1"}
    )
    assert (short.session_idle_hours, short.coordinator_idle_hours) == (24, 12)


def test_sessions_that_last_too_long_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, SESSION_MOST_DAYS="400") == (
        "SESSION_MOST_DAYS must be at most 365, not 400."
    )
    assert read(tmp_path, SESSION_MOST_DAYS="1", SESSION_IDLE_HOURS="25") == (
        "SESSION_IDLE_HOURS is 25, longer than SESSION_MOST_DAYS (1) lets anybody stay signed in. "
        "Make it shorter."
    )
    assert read(tmp_path, SESSION_IDLE_HOURS="8", COORDINATOR_IDLE_HOURS="9") == (
        "COORDINATOR_IDLE_HOURS is 9, longer than SESSION_IDLE_HOURS (8). "
        "Make it as long or shorter."
    )
    assert read(tmp_path, COORDINATOR_IDLE_HOURS="0") == (
        "COORDINATOR_IDLE_HOURS must be at least 1, not 0."
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"QUOTA_MB": "-1"}, "QUOTA_MB must be at least 0, not -1."),
        ({"FREE_MB_WARN": "little"}, "FREE_MB_WARN must be a whole number, not 'little'."),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN must have at least 16 characters."),
        ({"METRICS_TOKEN": "ü" * 20}, "METRICS_TOKEN must be letters, digits and signs of ASCII."),
        ({"METRICS_PORT": "8000"}, "METRICS_PORT must be a port of its own, at most 65535"),
        ({"METRICS_PORT": "65536"}, "METRICS_PORT must be a port of its own, at most 65535"),
        ({"METRICS_PORT": "-1"}, "METRICS_PORT must be at least 0, not -1."),
        ({"HSTS_SUBDOMAINS": "maybe"}, "HSTS_SUBDOMAINS must be yes or no, not 'maybe'."),
    ],
)
def test_unsafe_settings_of_figures_and_headers_are_refused(
    tmp_path: Path, given: dict[str, str], sentence: str
) -> None:
    assert read(tmp_path, **given).startswith(sentence)


def test_figures_are_shown_to_nobody_without_a_setting(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE": str(tmp_path)})
    assert (found.metrics_port, found.metrics_token, found.hsts_subdomains) == (0, "", False)
    (tmp_path / "token").write_text("a token in a file of its own\n")
    given = {"INSTANCE": str(tmp_path), "METRICS_TOKEN_FILE": str(tmp_path / "token")}
    assert read_settings(given).metrics_token == "a token in a file of its own"


def test_second_factor_is_required_of_coordinators_but_in_the_demonstration(tmp_path: Path) -> None:
    def required(**given: str) -> str:
        return read_settings({"INSTANCE": str(tmp_path), **given}).require_second_factor

    assert required() == "coordinators"
    assert required(REQUIRE_SECOND_FACTOR="everyone") == "everyone"
    with pytest.raises(UnsafeSettings) as problem:
        required(REQUIRE_SECOND_FACTOR="yes")
    assert str(problem.value) == (
        "REQUIRE_SECOND_FACTOR must be coordinators, everyone or nobody, not 'yes'."
    )
    (tmp_path / DEMONSTRATION_MARK).touch()
    assert required() == "nobody"


def test_demonstration_is_refused_on_a_public_address(tmp_path: Path) -> None:
    (tmp_path / DEMONSTRATION_MARK).touch()
    public = {"INSTANCE": str(tmp_path), "SITE_URL": "https://coalition.example.org"}
    with pytest.raises(
        UnsafeSettings, match=r"the demonstration, whose passwords are known to all"
    ):
        read_settings(public)
    assert read_settings({**public, "SITE_URL": "http://localhost:8000"}).demonstration
    (tmp_path / DEMONSTRATION_MARK).unlink()
    assert not read_settings(public).demonstration


def test_secret_key_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    assert read(tmp_path, SECRET_KEY="").startswith(
        f"The secret key in {tmp_path / 'secret_key'} can be neither read nor made: Is a directory."
    )
