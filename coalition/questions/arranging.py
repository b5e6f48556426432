"""The writes of a desk itself: its order, its marks, its times, what is published, what is reported."""

from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select, update

from coalition.audit import service as audit
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.questions import queries
from coalition.questions.asking import (
    MOST_PARTICIPANTS,
    DeskFields,
    Remarks,
    check_desk,
    fingerprint_of,
    remarks_of,
)
from coalition.questions.models import Desk, Hold, Question, State
from coalition.questions.opening import settings_of
from coalition.questions.service import desk_held
from coalition.web.viewer import Viewer


class Way(StrEnum):
    """Where a question goes in the order of those that stand alike."""

    UP = "up"
    DOWN = "down"
    TOP = "top"


def move(session_id: int, question_id: int, way: Way, *, by: Viewer) -> Question:
    """Move a question among those that stand as it does; at the end nothing changes.

    Raises NotFound and NotAllowed.
    """
    queries.get_moderated(session_id, viewer=by)
    with transaction():
        desk_held(session_id)
        question = _of(session_id, question_id)
        alike = list(
            db.session.scalars(
                select(Question)
                .where(Question.session_id == session_id, Question.state == question.state)
                .order_by(Question.position, Question.id)
            )
        )
        places = sorted({one.position for one in alike})
        at = alike.index(question)
        alike.pop(at)
        to = {Way.UP: max(at - 1, 0), Way.DOWN: at + 1, Way.TOP: 0}[way]
        alike.insert(to, question)
        for place, one in zip(places, alike, strict=True):
            one.position = place
    return question


def mark(session_id: int, question_id: int, is_marked: bool, *, by: Viewer) -> Question:
    """Mark a question for the moderators, or take the mark away. Raises NotFound, NotAllowed."""
    queries.get_moderated(session_id, viewer=by)
    with transaction():
        desk_held(session_id)
        question = _of(session_id, question_id)
        question.is_marked = is_marked
    return question


def call_up(session_id: int, question_id: int, *, by: Viewer) -> Question:
    """Let a forwarded question be the one that is put now. Raises Conflict for any other."""
    queries.get_moderated(session_id, viewer=by)
    with transaction():
        desk_held(session_id)
        question = _of(session_id, question_id)
        if question.state is not State.FORWARDED:
            raise Conflict(_("Only a question that is forwarded can be put now. Look at it again."))
        everyone = update(Question).where(Question.session_id == session_id)
        db.session.execute(everyone.values(is_current=False))
        question.is_current = True
    return question


def hold(session_id: int, way: Hold, *, by: Viewer) -> Desk:
    """Open or close a desk by hand, or let its times count again. Raises NotFound, NotAllowed."""
    session = queries.get_moderated(session_id, viewer=by)
    with transaction():
        desk = desk_held(session_id)
        desk.hold = way
        audit.note(
            "questions.desk_held",
            f"session:{session_id}",
            by=by.person_id,
            title=session.title,
            way=way.value,
        )
    return desk


def arrange(session_id: int, fields: DeskFields, *, by: Viewer, seen: str | None = None) -> Desk:
    """Set a desk up; times of its own move along with the session from then on.

    `seen` is the fingerprint of what the form was made of. Raises NotFound, NotAllowed, Invalid,
    and Conflict when it was changed since.
    """
    session = queries.get_moderated(session_id, viewer=by)
    check_desk(fields)
    with transaction():
        desk = desk_held(session_id)
        _refuse_stale(settings_of(session, desk), fields, seen)
        desk.opens_at, desk.closes_at = fields.opens_at, fields.closes_at
        desk.session_starts_at, desk.session_ends_at = session.starts_at, session.ends_at
        desk.shows_waiting, desk.email = fields.shows_waiting, fields.email
        audit.note(
            "questions.desk_arranged", f"session:{session_id}", by=by.person_id, title=session.title
        )
    return desk


def publish_answers(session_id: int, is_published: bool, *, by: Viewer) -> Desk:
    """Show the answers to everybody, or no longer. Raises NotFound and NotAllowed."""
    session = queries.get_answered(session_id, viewer=by)
    with transaction():
        desk = desk_held(session_id)
        published_at = desk.answers_published_at or now()
        desk.answers_published_at = published_at if is_published else None
        action = "questions.answers_published" if is_published else "questions.answers_hidden"
        audit.note(action, f"session:{session_id}", by=by.person_id, title=session.title)
    return desk


def remark(session_id: int, given: Remarks, *, by: Viewer, seen: str | None = None) -> Desk:
    """Write what moderators add to the report; `seen` and errors are those of `arrange`."""
    queries.get_moderated(session_id, viewer=by)
    if given.participant_count is not None and given.participant_count > MOST_PARTICIPANTS:
        raise Invalid(fields={"participant_count": _("Give a smaller number.")})
    with transaction():
        desk = desk_held(session_id)
        _refuse_stale(remarks_of(desk), given, seen)
        desk.participant_count = given.participant_count
        desk.topics, desk.remarks = given.topics, given.remarks
    return desk


def _refuse_stale(
    kept: DeskFields | Remarks, given: DeskFields | Remarks, seen: str | None
) -> None:
    """Raise Conflict where something else is kept than the form was made of, and was typed."""
    if seen is not None and given != kept and seen != fingerprint_of(kept):
        raise Conflict(
            _("This was changed since you opened the page. Look at it again and repeat.")
        )


def _of(session_id: int, question_id: int) -> Question:
    missing = _("There is no question at this address.")
    question = locked(Question, question_id, missing=missing)
    if question.session_id != session_id:
        raise NotFound(missing)
    return question
