"""Pages of questions: the public's, the moderators' desk, the screen in the room, what comes after."""

from coalition.questions.views import (  # noqa: F401 each adds its pages to the blueprint
    acting,
    afterwards,
    asking,
    deciding,
    desk,
    screen,
)
from coalition.questions.views.room import blueprint

__all__ = ["blueprint"]
