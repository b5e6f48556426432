"""What all pages of the news share: the blueprint and how a post is shown."""

from flask import Blueprint, abort, request
from markupsafe import Markup

from coalition.database import now
from coalition.news import policy
from coalition.news.entries import summary_of
from coalition.news.feeds import shown_pictures
from coalition.news.markdown import to_html
from coalition.news.models import Post, State
from coalition.web.forms import number

blueprint = Blueprint("news", __name__, url_prefix="/news")
blueprint.add_app_template_filter(summary_of, "news_summary")


@blueprint.app_template_filter("news_html")
def news_html(post: Post) -> Markup:
    """Return a post's text as HTML; its pictures are loaded."""
    return to_html(post.text, shown_pictures(post))


@blueprint.app_template_filter("news_state")
def news_state(post: Post) -> str:
    """Return where a post stands: draft, scheduled, published or withdrawn."""
    if post.state is State.PUBLISHED and not policy.is_out(post, now()):
        return "scheduled"
    return post.state.value


def asked_number(name: str) -> int | None:
    """Return the number an address names, None where it names none; 404 for what no row can have."""
    given = request.args.get(name, "")
    found = number(given)
    if given.isdecimal() and found is None:
        abort(404)
    return found
