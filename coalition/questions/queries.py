"""Every read of desks and questions, each limited to what its viewer may know of."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from coalition.accounts import service as accounts
from coalition.database import db, now
from coalition.errors import NotAllowed, NotFound
from coalition.programme import queries as programme
from coalition.programme.models import Session
from coalition.programme.models import State as SessionState
from coalition.questions import policy
from coalition.questions.models import Desk, Hold, Question, QuestionEvent, State
from coalition.questions.opening import Hours, Opening, hours_of, moved_along, opening
from coalition.questions.queue import (
    PublicQuestion,
    Queue,
    in_public,
    public_queue,
    visible_states,
    without_words,
)
from coalition.web.viewer import Viewer

_GLANCE = (  # made once: it is asked a hundred times a second
    select(
        Session.state,
        Session.starts_at,
        Session.ends_at,
        Desk.opens_at,
        Desk.closes_at,
        Desk.session_starts_at,
        Desk.session_ends_at,
        Desk.hold,
        Desk.revision,
        Session.revision.label("session_revision"),
    )
    .outerjoin(Desk, Desk.session_id == Session.id)
    .where(Session.id == bindparam("session_id"))
)


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of a desk as tells whether a page about it is still true.

    `version` is another one whenever what the public sees is; `is_public` tells whether everybody
    may know of the session.
    """

    version: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the questions of a session stand, for the session's own page."""

    opening: Opening
    waiting_count: int
    forwarded_count: int
    answered_count: int
    left_over_count: int
    answers: tuple[PublicQuestion, ...]  # published ones
    may_moderate: bool
    may_answer: bool
    may_report: bool

    @property
    def asked_count(self) -> int:
        """Return how many questions there are that may be spoken of."""
        done = self.answered_count + self.left_over_count
        return self.waiting_count + self.forwarded_count + done


@dataclass(frozen=True, slots=True)
class Own:
    """A question as its asker sees it: `where_it_stands` is that of the one it was merged into.

    It is without words where that is somebody else's, and not everybody reads it.
    """

    question: Question
    where_it_stands: PublicQuestion
    ahead_count: int  # forwarded ones that come before it


def glance(session_id: int) -> Glance | None:
    """Return how a session's desk stands in one light query; None where there is no session."""
    found = db.session.execute(_GLANCE, {"session_id": session_id}).one_or_none()
    if found is None:
        return None
    hours = Hours(
        found.state,
        found.starts_at,
        found.ends_at,
        moved_along(found.opens_at, found.session_starts_at, found.starts_at),
        moved_along(found.closes_at, found.session_ends_at, found.ends_at),
        found.hold or Hold.BY_TIME,
    )
    standing = opening(hours, now()).openness
    return Glance(
        f"{found.revision or 0}-{found.session_revision}-{standing}",
        found.state is not SessionState.PROPOSED,
    )


def desk_of(session_id: int) -> Desk:
    """Return the desk of a session; one as it would be made where none was needed yet."""
    return db.session.get(Desk, session_id) or Desk(
        session_id=session_id,
        hold=Hold.BY_TIME,
        shows_waiting=False,
        email="",
        topics="",
        remarks="",
        revision=0,
    )


def opening_of(session: Session) -> Opening:
    """Return whether questions are taken now."""
    return opening(hours_of(session, desk_of(session.id)), now())


def get_moderated(session_id: int, *, viewer: Viewer) -> Session:
    """Return the session of a desk this viewer works at. Raises NotFound and NotAllowed."""
    session = programme.get_session(session_id, viewer=viewer)
    if not policy.may_moderate(viewer, session):
        raise NotAllowed(_("This page is for the moderators of the session."))
    return session


def get_answered(session_id: int, *, viewer: Viewer) -> Session:
    """Return the session whose questions this viewer answers. Raises NotFound and NotAllowed."""
    session = programme.get_session(session_id, viewer=viewer)
    if not policy.may_answer(viewer, session):
        raise NotAllowed(_("Its organisers and moderators answer the questions of a session."))
    return session


