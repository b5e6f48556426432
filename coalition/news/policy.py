"""Who may write news, and who may read which."""

from datetime import datetime

from coalition.news.models import Post, State
from coalition.web.viewer import Viewer


def may_write(viewer: Viewer) -> bool:
    """Tell whether the viewer writes, publishes and withdraws news."""
    return viewer.is_coordinator


def is_out(post: Post, at: datetime) -> bool:
    """Tell whether a post is published and its time has come."""
    return (
        post.state is State.PUBLISHED and post.published_at is not None and post.published_at <= at
    )


def may_know_of(viewer: Viewer, post: Post, at: datetime) -> bool:
    """Tell whether the viewer may see the post, or the sentence that it was withdrawn."""
    was_out = post.withdrawn_at is not None
    return may_write(viewer) or is_out(post, at) or (post.state is State.WITHDRAWN and was_out)
