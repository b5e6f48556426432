"""Pages of members: register, applying, deciding, representing, stakeholder groups.

Thirty-three pages are too many for one file at one sitting, so this room's views are a folder.
"""

from coalition.members.views import (  # noqa: F401 each adds its pages to the blueprint
    applying,
    deciding,
    grouping,
    register_pages,
    representing,
)
from coalition.members.views.room import blueprint

__all__ = ["blueprint"]