def get_reported(session_id: int, *, viewer: Viewer) -> Session:
    """Return the session whose desk's report is open to this viewer. Raises as above."""
    session = programme.get_session(session_id, viewer=viewer)
    if not policy.may_report(viewer, session):
        raise NotAllowed(_("The report is for the organisers and moderators of the session."))
    return session


def questions_of(session: Session, *, viewer: Viewer) -> list[Question]:
    """Return all questions of a session in their order, with hubs, for those who answer them."""
    if not policy.may_report(viewer, session):
        raise NotAllowed(_("This page is for the moderators of the session."))
    return _in_order(session.id)


def queue_of(session_id: int) -> Queue:
    """Return the queue as the public sees it; the session must be known to who asks."""
    return public_queue(_in_order(session_id), desk_of(session_id))


def get_question(session: Session, question_id: int, *, viewer: Viewer) -> Question:
    """Return a question with hub and history. Raises NotFound, also for those who may not answer."""
    question = db.session.scalars(
        select(Question)
        .where(Question.id == question_id, Question.session_id == session.id)
        .options(joinedload(Question.hub))
        .execution_options(populate_existing=True)
    ).one_or_none()
    may = policy.may_answer(viewer, session)
    if not may or question is None:
        raise NotFound(_("There is no question at this address."))
    if policy.may_moderate(viewer, session) or question.state in policy.AFTERWARDS:
        return question
    raise NotFound(_("There is no question at this address."))


def history_of(question_id: int) -> Sequence[QuestionEvent]:
    """Return what was done to a question, first things first, with who did it."""
    return db.session.scalars(
        select(QuestionEvent)
        .where(QuestionEvent.question_id == question_id)
        .options(joinedload(QuestionEvent.by))
        .order_by(QuestionEvent.id)
    ).all()


def get_own(session: Session, key: str) -> Own:
    """Return the question of this private key, as its asker sees it. Raises NotFound."""
    found = select(Question).options(joinedload(Question.hub))
    question = db.session.scalars(
        found.where(
            Question.once == accounts.digest_of(key), Question.session_id == session.id
        ).execution_options(populate_existing=True)
    ).one_or_none()
    if question is None:
        raise NotFound(_("There is no question at this address."))
    stands = question
    while stands.merged_into_id is not None:
        stands = db.session.scalars(found.where(Question.id == stands.merged_into_id)).one()
    desk = desk_of(session.id)
    ahead = [
        other
        for other in _in_order(session.id)
        if other.state is State.FORWARDED and other.position < stands.position
    ]
    shown = in_public(stands, is_published=desk.answers_published_at is not None)
    is_readable = stands.id == question.id or stands.state in visible_states(desk)
    return Own(
        question,
        shown if is_readable else without_words(shown),
        len(ahead) if stands.state is State.FORWARDED else 0,
    )


def standing_of(session_id: int, *, viewer: Viewer) -> Standing:
    """Return how the questions of a session stand. Raises NotFound."""
    session = programme.get_session(session_id, viewer=viewer)
    return standing_in(session, viewer=viewer)


def standing_in(session: Session, *, viewer: Viewer) -> Standing:
    """Return the same for a session that is loaded with its organisers and people."""
    desk = desk_of(session.id)
    queue = public_queue(_in_order(session.id), desk)
    return Standing(
        opening=opening(hours_of(session, desk), now()),
        waiting_count=queue.waiting_count,
        forwarded_count=len(queue.forwarded) + (queue.current is not None),
        answered_count=len(queue.answered),
        left_over_count=len(queue.left_over),
        answers=tuple(q for q in (*queue.answered, *queue.left_over) if q.answer),
        may_moderate=policy.may_moderate(viewer, session),
        may_answer=policy.may_answer(viewer, session),
        may_report=policy.may_report(viewer, session),
    )


def _in_order(session_id: int) -> list[Question]:
    """Return all questions of a session with their hubs, in one query."""
    return list(
        db.session.scalars(
            select(Question)
            .where(Question.session_id == session_id)
            .options(joinedload(Question.hub))
            .order_by(Question.position, Question.id)
            .execution_options(populate_existing=True)
        )
    )
