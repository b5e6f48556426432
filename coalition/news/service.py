"""Every write of news: posts, their pictures, and when they come out."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from coalition.audit import service as audit
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.news import entries, policy, queries
from coalition.news.description import (
    LONGEST_DESCRIPTION,
    MOST_PICTURES,
    PostFields,
    refuse_faulty,
)
from coalition.news.drawing import Drawn
from coalition.news.markdown import unknown_pictures
from coalition.news.models import Picture, Post, State
from coalition.programme import queries as programme
from coalition.web.viewer import ANONYMOUS, Viewer


def create(fields: PostFields, *, by: Viewer) -> Post:
    """Keep a new draft. Raises NotAllowed and Invalid with a sentence for each field."""
    _refuse_strangers(by)
    refuse_faulty(fields)
    with transaction():
        post = Post(author_id=by.person_id)
        _describe(post, fields)
        db.session.add(post)
        db.session.flush()
        _note("news.created", post, by)
    return post


def edit(post_id: int, fields: PostFields, *, by: Viewer, revision: int | None = None) -> Post:
    """Change a post. Raises NotAllowed, NotFound, Invalid, and Conflict when it changed meanwhile."""
    refuse_faulty(fields)
    with transaction():
        post = _held(post_id, by)
        if revision is not None and revision != post.revision:
            raise Conflict(
                _("This was changed since you opened the page. Look at it again and repeat.")
            )
        _refuse_withdrawn(post)
        _describe(post, fields)
        if post.state is State.PUBLISHED:  # also while it waits for its time
            _refuse_unknown_pictures(post)
        _touch(post)
        _note("news.edited", post, by)
    return post


def publish(post_id: int, *, by: Viewer, at: datetime | None = None) -> Post:
    """Let a post come out now, or at a moment that lies ahead; a scheduled one anew.

    Raises NotAllowed, NotFound, Invalid when a picture it names is missing or the moment is past,
    and Conflict when it is out already or withdrawn.
    """
    with transaction():
        post = _held(post_id, by)
        _refuse_withdrawn(post)
        if policy.is_out(post, now()):
            raise Conflict(_("This post is out already."))
        if at is not None and at <= now():
            raise Invalid(fields={"at": _("Choose a time that lies ahead, or publish it now.")})
        _refuse_unknown_pictures(post)
        post.state, post.published_at, post.announced_at = State.PUBLISHED, at or now(), None
        _touch(post)
        act = "news.scheduled" if at else "news.published"
        _note(act, post, by, at=at.isoformat() if at else "")
    return post


def unschedule(post_id: int, *, by: Viewer) -> Post:
    """Make a scheduled post a draft again. Raises NotAllowed, NotFound and Conflict."""
    with transaction():
        post = _held(post_id, by)
        if post.state is not State.PUBLISHED or policy.is_out(post, now()):
            raise Conflict(_("This post is not waiting for its time."))
        post.state, post.published_at = State.DRAFT, None
        _touch(post)
        _note("news.unscheduled", post, by)
    return post


def withdraw(post_id: int, reason: str, *, by: Viewer) -> Post:
    """Take back a post that is out, with a reason readers see. Raises as the others do."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Give the reason in a sentence; readers will see it.")})
    with transaction():
        post = _held(post_id, by)
        if not policy.is_out(post, now()):
            raise Conflict(_("Only what is out can be withdrawn."))
        post.state, post.withdrawn_at, post.withdrawn_reason = (
            State.WITHDRAWN,
            now(),
            reason.strip(),
        )
        _touch(post)
        _note("news.withdrawn", post, by)
        entries.forget_soon(post.id)
    return post


def delete_draft(post_id: int, *, by: Viewer) -> None:
    """Delete what never came out, with its pictures. Raises NotAllowed, NotFound and Conflict."""
    with transaction():
        post = _held(post_id, by)
        if post.state is not State.DRAFT:
            raise Conflict(_("Only drafts can be deleted."))
        _note("news.draft_deleted", post, by)
        db.session.execute(delete(Picture).where(Picture.post_id == post.id))
        db.session.execute(delete(Post).where(Post.id == post.id))


def add_picture(
    post_id: int, drawn: Drawn, description: str, *, is_decoration: bool = False, by: Viewer
) -> Picture:
    """Add a picture to a post. Raises NotAllowed, NotFound, and Invalid without a description."""
    _refuse_undescribed(description, is_decoration)
    with transaction():
        post = _held(post_id, by)
        _refuse_withdrawn(post)
        numbers = select(func.count(Picture.id), func.max(Picture.number))
        count, last = db.session.execute(numbers.where(Picture.post_id == post_id)).one()
        if count >= MOST_PICTURES:
            raise Invalid(fields={"file": _("A post has %(most)d pictures at most.", most=count)})
        picture = Picture(
            post_id=post_id,
            number=(last or 0) + 1,
            description="" if is_decoration else description.strip(),
            is_decoration=is_decoration,
            width=drawn.width,
            height=drawn.height,
            small=drawn.small,
            large=drawn.large,
        )
        db.session.add(picture)
        _touch(post)
        _note("news.picture_added", post, by, number=picture.number)
    return picture


