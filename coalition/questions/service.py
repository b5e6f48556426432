"""Every write of questions: asked, forwarded, answered, left over, declined, merged, put in order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from coalition.accounts import service as accounts
from coalition.audit import service as audit
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.hubs.models import Hub
from coalition.programme import queries as programme
from coalition.programme.models import Session
from coalition.questions import policy, queries
from coalition.questions.asking import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    Asked,
    check_asked,
    check_wording,
)
from coalition.questions.labels import state_label
from coalition.questions.models import Act, Desk, Hold, Question, QuestionEvent, State, Via
from coalition.questions.opening import hours_of, opening
from coalition.web.viewer import Viewer

# A hub, a library or a conference asks from one address: these are far above what people type.
FROM_ADDRESS = 200
FROM_FORM = 6
THROTTLED_MINUTES = 10

STANDS = {
    Act.FORWARDED: State.FORWARDED,
    Act.ANSWERED: State.ANSWERED,
    Act.LEFT_OVER: State.LEFT_OVER,
    Act.DECLINED: State.DECLINED,
    Act.PUT_BACK: State.ASKED,
}


def ask(session_id: int, asked: Asked, *, by: Viewer, address: str) -> Asked:
    """Ask a question in public and return it as it was taken; sent once more it changes nothing.

    Counted per network address (200 in ten minutes) and per form (6). Raises NotFound, Invalid,
    Conflict when no questions are taken, and TooMany.
    """
    session = programme.get_session(session_id, viewer=by)
    check_asked(asked)
    if _is_there(asked):
        return asked
    accounts.throttle_address("ask", address, FROM_ADDRESS, THROTTLED_MINUTES)
    accounts.throttle(f"ask:form:{accounts.digest_of(asked.once)}", FROM_FORM, THROTTLED_MINUTES)
    with transaction():
        desk = desk_held(session_id)
        if not _is_there(asked):
            if not opening(hours_of(session, desk), now()).is_open:
                raise Conflict(
                    _("No questions are taken now, so yours was not kept. See the times above.")
                )
            _take(desk, asked, None, asked_by_id=by.person_id if asked.name else None)
    return asked


def enter(session_id: int, asked: Asked, *, by: Viewer) -> Asked:
    """Enter a question for somebody who asked in the room, by mail or at a hub, open or not.

    Raises NotFound, NotAllowed and Invalid.
    """
    session = queries.get_moderated(session_id, viewer=by)
    if asked.via is not Via.HUB:
        asked = replace(asked, hub_id=None)
    check_asked(asked)
    with transaction():
        desk = desk_held(session_id)
        if asked.hub_id is not None:
            hub = db.session.get(Hub, asked.hub_id)
            if hub is None or hub.meeting_id != session.meeting_id:
                raise Invalid(fields={"hub": _("Choose a hub of this meeting.")})
        if not _is_there(asked):
            _take(desk, asked, by)
    return asked


def forward(session_id: int, question_id: int, *, by: Viewer, seen: int | None = None) -> Question:
    """Put a question to the session. Raises NotFound, NotAllowed and Conflict."""
    with transaction():
        question = _moderated(session_id, question_id, Act.FORWARDED, by, seen)
        question.forwarded_at = now()
        question.position = _last_position(session_id) + 1
        return _stand(question, Act.FORWARDED, by)


def answer(
    session_id: int,
    question_id: int,
    *,
    by: Viewer,
    text: str | None = None,
    answered_by: str = "",
    language: str = "",
    seen: int | None = None,
) -> Question:
    """Note that a question was answered, with what was said or written if that is known.

    Without `text` an answer that was written before stays, with who gave it and its language.
    Organisers may do so once it is left over. Raises NotFound, NotAllowed, Invalid and Conflict.
    """
    _refuse_long("answer", text or "", LONGEST_ANSWER)
    _refuse_long("answered_by", answered_by, LONGEST_NAME)
    with transaction():
        session = queries.get_answered(session_id, viewer=by)
        question = _held(session, question_id, Act.ANSWERED, by, seen)
        question.answered_at = question.answered_at or now()
        if text is not None:
            question.answer, question.answered_by = text, answered_by
            question.answer_language = language if text else ""
        return _stand(question, Act.ANSWERED, by)


def leave_over(
    session_id: int, question_id: int, *, by: Viewer, seen: int | None = None
) -> Question:
    """Note that there was no time for a question. Raises NotFound, NotAllowed and Conflict."""
    with transaction():
        question = _moderated(session_id, question_id, Act.LEFT_OVER, by, seen)
        return _stand(question, Act.LEFT_OVER, by)


def leave_over_rest(session_id: int, *, by: Viewer) -> int:
    """Note the same of all that wait or were forwarded, and return how many those were."""
    queries.get_moderated(session_id, viewer=by)
    with transaction():
        desk_held(session_id)
        rest = select(Question).where(
            Question.session_id == session_id,
            Question.state.in_([State.ASKED, State.FORWARDED]),
        )
        found = db.session.scalars(rest).all()
        for question in found:
            _stand(question, Act.LEFT_OVER, by)
    return len(found)


def decline(
    session_id: int, question_id: int, reason: str, *, by: Viewer, seen: int | None = None
) -> Question:
    """Keep a question from the public, with the reason. Raises Invalid without one, and as above."""
    if not reason:
        raise Invalid(fields={"reason": _("Give the reason; whoever asked can read it.")})
    _refuse_long("reason", reason, LONGEST_NAME)
    with transaction():
        question = _moderated(session_id, question_id, Act.DECLINED, by, seen)
        question.reason = reason
        return _stand(question, Act.DECLINED, by, text=reason)


def put_back(session_id: int, question_id: int, *, by: Viewer, seen: int | None = None) -> Question:
    """Let a question wait again, whatever was done to it; an answer that was written is kept."""
    with transaction():
        question = _moderated(session_id, question_id, Act.PUT_BACK, by, seen)
        question.merged_into_id = question.forwarded_at = question.answered_at = None
        question.reason = ""
        return _stand(question, Act.PUT_BACK, by)


def edit(
    session_id: int, question_id: int, text: str, *, by: Viewer, seen: int | None = None
) -> Question:
    """Reword a question; what was asked is kept. Raises Invalid, NotFound, NotAllowed, Conflict."""
    check_wording(text)
    with transaction():
        question = _moderated(session_id, question_id, Act.EDITED, by, seen)
        if text != question.text:
            note(question, Act.EDITED, by, text=question.text)
            question.original = question.original or question.text
            question.text = text
            question.revision += 1
    return question


def merge(session_id: int, question_ids: Sequence[int], *, by: Viewer) -> Question:
    """Put questions together: the first of them, as they are ordered, stands for all.

    Raises Invalid for fewer than two, Conflict when one is no longer waiting or forwarded.
    """
    with transaction():
        session = queries.get_moderated(session_id, viewer=by)
        if len(set(question_ids)) < 2:
            raise Invalid(_("Choose two questions or more to put them together."))
        desk_held(session_id)
        chosen = [_held(session, number, Act.MERGED, by, None) for number in set(question_ids)]
        # one that is forwarded is known to the public already, so it stands for those that wait
        first, *others = sorted(chosen, key=lambda q: (q.state is State.ASKED, q.position, q.id))
        for other in others:
            db.session.execute(
                update(Question)
                .where(Question.merged_into_id == other.id)
                .values(merged_into_id=first.id, revision=Question.revision + 1)
            )
            other.merged_into_id = first.id
            other.state, other.is_current, other.is_marked = State.MERGED, False, False
            other.revision += 1
            note(other, Act.MERGED, by)
        first.revision += 1
    return first


def desk_held(session_id: int) -> Desk:
    """Return the desk of a session, made if need be, held for a change that pages will notice."""
    desk = db.session.get(Desk, session_id, with_for_update=True, populate_existing=True)
    if desk is None:
        locked(Session, session_id)  # so that two who need it first do not make two
        desk = db.session.get(Desk, session_id, with_for_update=True, populate_existing=True)
    if desk is None:
        desk = Desk(session_id=session_id, hold=Hold.BY_TIME)
        db.session.add(desk)
        db.session.flush()
    desk.revision += 1
    return desk


def note(question: Question, act: Act, by: Viewer | None, *, text: str = "") -> None:
    """Write an act into a question's history, and what moderators do into the audit log."""
    person_id = by.person_id if by else None
    db.session.add(QuestionEvent(question_id=question.id, act=act, by_id=person_id, text=text))
    if by is not None:  # what the public asks is no act of anyone who may do more than others
        audit.note(
            f"questions.{act.name.lower()}",
            f"session:{question.session_id}",
            by=person_id,
            title=db.session.get_one(Session, question.session_id).title,
            question=question.id,
        )


