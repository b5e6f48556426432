"""Pages of the news: reading, writing, pictures, following."""

from coalition.news.views import (  # noqa: F401 each adds its pages to the blueprint
    following,
    picturing,
    reading,
    subscribing,
    writing,
)
from coalition.news.views.room import blueprint

__all__ = ["blueprint"]
