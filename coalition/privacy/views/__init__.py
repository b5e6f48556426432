"""Pages of privacy: what the site keeps, one's own data, and requests of others."""

from coalition.privacy.views import (  # noqa: F401 each adds its pages to the blueprint
    answering,
    own,
    telling,
)
from coalition.privacy.views.room import blueprint, copy_file

__all__ = ["blueprint", "copy_file"]
