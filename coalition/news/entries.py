"""Post → search entry: found by its words once its time has come, never before."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from coalition.database import db, now
from coalition.news.markdown import to_plain
from coalition.news.models import Post
from coalition.news.queries import is_out
from coalition.search.entries import Entry, Named, PageText
from coalition.search.sources import Standing
from coalition.search.upkeep import FORGET, INDEX
from coalition.tasks import submit
from coalition.web.site import path_of

ROOM = "post"
LONGEST_SUMMARY = 300  # characters


def key_of(post_id: int) -> str:
    """Return the key a post has in the index, such as "post:3"."""
    return f"{ROOM}:{post_id}"


def index_soon(post_id: int) -> None:
    """Note, inside a transaction, that search must show this post as it now is."""
    submit(INDEX, key_of(post_id))


def forget_soon(post_id: int) -> None:
    """Note that this post must not be found any longer, before all else."""
    submit(FORGET, key_of(post_id))


def summary_of(text: str, most: int = LONGEST_SUMMARY) -> str:
    """Return the first words of a Markdown text, cut between words."""
    plain = " ".join(to_plain(text).split())
    if len(plain) <= most:
        return plain
    return plain[: most + 1].rsplit(" ", 1)[0].rstrip(" .,;:") + "…"


def entry_of(post: Post) -> Entry:
    """Return what is searched of a post; its session is loaded."""
    session = post.session
    return Entry(
        key=key_of(post.id),
        url=path_of("news.detail", post_id=post.id),
        title=post.title,
        abstract="",
        authors=(),
        organisation=None,
        kind="",
        languages=(post.language,),
        issued=post.published_at.date().isoformat() if post.published_at else None,
        subjects=(),
        audience="public",
        pages=(PageText(1, to_plain(post.text)),),
        what="news",
        sessions=(Named(str(session.id), session.title),) if session else (),
        published_at=post.published_at,
    )


class Posts:
    """The posts that are out, as search.sources asks for them."""

    follows = frozenset({ROOM, "session"})

    def things_of(self, subject: str) -> set[str]:
        """Return the post itself, or the posts about a session."""
        room, _, number = subject.partition(":")
        if room == ROOM:
            return {subject}
        about = select(Post.id).where(Post.session_id == int(number))
        return {key_of(post_id) for post_id in db.session.scalars(about)}

    def standings(self, things: Collection[str] | None = None) -> Mapping[str, Standing]:
        """Return how the posts stand that are out; one query."""
        return {
            key_of(post.id): Standing(
                (key_of(post.id),),
                len(post.text),
                f"{post.revision} {post.published_at} {post.session and post.session.title}",
            )
            for post in _found(things)
        }

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return the keys of these posts: each has one."""
        return set(things)

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those that are out."""
        return [entry_of(post) for post in _found(things)]


def _found(things: Collection[str] | None) -> Sequence[Post]:
    conditions: list[ColumnElement[bool]] = [is_out(now())]
    if things is not None:
        conditions.append(Post.id.in_(sorted(int(key.partition(":")[2]) for key in things)))
    return db.session.scalars(
        select(Post)
        .where(*conditions)
        .options(joinedload(Post.session))
        .order_by(Post.id)
        .execution_options(populate_existing=True)
    ).all()
