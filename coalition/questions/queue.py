"""The queue of a session as the public sees it: no more of a question than its asker shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from coalition.questions.labels import asker_in_public
from coalition.questions.models import Desk, Question, State
from coalition.questions.policy import PUBLIC


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question as the public sees it; `answer` is "" until answers are published."""

    id: int
    text: str
    language: str
    asker: str
    state: State
    is_current: bool
    asked_at: datetime
    answer: str = ""
    answer_language: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """What the public sees of a session's questions, in their order."""

    current: PublicQuestion | None
    forwarded: tuple[PublicQuestion, ...]
    waiting: tuple[PublicQuestion, ...]  # none, unless the desk shows them
    waiting_count: int
    answered: tuple[PublicQuestion, ...]
    left_over: tuple[PublicQuestion, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked that may be spoken of."""
        shown = (*self.forwarded, *self.answered, *self.left_over)
        return not (self.current or shown or self.waiting_count)


def public_queue(questions: Iterable[Question], desk: Desk) -> Queue:
    """Return the queue of these questions, which come in their order with their hubs."""
    found = list(questions)
    visible = visible_states(desk)
    is_published = desk.answers_published_at is not None
    shown = [in_public(q, is_published) for q in found if q.state in visible]
    in_state = {state: tuple(q for q in shown if q.state is state) for state in State}
    return Queue(
        current=next((q for q in in_state[State.FORWARDED] if q.is_current), None),
        forwarded=tuple(q for q in in_state[State.FORWARDED] if not q.is_current),
        waiting=in_state[State.ASKED],
        waiting_count=sum(q.state is State.ASKED for q in found),
        answered=in_state[State.ANSWERED],
        left_over=in_state[State.LEFT_OVER],
    )


def visible_states(desk: Desk) -> frozenset[State]:
    """Return the states in which everybody reads the words of a question."""
    return PUBLIC | ({State.ASKED} if desk.shows_waiting else set())


def without_words(question: PublicQuestion) -> PublicQuestion:
    """Return where a question stands, for those who may not read what was asked and answered."""
    return replace(
        question, text="", language="", asker="", answer="", answer_language="", answered_by=""
    )


def in_public(question: Question, is_published: bool) -> PublicQuestion:
    """Return a question as the public sees it, with its answer once answers are published."""
    return PublicQuestion(
        id=question.id,
        text=question.text,
        language=question.language,
        asker=asker_in_public(question),
        state=question.state,
        is_current=question.is_current,
        asked_at=question.asked_at,
        answer=question.answer if is_published else "",
        answer_language=question.answer_language if is_published else "",
        answered_by=question.answered_by if is_published else "",
    )
