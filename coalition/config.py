"""Settings: one frozen record read from the environment, refused when unsafe."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from babel import Locale, UnknownLocaleError

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
SHORTEST_TOKEN = 16
LARGEST_PORT = 65_535
TRUTHS = {"yes": True, "true": True, "on": True, "1": True} | {
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}
SECRETS = {"SECRET_KEY", "DATABASE_URL", "QUEUE_URL", "MAIL_URL", "METRICS_TOKEN"} | {
    "DATACITE_PASSWORD"
}
LONGEST_SESSION_DAYS = 365
DEMONSTRATION_MARK = "demonstration"  # a file in the instance that holds the demonstration
DEMONSTRATION_NAME = "Dynamic Coalition on Public Access in Libraries"
CONTACT = re.compile(r"https://[!-~]+|[!-;=?-~]+@[!-;=?-~]+", re.ASCII)
NAAN = re.compile(r"[0-9bcdfghjkmnpqrstvwxz]{5}", re.ASCII)  # 5 of the ARK alphabet
DOI_PREFIX = re.compile(r"10\.[0-9]{4,9}", re.ASCII)
EVERYONE, COORDINATORS, NOBODY = "everyone", "coordinators", "nobody"
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


class UnsafeSettings(Exception):
    """A setting is missing, malformed or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days each kind of personal data is kept: KEEP_TRIES_DAYS and so on.

    What happens to it then is said in privacy.retention.
    """

    tries: int = 1
    browsers: int = 90
    tokens: int = 90
    links: int = 30
    letters: int = 90
    letter_records: int = 365
    unconfirmed: int = 7  # at least: the links by which addresses are confirmed work so long
    stopped: int = 30
    hub_contacts: int = 180
    askers: int = 365
    audit_details: int = 365
    unfinished: int = 1


@dataclass(frozen=True, slots=True)
class Datacite:
    """The account at DataCite by which documents get a DOI: DATACITE_URL and so on; off as it is."""

    url: str = "https://api.datacite.org"
    prefix: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_on(self) -> bool:
        """Tell whether documents get a DOI."""
        return bool(self.prefix)


LEAST_KEPT = {"unconfirmed": 7}
LONGEST_KEPT = 36_500  # days


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation can set; the README lists each with its default."""

    instance: Path
    secret_key: str = field(repr=False)
    port: int
    site_url: str
    database_url: str = field(repr=False)
    search_url: str
    queue_url: str = field(repr=False)
    files_url: str
    mail_url: str = field(repr=False)
    mail_from: str
    coalition_name: str
    coalition_acronym: str
    coalition_tagline: str
    interface_languages: tuple[str, ...]
    review_before_publishing: bool
    upload_max_mb: int
    quota_mb: int
    free_mb_warn: int
    reading_seconds: int
    reading_memory_mb: int
    password_cost: str
    trusted_proxies: int
    keep: Keeping
    session_idle_hours: int
    session_most_days: int
    coordinator_idle_hours: int
    hsts_subdomains: bool
    metrics_port: int
    metrics_token: str = field(repr=False)
    clamd_url: str
    security_contact: str
    require_second_factor: str
    api_requests: int
    ark_naan: str
    datacite: Datacite
    websub_hub: str
    demonstration: bool

    @property
    def files_folder(self) -> Path:
        """Return the folder of the stored originals."""
        return _folder(self.files_url)

    @property
    def pictures_folder(self) -> Path:
        """Return the folder of the pictures of pages, which can be drawn again."""
        return self.instance / "pictures"

    @property
    def index_folder(self) -> Path:
        """Return the folder of the full-text index."""
        return _folder(self.search_url)

    @property
    def mail_folder(self) -> Path | None:
        """Return the folder mails are written to, or None when they go out by SMTP."""
        return _folder(self.mail_url) if self.mail_url.startswith("file:") else None

    @property
    def site_host(self) -> str:
        """Return host and port of the site as browsers send it."""
        return urlsplit(self.site_url).netloc

    @property
    def over_https(self) -> bool:
        """Tell whether readers reach the site encrypted."""
        return self.site_url.startswith("https:")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment, secrets also from `NAME_FILE`.

    Raises UnsafeSettings with a sentence for the one who runs the installation.
    """
    given = dict(os.environ if environ is None else environ)
    values = _with_secret_files(given)
    instance = Path(values.get("INSTANCE") or ROOT / "instance").resolve()
    shown = (instance / DEMONSTRATION_MARK).exists()

    def text(name: str, default: str) -> str:
        return values.get(name, "").strip() or default

    def number(name: str, default: int, least: int = 1) -> int:
        try:
            found = int(text(name, str(default)))
        except ValueError:
            raise UnsafeSettings(f"{name} must be a whole number, not {values[name]!r}.") from None
        if found < least:
            raise UnsafeSettings(f"{name} must be at least {least}, not {found}.")
        return found

    def truth(name: str) -> bool:
        word = text(name, "no").lower()
        if word not in TRUTHS:
            raise UnsafeSettings(f"{name} must be yes or no, not {values[name]!r}.")
        return TRUTHS[word]

    port = number("PORT", 8000)
    most_days = number("SESSION_MOST_DAYS", 30)
    idle_hours = number("SESSION_IDLE_HOURS", min(168, most_days * 24))
    settings = Settings(
        instance=instance,
        port=port,
        secret_key=text("SECRET_KEY", "") or _own_secret(instance),
        site_url=text("SITE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        database_url=text("DATABASE_URL", f"sqlite:///{instance / 'coalition.db'}"),
        search_url=text("SEARCH_URL", f"whoosh://{instance / 'index'}"),
        queue_url=text("QUEUE_URL", f"sqlite:///{instance / 'queue.db'}"),
        files_url=text("FILES_URL", f"file://{instance / 'files'}"),
        mail_url=text("MAIL_URL", f"file://{instance / 'mail'}"),
        mail_from=text("MAIL_FROM", "coalition@localhost.localdomain"),
        coalition_name=text("COALITION_NAME", DEMONSTRATION_NAME if shown else "Dynamic Coalition"),
        coalition_acronym=text("COALITION_ACRONYM", "DC-PAL" if shown else "DC"),
        coalition_tagline=text("COALITION_TAGLINE", ""),
        interface_languages=tuple(text("INTERFACE_LANGUAGES", "en ar es fr ru zh").split()),
        review_before_publishing=truth("REVIEW_BEFORE_PUBLISHING"),
        upload_max_mb=number("UPLOAD_MAX_MB", 200),
        quota_mb=number("QUOTA_MB", 0, least=0),
        free_mb_warn=number("FREE_MB_WARN", 500, least=0),
        reading_seconds=number("READING_SECONDS", 30),
        reading_memory_mb=number("READING_MEMORY_MB", 512, least=64),
        password_cost=text("PASSWORD_COST", "normal"),
        trusted_proxies=number("TRUSTED_PROXIES", 0, least=0),
        keep=Keeping(
            **{
                name: number(f"KEEP_{name.upper()}_DAYS", days, LEAST_KEPT.get(name, 1))
                for name, days in asdict(Keeping()).items()
            }
        ),
        session_idle_hours=idle_hours,
        session_most_days=most_days,
        coordinator_idle_hours=number("COORDINATOR_IDLE_HOURS", min(12, idle_hours)),
        hsts_subdomains=truth("HSTS_SUBDOMAINS"),
        metrics_port=number("METRICS_PORT", 0, least=0),
        metrics_token=text("METRICS_TOKEN", ""),
        clamd_url=text("CLAMD_URL", ""),
        security_contact=text("SECURITY_CONTACT", ""),
        require_second_factor=text("REQUIRE_SECOND_FACTOR", NOBODY if shown else COORDINATORS),
        api_requests=number("API_REQUESTS", 600, least=0),
        ark_naan=text("ARK_NAAN", ""),
        datacite=Datacite(
            **{
                name: text(f"DATACITE_{name.upper()}", default)
                for name, default in asdict(Datacite()).items()
            }
        ),
        websub_hub=text("WEBSUB_HUB", ""),
        demonstration=shown,
    )
    _refuse_unsafe(settings)
    return settings


def _with_secret_files(given: dict[str, str]) -> dict[str, str]:
    values = dict(given)
    for name, path in given.items():
        plain = name.removesuffix("_FILE")
        if plain not in SECRETS or plain == name:
            continue
        if given.get(plain):
            raise UnsafeSettings(f"{plain} and {name} are both set; keep one of them.")
        try:
            values[plain] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise UnsafeSettings(
                f"{name} names {path}, which cannot be read: {problem.strerror}."
            ) from None
    return values


def _own_secret(instance: Path) -> str:
    """Return this installation's secret key, made once and readable by its owner alone."""
    path = instance / "secret_key"
    try:
        return _kept_secret(instance, path)
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it holds no text"
        raise UnsafeSettings(
            f"The secret key in {path} can be neither read nor made: {why}. Give it back from a "
            "backup, or take it away: a new one is made, and everybody signs in again."
        ) from None


