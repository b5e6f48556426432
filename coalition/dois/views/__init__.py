"""Pages of names: where ARKs lead, and how DOIs stand with the agency."""

from coalition.dois.views import arks, registering  # noqa: F401 each adds its pages
from coalition.dois.views.room import blueprint

__all__ = ["blueprint"]
