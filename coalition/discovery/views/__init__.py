"""Addresses for crawlers and reference managers, and what they are told on every page."""

from coalition.discovery.views import (  # noqa: F401 each adds its pages to the blueprint
    crawling,
    linking,
    telling,
)
from coalition.discovery.views.room import blueprint

__all__ = ["blueprint"]
