"""Pages of saved searches: saving, one's own, and those that the link of a letter opens."""

from coalition.alerts.views import (  # noqa: F401 each adds its pages to the blueprint
    following,
    keeping,
    saving,
)
from coalition.alerts.views.room import blueprint

__all__ = ["blueprint"]