def _kept_secret(instance: Path, path: Path) -> str:
    """Return what the file holds, made first where there is none. Raises OSError."""
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        new = instance / f"secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(descriptor)  # an empty one after a power cut would keep the site from starting
        try:
            os.link(new, path)
        except FileExistsError:
            pass  # of two that start together the other was first, and its key is both's
        except OSError:  # a file system without links
            new.replace(path)
        new.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise UnsafeSettings(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters. "
            "Leave it out and one is made in the instance folder."
        )
    _refuse_unsafe_metrics(settings)
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
    if settings.password_cost not in {"normal", "test"}:
        raise UnsafeSettings("PASSWORD_COST must be normal (or test, in the test suite only).")
    if settings.password_cost == "test" and site.scheme == "https":  # noqa: S105 a cost's name
        raise UnsafeSettings("PASSWORD_COST=test makes passwords easy to break; remove it.")
    if settings.ark_naan and not NAAN.fullmatch(settings.ark_naan):
        raise UnsafeSettings(
            "ARK_NAAN must be the number of a name assigning authority, five digits such as 12345, "
            f"not {settings.ark_naan!r}."
        )
    _refuse_long_keeping(settings)
    _refuse_wrong_addresses(settings)
    _refuse_half_an_account(settings)


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


def _folder(url: str) -> Path:
    return Path(urlsplit(url).path)
