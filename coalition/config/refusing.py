"""Settings that are malformed or unsafe, each refused with what to do."""

import re
from dataclasses import asdict
from urllib.parse import SplitResult, urlsplit

from babel import Locale, UnknownLocaleError

from coalition.config.settings import (
    COORDINATORS,
    EVERYONE,
    LOCAL_HOSTS,
    NOBODY,
    Settings,
    UnsafeSettings,
)

SHORTEST_SECRET = 32
SHORTEST_TOKEN = 16
LARGEST_PORT = 65_535
LONGEST_SESSION_DAYS = 365
LONGEST_KEPT = 36_500  # days
CONTACT = re.compile(r"https://[!-~]+|[!-;=?-~]+@[!-;=?-~]+", re.ASCII)
NAAN = re.compile(r"[0-9bcdfghjkmnpqrstvwxz]{5}", re.ASCII)  # 5 of the ARK alphabet
DOI_PREFIX = re.compile(r"10\.[0-9]{4,9}", re.ASCII)


def refuse_unsafe(settings: Settings) -> None:
    """Raise UnsafeSettings for the first setting that is malformed or unsafe."""
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise UnsafeSettings(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters. "
            "Leave it out and one is made in the instance folder."
        )
    _refuse_unsafe_metrics(settings)
    _refuse_unsafe_site(settings)
    for tag in settings.interface_languages:
        if not _is_locale(tag):
            raise UnsafeSettings(
                f"INTERFACE_LANGUAGES names {tag!r}, which is no language. "
                "Give codes such as en and fr, with spaces between."
            )
    _refuse_long_sessions(settings)
    if settings.require_second_factor not in {EVERYONE, COORDINATORS, NOBODY}:
        raise UnsafeSettings(
            "REQUIRE_SECOND_FACTOR must be coordinators, everyone or nobody, "
            f"not {settings.require_second_factor!r}."
        )
    if settings.ark_naan and not NAAN.fullmatch(settings.ark_naan):
        raise UnsafeSettings(
            "ARK_NAAN must be the number of a name assigning authority, five digits such as 12345, "
            f"not {settings.ark_naan!r}."
        )
    _refuse_long_keeping(settings)
    _refuse_wrong_addresses(settings)
    _refuse_half_an_account(settings)


def _refuse_unsafe_site(settings: Settings) -> None:
    site = _parts(settings.site_url)
    if site is None:
        raise UnsafeSettings(
            f"SITE_URL must look like https://coalition.example.org, not {settings.site_url!r}."
        )
    if site.scheme == "http" and site.hostname not in LOCAL_HOSTS:
        raise UnsafeSettings(
            f"SITE_URL is {settings.site_url}, which would send passwords unencrypted. "
            "Use https:// for any address other than this machine's own."
        )
    if settings.demonstration and site.hostname not in LOCAL_HOSTS:
        raise UnsafeSettings(
            "This installation holds the demonstration, whose passwords are known to all. Set INSTANCE "
            "to another folder for a site of your own, or leave SITE_URL out."
        )
    if settings.password_cost not in {"normal", "test"}:
        raise UnsafeSettings("PASSWORD_COST must be normal (or test, in the test suite only).")
    if settings.password_cost == "test" and site.scheme == "https":  # noqa: S105 a cost's name
        raise UnsafeSettings("PASSWORD_COST=test makes passwords easy to break; remove it.")


def _refuse_long_keeping(settings: Settings) -> None:
    for kept, days in asdict(settings.keep).items():
        if days > LONGEST_KEPT:
            raise UnsafeSettings(
                f"KEEP_{kept.upper()}_DAYS must be at most {LONGEST_KEPT}, not {days}."
            )


def _refuse_wrong_addresses(settings: Settings) -> None:
    for name, url, schemes in (
        ("DATABASE_URL", settings.database_url, ("sqlite:", "postgresql+psycopg:")),
        ("SEARCH_URL", settings.search_url, ("whoosh:",)),
        ("QUEUE_URL", settings.queue_url, ("sqlite:", "postgresql:")),
        ("FILES_URL", settings.files_url, ("file:",)),
        ("MAIL_URL", settings.mail_url, ("file:", "smtp:", "smtps:", "smtp+plain:")),
    ):
        if not url.startswith(schemes):
            raise UnsafeSettings(f"{name} must begin with one of: {', '.join(schemes)}")
    if settings.clamd_url and not _is_socket(settings.clamd_url):
        raise UnsafeSettings(
            "CLAMD_URL must look like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl, "
            f"not {settings.clamd_url!r}."
        )
    if settings.security_contact and not CONTACT.fullmatch(settings.security_contact):
        raise UnsafeSettings(
            "SECURITY_CONTACT must be an e-mail address or begin with https://, "
            f"not {settings.security_contact!r}."
        )
    for name, url in (
        ("WEBSUB_HUB", settings.websub_hub),
        ("DATACITE_URL", settings.datacite.url),
    ):
        if url and not _is_service(url):
            raise UnsafeSettings(
                f"{name} must be an address that begins with https://, without a name or a "
                f"password in it, not {_without_account(url)!r}."
            )


