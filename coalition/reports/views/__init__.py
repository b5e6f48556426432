"""Pages of session reports: reading, writing, publishing, and which are due."""

from coalition.reports.views import (  # noqa: F401 each adds its pages to the blueprint
    listing,
    publishing,
    reading,
    writing,
)
from coalition.reports.views.room import blueprint

__all__ = ["blueprint"]
