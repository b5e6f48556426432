"""Pages of one session: everything of it, in one ZIP file, and the documents that belong to it."""

from coalition.sessions.views import (  # noqa: F401 each adds its pages to the blueprint
    bundling,
    depositing,
    gathering,
    tying,
)
from coalition.sessions.views.room import blueprint

__all__ = ["blueprint"]
