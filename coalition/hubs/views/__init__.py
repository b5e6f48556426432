"""Pages of hubs: the list and map, registering, deciding, and the host's own by a private link."""

from coalition.hubs.views import (  # noqa: F401 each adds its pages to the blueprint
    deciding,
    hosting,
    listing,
    registering,
)
from coalition.hubs.views.room import blueprint

__all__ = ["blueprint"]