def _is_there(asked: Asked) -> bool:
    same = select(Question.id).where(Question.once == accounts.digest_of(asked.key))
    return db.session.scalar(same) is not None


def _take(desk: Desk, asked: Asked, by: Viewer | None, *, asked_by_id: int | None = None) -> None:
    """Take a question; `by` is who entered it for another, `asked_by_id` who asked it, signed in.

    Whoever gives no name is nobody, signed in or not.
    """
    names = ("text", "language", "name", "affiliation", "shown", "via", "hub_id")
    columns: dict[str, Any] = {name: getattr(asked, name) for name in names}
    question = Question(
        session_id=desk.session_id,
        once=accounts.digest_of(asked.key),
        position=_last_position(desk.session_id) + 1,
        asked_by_id=asked_by_id,
        **columns,
    )
    db.session.add(question)
    db.session.flush()
    note(question, Act.ASKED, by)


def _last_position(session_id: int) -> int:
    last = select(func.max(Question.position)).where(Question.session_id == session_id)
    return db.session.scalar(last) or 0


def _moderated(
    session_id: int, question_id: int, act: Act, by: Viewer, seen: int | None
) -> Question:
    return _held(queries.get_moderated(session_id, viewer=by), question_id, act, by, seen)


def _held(session: Session, question_id: int, act: Act, by: Viewer, seen: int | None) -> Question:
    """Return a question for this act, kept from others; Conflict when it is not as it was seen."""
    desk_held(session.id)
    missing = _("There is no question at this address.")
    question = locked(Question, question_id, missing=missing)
    if question.session_id != session.id:
        raise NotFound(missing)
    if not policy.may_moderate(by, session) and question.state not in policy.AFTERWARDS:
        raise NotAllowed(_("Organisers answer what was left over."))
    is_stale = seen is not None and seen != question.revision
    if is_stale or not policy.fits(act, question.state):
        raise Conflict(
            _(
                "Nothing was changed, because someone else was quicker: “%(text)s” now stands "
                "under “%(state)s”. Look at it again.",
                text=question.text[:60],
                state=state_label(question.state),
            )
        )
    return question


def _stand(question: Question, act: Act, by: Viewer, *, text: str = "") -> Question:
    """Let a question stand where an act leaves it, and note who did it."""
    question.state = STANDS[act]
    if question.state is not State.FORWARDED:
        question.is_current = False
    question.revision += 1
    note(question, act, by, text=text)
    return question


def _refuse_long(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Invalid(
            fields={field: _("This is too long: at most %(most)d characters.", most=most)}
        )
