"""Pages of the programme: meetings, their sessions, and who follows what."""

from coalition.programme.views.room import blueprint

__all__ = ["blueprint"]
