"""The settings read from the environment, secrets also from files."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from coalition.config.refusing import refuse_unsafe
from coalition.config.settings import (
    COORDINATORS,
    NOBODY,
    Datacite,
    Keeping,
    Settings,
    UnsafeSettings,
)

ROOT = Path(__file__).resolve().parents[2]
TRUTHS = {"yes": True, "true": True, "on": True, "1": True} | {
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}
SECRETS = {"SECRET_KEY", "DATABASE_URL", "QUEUE_URL", "MAIL_URL", "METRICS_TOKEN"} | {
    "DATACITE_PASSWORD"
}
DEMONSTRATION_MARK = "demonstration"  # a file in the instance that holds the demonstration
DEMONSTRATION_NAME = "Dynamic Coalition on Public Access in Libraries"
LEAST_KEPT = {"unconfirmed": 7}


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
    refuse_unsafe(settings)
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