def _is_service(url: str) -> bool:
    """Tell whether an address is that of a service reached encrypted, or on this machine."""
    try:
        parts = urlsplit(url)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)
    is_plain = url.isascii() and url.isprintable() and " " not in url
    is_bare = "@" not in parts.netloc and not parts.fragment
    return bool(is_safe and parts.hostname and is_port and is_plain and is_bare)


def _without_account(url: str) -> str:
    """Return an address without what stands before its host, which may be a password."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


def _refuse_half_an_account(settings: Settings) -> None:
    account = settings.datacite
    said = {name: value for name, value in asdict(account).items() if name != "url"}
    missing = [f"DATACITE_{name.upper()}" for name, value in said.items() if not value]
    if not any(said.values()):
        return
    if missing:
        raise UnsafeSettings(
            f"Documents get a DOI once {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} set too; or take the others away."
        )
    if not DOI_PREFIX.fullmatch(account.prefix):
        raise UnsafeSettings(
            f"DATACITE_PREFIX must look like 10.12345, as DataCite gave it to you, "
            f"not {account.prefix!r}."
        )
    if ":" in account.user or not (account.user + account.password).isprintable():
        raise UnsafeSettings(
            "DATACITE_USER and DATACITE_PASSWORD must be printable, and the user's name without "
            "a colon, such as MEMBER.REPOSITORY."
        )
    if settings.demonstration:
        raise UnsafeSettings(
            "This is the demonstration, whose documents are no publications: take away "
            "DATACITE_PREFIX, DATACITE_USER and DATACITE_PASSWORD."
        )


def _is_socket(url: str) -> bool:
    """Tell whether an address names a TCP port, or the path of a socket."""
    try:
        parts = urlsplit(url)
        is_port = bool(parts.hostname and parts.port) and not parts.path
    except ValueError:
        return False
    return is_port if parts.scheme == "tcp" else url.startswith("unix:/") and not parts.netloc


def _refuse_unsafe_metrics(settings: Settings) -> None:
    if 0 < len(settings.metrics_token) < SHORTEST_TOKEN:
        raise UnsafeSettings(
            f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters. "
            "Leave it out and /metrics is not there."
        )
    if not settings.metrics_token.isascii() or not settings.metrics_token.isprintable():
        raise UnsafeSettings("METRICS_TOKEN must be letters, digits and signs of ASCII.")
    if settings.metrics_port > LARGEST_PORT or settings.metrics_port == settings.port:
        raise UnsafeSettings(
            f"METRICS_PORT must be a port of its own, at most {LARGEST_PORT}, "
            f"not {settings.metrics_port}. Leave it out and none is opened."
        )


def _refuse_long_sessions(settings: Settings) -> None:
    if settings.session_most_days > LONGEST_SESSION_DAYS:
        raise UnsafeSettings(
            f"SESSION_MOST_DAYS must be at most {LONGEST_SESSION_DAYS}, "
            f"not {settings.session_most_days}."
        )
    if settings.session_idle_hours > settings.session_most_days * 24:
        raise UnsafeSettings(
            f"SESSION_IDLE_HOURS is {settings.session_idle_hours}, longer than SESSION_MOST_DAYS "
            f"({settings.session_most_days}) lets anybody stay signed in. Make it shorter."
        )
    if settings.coordinator_idle_hours > settings.session_idle_hours:
        raise UnsafeSettings(
            f"COORDINATOR_IDLE_HOURS is {settings.coordinator_idle_hours}, longer than "
            f"SESSION_IDLE_HOURS ({settings.session_idle_hours}). Make it as long or shorter."
        )


def _parts(site_url: str) -> SplitResult | None:
    """Return the parts of the site's address, None when it is of another form."""
    try:
        parts = urlsplit(site_url)
        is_plain = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    further = parts.path or parts.query or parts.fragment or parts.username
    return parts if is_plain and parts.scheme in {"http", "https"} and not further else None


def _is_locale(tag: str) -> bool:
    try:
        Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return False
    return True
