"""The remote moderator's report (R14): participants, hubs, what was asked and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from coalition.hubs.models import Hub
from coalition.questions.labels import asker_for, hub_label, state_label, via_label
from coalition.questions.models import Question, Shown, State, Via


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions were asked, and what became of them.

    One that was forwarded and then answered, or left over, is counted in both. `merged` are those
    that became part of another one; `waiting` were neither forwarded nor left over.
    """

    asked: int
    forwarded: int
    answered: int
    left_over: int
    declined: int
    merged: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a desk: of all questions, by the way they came, and by hub."""

    total: Counts
    by_via: tuple[tuple[Via, Counts], ...]
    by_hub: tuple[tuple[Hub, Counts], ...]  # hubs that follow the session or asked


def report_of(questions: Sequence[Question], following: Iterable[Hub]) -> Report:
    """Return the figures of these questions, which come with their hubs."""
    hubs = {hub.id: hub for hub in following} | {q.hub.id: q.hub for q in questions if q.hub}
    ordered = sorted(hubs.values(), key=lambda hub: (hub.country, hub.city, hub.id))
    return Report(
        counted(questions),
        tuple((via, counted(q for q in questions if q.via is via)) for via in Via),
        tuple((hub, counted(q for q in questions if q.hub_id == hub.id)) for hub in ordered),
    )


def counted(questions: Iterable[Question]) -> Counts:
    """Return how many of these questions there are, and what became of them."""
    found = list(questions)
    states = [question.state for question in found]
    return Counts(
        asked=len(found),
        forwarded=sum(question.forwarded_at is not None for question in found),
        answered=states.count(State.ANSWERED),
        left_over=states.count(State.LEFT_OVER),
        declined=states.count(State.DECLINED),
        merged=states.count(State.MERGED),
        waiting=states.count(State.ASKED),
    )


def head() -> tuple[str, ...]:
    """Return the titles of the columns of `rows`."""
    return (
        _("Number"),
        _("Asked at (UTC)"),
        _("Came by"),
        _("Hub"),
        _("Asked by"),
        _("Question"),
        _("As it was asked"),
        _("State"),
        _("Forwarded at (UTC)"),
        _("Answered at (UTC)"),
        _("Answered by"),
        _("Answer"),
        _("Part of number"),
        _("Reason"),
    )


def rows(questions: Iterable[Question], *, moderates: bool) -> Iterable[tuple[str, ...]]:
    """Give a row for each question and all of it to moderators.

    Others get none that was declined, alone or with those put together into it, and of who asked
    what everybody sees.
    """
    found = list(questions)
    kept_back = set() if moderates else {q.id for q in found if q.state is State.DECLINED}
    for question in found:
        if kept_back & {question.id, question.merged_into_id}:
            continue
        is_nameless = question.shown is Shown.NOTHING and not moderates
        yield (
            str(question.id),
            question.asked_at.isoformat(timespec="seconds"),
            via_label(question.via),
            "" if is_nameless else hub_label(question.hub),
            asker_for(question, moderates),
            question.text,
            question.original,
            state_label(question.state),
            _moment(question.forwarded_at),
            _moment(question.answered_at),
            question.answered_by,
            question.answer,
            str(question.merged_into_id or ""),
            question.reason,
        )


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
