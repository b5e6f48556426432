"""Addresses of the API."""

from coalition.api.views.room import blueprint

__all__ = ["blueprint"]
