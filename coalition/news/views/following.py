"""The news as feeds, for those who ask again and again."""

from datetime import UTC, datetime

from flask import Response, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.news import feeds, queries
from coalition.news.feeds import Feed
from coalition.news.views.room import asked_number, blueprint
from coalition.programme import queries as programme
from coalition.web.languages import locale_tag
from coalition.web.site import settings

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
FIVE_MINUTES = 300  # seconds a reader may keep a feed


@blueprint.get("/feed.atom")
def atom() -> ResponseReturnValue:
    """Give the news as Atom; of one meeting where the address names it."""
    feed = _feed(".atom")
    answer = make_response(feeds.as_atom(feed))
    answer.content_type = "application/atom+xml; charset=utf-8"
    return _fresh(answer, feed)


@blueprint.get("/feed.json")
def json_feed() -> ResponseReturnValue:
    """Give the news as JSON Feed; of one meeting where the address names it."""
    feed = _feed(".json_feed")
    answer = jsonify(feeds.as_json_feed(feed))
    answer.content_type = "application/feed+json; charset=utf-8"
    return _fresh(answer, feed)


def _feed(endpoint: str) -> Feed:
    meeting_id = asked_number("meeting")
    name = _("News of %(site)s", site=settings().coalition_name)
    if meeting_id is not None:
        name = f"{name}: {programme.get_meeting(meeting_id).name}"
    posts = queries.posts(per_page=queries.FEED_LENGTH, meeting_id=meeting_id).items
    site = settings().site_url
    return Feed(
        title=name,
        language=locale_tag(),
        address=site + url_for(endpoint, meeting=meeting_id),
        page=site + url_for(".index", meeting=meeting_id),
        posts=posts,
        empty_since=NEVER,
    )


def _fresh(answer: Response, feed: Feed) -> Response:
    """Let readers keep it a while, and ask whether it changed."""
    answer.last_modified = feed.updated_at
    answer.add_etag()
    answer.cache_control.max_age = FIVE_MINUTES
    answer.make_conditional(request)
    return answer
