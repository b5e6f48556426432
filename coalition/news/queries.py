"""Every read of news, each limited to what its viewer may know of at the moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db, now
from coalition.errors import NotFound
from coalition.news import policy
from coalition.news.models import NewsLetter, Picture, Post, State, Subscriber, ToldPost
from coalition.programme import queries as programme
from coalition.programme.models import Meeting, Session
from coalition.web.viewer import ANONYMOUS, Viewer

PER_PAGE = 20
FEED_LENGTH = 50
CONFIRM_DAYS = 7  # in which an address must be confirmed


class MeetingToName(NamedTuple):
    """A meeting that a post may be about: its number, its name and its days."""

    id: int
    name: str
    begins_on: date
    ends_on: date


class SessionToName(NamedTuple):
    """A session that a post may be about: its number, that in the programme, and its title."""

    id: int
    number: str
    title: str


def posts(
    *,
    page: int = 1,
    per_page: int = PER_PAGE,
    meeting_id: int | None = None,
    session_id: int | None = None,
) -> Pagination:
    """Return what is out, the latest first; of one meeting or session where these are given."""
    found = _posts().where(is_out(now()))
    if meeting_id is not None:
        found = found.where(Post.meeting_id == meeting_id)
    if session_id is not None:
        found = found.where(Post.session_id == session_id)
    ordered = found.order_by(Post.published_at.desc(), Post.id.desc())
    return db.paginate(ordered, page=page, per_page=per_page, error_out=False, max_per_page=100)


def newest_posts(limit: int) -> Sequence[Post]:
    """Return the latest posts that are out."""
    found = _posts().where(is_out(now())).order_by(Post.published_at.desc(), Post.id.desc())
    return db.session.scalars(found.limit(limit)).all()


def unpublished_posts(*, viewer: Viewer) -> Sequence[Post]:
    """Return drafts and what is scheduled, the next first; nothing for those who may not write."""
    if not policy.may_write(viewer):
        return ()
    waiting = or_(
        Post.state == State.DRAFT,
        and_(Post.state == State.PUBLISHED, Post.published_at > now()),
    )
    ordered = _posts().where(waiting).order_by(Post.published_at.is_(None), Post.published_at)
    return db.session.scalars(ordered.order_by(Post.id)).all()


def get_post(post_id: int, *, viewer: Viewer) -> Post:
    """Return a post with its pictures and what it is tied to. Raises NotFound."""
    found = _posts().where(Post.id == post_id).execution_options(populate_existing=True)
    post = db.session.scalars(found).one_or_none()
    if post is None or not policy.may_know_of(viewer, post, now()):
        raise NotFound(_("There is no news at this address, or it is not open to you."))
    return post


def neighbours_of(post: Post) -> tuple[Post | None, Post | None]:
    """Return the post that came out before this one and the one after, as far as there are any."""
    if post.published_at is None:
        return None, None
    here = (post.published_at, post.id)
    place = func.coalesce(Post.published_at, Post.created_at)
    out = select(Post).where(is_out(now()), Post.id != post.id)
    before = or_(place < here[0], and_(place == here[0], Post.id < here[1]))
    after = or_(place > here[0], and_(place == here[0], Post.id > here[1]))
    return (
        db.session.scalars(
            out.where(before).order_by(Post.published_at.desc(), Post.id.desc()).limit(1)
        ).one_or_none(),
        db.session.scalars(
            out.where(after).order_by(Post.published_at, Post.id).limit(1)
        ).one_or_none(),
    )


def get_picture(post_id: int, number: int, *, viewer: Viewer) -> Picture:
    """Return a picture with its bytes, to whoever may read its post. Raises NotFound."""
    post = get_post(post_id, viewer=viewer)
    is_open = post.state is not State.WITHDRAWN or policy.may_write(viewer)
    picture = db.session.scalars(
        select(Picture)
        .where(Picture.post_id == post_id, Picture.number == number)
        .options(undefer(Picture.small), undefer(Picture.large))
    ).one_or_none()
    if picture is None or not is_open:
        raise NotFound(_("There is no picture at this address."))
    return picture


def meetings_to_name() -> Sequence[MeetingToName]:
    """Return the meetings that a post may be about, the latest first."""
    found = select(Meeting.id, Meeting.name, Meeting.begins_on, Meeting.ends_on)
    rows = db.session.execute(found.order_by(Meeting.begins_on.desc(), Meeting.id))
    return [MeetingToName(*row) for row in rows]


def sessions_to_name() -> Mapping[int, Sequence[SessionToName]]:
    """Return the sessions that a post may be about by the number of their meeting, in order of time.

    A post names what it is about to everybody, so these are open to everybody.
    """
    rows = db.session.execute(
        select(Session.meeting_id, Session.id, Session.number, Session.title)
        .where(programme.known_to(ANONYMOUS))
        .order_by(Session.starts_at.is_(None), Session.starts_at, Session.number, Session.id)
    )
    found: dict[int, list[SessionToName]] = defaultdict(list)
    for meeting_id, session_id, number, title in rows:
        found[meeting_id].append(SessionToName(session_id, number, title))
    return found


def is_out(at: datetime) -> ColumnElement[bool]:
    """Return the condition for what is out at a moment, as policy.is_out has it."""
    return and_(Post.state == State.PUBLISHED, Post.published_at <= at)


def posts_to_announce(at: datetime) -> Sequence[int]:
    """Return the posts whose time has come and that search does not know of yet."""
    due = select(Post.id).where(is_out(at), Post.announced_at.is_(None))
    return db.session.scalars(due.order_by(Post.id)).all()


def find_subscriber(*, viewer: Viewer) -> Subscriber | None:
    """Return how the viewer is told of news by letter; None when they are not."""
    if viewer.person_id is None:
        return None
    own = select(Subscriber).where(Subscriber.person_id == viewer.person_id)
    return db.session.scalars(own).one_or_none()


def get_subscriber_by_letter(token: str) -> Subscriber:
    """Return who got the letter with this link. Raises NotFound."""
    told = select(NewsLetter.subscriber_id).where(
        NewsLetter.token_digest == accounts.digest_of(token)
    )
    subscriber = db.session.scalar(select(Subscriber).where(Subscriber.id.in_(told)))
    if subscriber is None:
        raise NotFound(_("The letters are stopped: no more come."))
    return subscriber


def due_subscribers(at: datetime) -> Sequence[int]:
    """Return those whose time has come and who have something to be told."""
    told = select(ToldPost.post_id).where(ToldPost.subscriber_id == Subscriber.id)
    news = select(Post.id).where(
        is_out(at), Post.published_at >= Subscriber.confirmed_at, Post.id.not_in(told)
    )
    due = select(Subscriber.id).where(
        Subscriber.confirmed_at.is_not(None), Subscriber.next_letter_at <= at, news.exists()
    )
    return db.session.scalars(due.order_by(Subscriber.id)).all()


def news_for(subscriber: Subscriber, at: datetime) -> Sequence[Post]:
    """Return what came out since a subscriber asked and no letter told them, the latest first."""
    told = select(ToldPost.post_id).where(ToldPost.subscriber_id == subscriber.id)
    found = _posts().where(
        is_out(at), Post.published_at >= subscriber.confirmed_at, Post.id.not_in(told)
    )
    return db.session.scalars(found.order_by(Post.published_at.desc(), Post.id.desc())).all()


def subscribers_of(address: str) -> Sequence[Subscriber]:
    """Return how an address is told of news: by an account, without one, or both."""
    accounts_of = select(Person.id).where(Person.email == address)
    theirs = or_(Subscriber.email == address, Subscriber.person_id.in_(accounts_of))
    return db.session.scalars(select(Subscriber).where(theirs).order_by(Subscriber.id)).all()


def reader_of(subscriber: Subscriber) -> tuple[str, str]:
    """Return the address letters go to, and the name to greet, "" for none."""
    if subscriber.person_id is None:
        return subscriber.email, ""
    person = db.session.get_one(Person, subscriber.person_id)
    return person.email, person.name


def is_unconfirmed(before: datetime) -> ColumnElement[bool]:
    """Return the condition for addresses given before then that were never confirmed."""
    return and_(Subscriber.confirmed_at.is_(None), Subscriber.asked_at < before)


def _posts() -> Select[Post]:
    return select(Post).options(
        joinedload(Post.author),
        joinedload(Post.meeting),
        joinedload(Post.session),
        selectinload(Post.pictures),
    )
