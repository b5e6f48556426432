"""config: the settings, read from the environment; unsafe ones are refused."""

from coalition.config.reading import DEMONSTRATION_MARK, ROOT, SECRETS, read_settings
from coalition.config.settings import (
    COORDINATORS,
    EVERYONE,
    LOCAL_HOSTS,
    NOBODY,
    Datacite,
    Keeping,
    Settings,
    UnsafeSettings,
)

__all__ = [
    "COORDINATORS",
    "DEMONSTRATION_MARK",
    "EVERYONE",
    "LOCAL_HOSTS",
    "NOBODY",
    "ROOT",
    "SECRETS",
    "Datacite",
    "Keeping",
    "Settings",
    "UnsafeSettings",
    "read_settings",
]
