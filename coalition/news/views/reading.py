"""Reading the news: the list, a post, its pictures."""

import io

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from coalition.news import policy, queries
from coalition.news.models import Picture, State
from coalition.news.views.room import asked_number, blueprint
from coalition.programme import queries as programme
from coalition.web.headers import send_picture
from coalition.web.viewing import current_viewer

LAST_PAGE = 1_000_000  # beyond it no database counts rows


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show the news, the latest first; of one meeting or session where the address names it."""
    viewer = current_viewer()
    meeting_id, session_id = asked_number("meeting"), asked_number("session")
    page = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
    return render_template(
        "news/index.html",
        found=queries.posts(page=page, meeting_id=meeting_id, session_id=session_id),
        meeting=programme.get_meeting(meeting_id) if meeting_id is not None else None,
        session=programme.get_session(session_id, viewer=viewer)
        if session_id is not None
        else None,
        waiting=queries.unpublished_posts(viewer=viewer),
        may_write=policy.may_write(viewer),
        subscriber=queries.find_subscriber(viewer=viewer),
    )


@blueprint.get("/<int:post_id>")
def detail(post_id: int) -> ResponseReturnValue:
    """Show a post; 410 and why, where it was withdrawn."""
    viewer = current_viewer()
    post = queries.get_post(post_id, viewer=viewer)
    if post.state is State.WITHDRAWN:
        return render_template("news/withdrawn.html", post=post), 410
    earlier, later = queries.neighbours_of(post)
    return render_template(
        "news/detail.html",
        post=post,
        earlier=earlier,
        later=later,
        may_write=policy.may_write(viewer),
    )


@blueprint.get("/<int:post_id>/pictures/<int:number>/<any(small, large):size>.webp")
def picture(post_id: int, number: int, size: str) -> Response:
    """Send a picture of a post to whoever may read it."""
    found: Picture = queries.get_picture(post_id, number, viewer=current_viewer())
    return send_picture(
        io.BytesIO(getattr(found, size)),
        etag=f"{found.id}-{size}",
        last_modified=found.added_at,
    )
