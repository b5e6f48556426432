"""Pages of records: a document in each format, lists of references, how it is cited."""

from coalition.records.views import (  # noqa: F401 each adds its pages to the blueprint
    forms,
    found,
)
from coalition.records.views.citing import cited
from coalition.records.views.room import blueprint, record_of_page

__all__ = ["blueprint", "cited", "record_of_page"]
