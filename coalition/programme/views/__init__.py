"""Pages of the programme: meetings, their sessions, and who follows what."""

from coalition.programme.views import (  # noqa: F401 each adds its pages to the blueprint
    calendars,
    deciding,
    editing,
    following,
    importing,
    meetings,
    narrowing,
    own,
    printing,
    schedule,
    zones,
)
from coalition.programme.views.room import blueprint

__all__ = ["blueprint"]
