"""Pages of search: finding, what can be taken along, suggestions, and the same for programs."""

from coalition.search.views import (  # noqa: F401 each adds its pages to the blueprint
    finding,
    helping,
    programs,
    suggesting,
    taking,
)
from coalition.search.views.room import blueprint

__all__ = ["blueprint"]
