"""The settings: one frozen record of all an installation can set."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

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


def _folder(url: str) -> Path:
    return Path(urlsplit(url).path)
