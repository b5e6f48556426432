"""News as something to be followed: posts as entries of a feed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from coalition.news.entries import summary_of
from coalition.news.markdown import Shown, to_html
from coalition.news.models import Post
from coalition.web.feeds import NEVER, Entry, Feed
from coalition.web.site import address_of, path_of, settings

SMALL_WIDTH = 640  # pixels, the widest a small picture is


def updated_at(post: Post) -> datetime:
    """Return when a post was last changed, and never before it was out."""
    return max(post.changed_at, post.published_at or post.changed_at)


def shown_pictures(post: Post) -> Mapping[int, Shown]:
    """Return how each picture of a post is shown, by its number."""
    return {
        picture.number: Shown(
            large=path_of("news.picture", post_id=post.id, number=picture.number, size="large"),
            small=path_of("news.picture", post_id=post.id, number=picture.number, size="small"),
            description=picture.description,
            width=picture.width,
            height=picture.height,
            small_width=min(SMALL_WIDTH, picture.width),
        )
        for picture in post.pictures
    }


def changed_at(posts: Sequence[Post]) -> datetime:
    """Return when a feed of these posts last changed."""
    return max(map(updated_at, posts), default=NEVER)


def feed_of(posts: Sequence[Post], title: str, language: str, links: Mapping[str, str]) -> Feed:
    """Return the feed; `links` are its absolute addresses by their relation, as of any feed."""
    return Feed(
        id=links["alternate"],
        title=title,
        language=language,
        updated=changed_at(posts).isoformat(),
        links=links,
        entries=tuple(map(_entry, posts)),
    )


def _entry(post: Post) -> Entry:
    address = address_of("news.detail", post_id=post.id)
    tied = (post.meeting and post.meeting.name, post.session and post.session.title)
    return Entry(
        id=address,
        address=address,
        title=post.title,
        updated=updated_at(post).isoformat(),
        published=post.published_at.isoformat() if post.published_at else "",
        summary=summary_of(post.text),
        html=str(to_html(post.text, shown_pictures(post), base=settings().site_url)),
        language=post.language,
        tags=tuple(name for name in tied if name),
    )
