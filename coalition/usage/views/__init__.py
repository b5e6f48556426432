"""usage, as pages: the whole, an organisation, a document; and what counts their readers."""

from coalition.usage.views import reports, totals  # noqa: F401 they add their routes
from coalition.usage.views.noticing import install_usage
from coalition.usage.views.of_document import shown_of
from coalition.usage.views.room import blueprint

__all__ = ["blueprint", "install_usage", "shown_of"]
