"""Pages of one session: everything of it, in one ZIP file, and the documents that belong to it."""

from coalition.sessions.views import (  # noqa: F401 each adds its pages to the blueprint
    gathering,
)
from coalition.sessions.views.room import blueprint

__all__ = ["blueprint"]
