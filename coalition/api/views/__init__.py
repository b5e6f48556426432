"""Addresses of the API."""

from coalition.api.views import (  # noqa: F401 each adds its operations to the blueprint
    depositing,
    documents,
    members,
    programme,
    publishing,
    reference,
)
from coalition.api.views.room import blueprint

__all__ = ["blueprint"]