def describe_picture(
    post_id: int, number: int, description: str, *, is_decoration: bool = False, by: Viewer
) -> None:
    """Say anew what a picture shows. Raises NotAllowed, NotFound, Invalid."""
    _refuse_undescribed(description, is_decoration)
    with transaction():
        post = _held(post_id, by)
        picture = picture_of(post, number)
        picture.is_decoration = is_decoration
        picture.description = "" if is_decoration else description.strip()
        _touch(post)
        _note("news.picture_described", post, by, number=number)


def remove_picture(post_id: int, number: int, *, by: Viewer) -> None:
    """Take a picture out of a post. Raises NotAllowed, NotFound, and Conflict while the text has it."""
    with transaction():
        post = _held(post_id, by)
        picture = picture_of(post, number)
        others = [one.number for one in post.pictures if one is not picture]
        if post.state is State.PUBLISHED and unknown_pictures(post.text, others):
            raise Conflict(_("The text shows this picture. Take it out of the text first."))
        db.session.delete(picture)
        _touch(post)
        _note("news.picture_removed", post, by, number=number)


def announce_due() -> None:
    """Tell search of posts whose time has come: once a minute, by the clock."""
    due = queries.posts_to_announce(now())
    if not due:
        return
    with transaction():
        for post_id in due:
            post = db.session.get(Post, post_id, with_for_update=True, populate_existing=True)
            if post is not None and policy.is_out(post, now()) and post.announced_at is None:
                post.announced_at = now()
                entries.index_soon(post.id)


def _held(post_id: int, by: Viewer) -> Post:
    """Return a post with its pictures, kept for this change. Raises NotAllowed and NotFound."""
    _refuse_strangers(by)
    post = db.session.scalars(
        select(Post)
        .where(Post.id == post_id)
        .options(selectinload(Post.pictures))
        .with_for_update(of=Post)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if post is None:
        raise NotFound(_("There is no news at this address, or it is not open to you."))
    return post


def picture_of(post: Post, number: int) -> Picture:
    """Return a picture of a post, whose pictures are loaded. Raises NotFound."""
    for picture in post.pictures:
        if picture.number == number:
            return picture
    raise NotFound(_("There is no picture at this address."))


def _describe(post: Post, fields: PostFields) -> None:
    """Write the fields to the row; a session brings its meeting. Raises Invalid.

    A post names what it is about to everybody, so that must be open to everybody.
    """
    post.title, post.text, post.language = fields.title, fields.text, fields.language
    post.session_id, post.meeting_id = None, fields.meeting_id
    try:
        if fields.session_id is not None:
            session = programme.get_session(fields.session_id, viewer=ANONYMOUS)
            post.session_id, post.meeting_id = session.id, session.meeting_id
        elif fields.meeting_id is not None:
            programme.get_meeting(fields.meeting_id)
    except NotFound:
        raise Invalid(fields={"about": _("Choose one of the list.")}) from None


def _note(act: str, post: Post, by: Viewer, **facts: object) -> None:
    """Note in the audit log what was done to a post."""
    audit.note(act, f"post:{post.id}", by=by.person_id, title=post.title, **facts)


def _touch(post: Post) -> None:
    post.changed_at = now()
    post.revision += 1
    if policy.is_out(post, now()):
        post.announced_at = post.announced_at or now()
        entries.index_soon(post.id)


def _refuse_strangers(by: Viewer) -> None:
    if not policy.may_write(by):
        raise NotAllowed(_("Coordinators write the news."))


def _refuse_withdrawn(post: Post) -> None:
    if post.state is State.WITHDRAWN:
        raise Conflict(_("This post is withdrawn and stays as it is."))


def _refuse_undescribed(description: str, is_decoration: bool) -> None:
    if is_decoration:
        return
    if not description.strip():
        sentence = _("Say what the picture shows, for those who do not see it.")
        raise Invalid(fields={"description": sentence})
    if len(description) > LONGEST_DESCRIPTION:
        sentence = _("This is too long: at most %(most)d characters.", most=LONGEST_DESCRIPTION)
        raise Invalid(fields={"description": sentence})


def _refuse_unknown_pictures(post: Post) -> None:
    missing = unknown_pictures(post.text, [picture.number for picture in post.pictures])
    if missing:
        sentence = _(
            "The text names pictures that this post does not have: %(names)s. Add them to the post "
            "or take them out.",
            names=", ".join(missing),
        )
        raise Invalid(fields={"body": sentence})
