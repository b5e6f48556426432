"""The news as feeds, for those who ask again and again."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.news import feeds, queries
from coalition.news.views.room import asked_number, blueprint
from coalition.programme import queries as programme
from coalition.web.feeds import answer_with, hub_link
from coalition.web.languages import locale_tag
from coalition.web.site import settings

FIVE_MINUTES = 300  # seconds a reader may keep a feed


@blueprint.get("/feed.atom")
def atom() -> ResponseReturnValue:
    """Give the news as Atom; of one meeting where the address names it."""
    return _feed(".atom", "atom")


@blueprint.get("/feed.json")
def json_feed() -> ResponseReturnValue:
    """Give the news as JSON Feed; of one meeting where the address names it."""
    return _feed(".json_feed", "json")


def _feed(endpoint: str, form: str) -> ResponseReturnValue:
    meeting_id = asked_number("meeting")
    name = _("News of %(site)s", site=settings().coalition_name)
    if meeting_id is not None:
        name = f"{name}: {programme.get_meeting(meeting_id).name}"
    posts = queries.posts(per_page=queries.FEED_LENGTH, meeting_id=meeting_id).items
    site = settings().site_url
    links = {
        "self": site + url_for(endpoint, meeting=meeting_id),
        "alternate": site + url_for(".index", meeting=meeting_id),
        **(hub_link() if meeting_id is None else {}),
    }
    feed = feeds.feed_of(posts, name, locale_tag(), links)
    return answer_with(feed, form, feeds.changed_at(posts), FIVE_MINUTES)
