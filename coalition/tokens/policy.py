"""What a person may do with tokens."""

from coalition.tokens.models import Token
from coalition.web.viewer import Viewer


def may_make(viewer: Viewer) -> bool:
    """Tell whether the viewer may make a token: whoever has an account."""
    return viewer.is_signed_in


def may_end(viewer: Viewer, token: Token) -> bool:
    """Tell whether the viewer may end this token: their own, nobody else's."""
    return viewer.is_signed_in and token.person_id == viewer.person_id
