"""Puts hubs, questions and news into the demonstration, through the doors of their rooms."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from coalition.database import db, now, transaction
from coalition.demonstration.convening import Convened
from coalition.hubs import service as hubs
from coalition.hubs.models import Hub
from coalition.hubs.models import State as HubState
from coalition.hubs.registration import HubFields
from coalition.members import queries as members
from coalition.news import service as news
from coalition.news.description import PostFields
from coalition.news.models import Post
from coalition.programme.models import Session
from coalition.questions import arranging
from coalition.questions import service as questions
from coalition.questions.asking import Asked
from coalition.questions.models import Question, QuestionEvent, Shown, Via
from coalition.web.viewer import Viewer

_FILE = Path(__file__).with_name("attending.toml")
_FIRST_QUESTION = timedelta(minutes=20)  # after the session began
_BETWEEN = timedelta(minutes=7)


def attend(convened: Convened, persons: Mapping[str, int]) -> None:
    """Add hubs, questions and news to meetings that are there. Takes persons by their addresses."""
    coordinator = members.viewer_of(persons["coordinator@example.org"])
    hub_ids = {given["host"]: _add_hub(given, convened, coordinator) for given in _all("hub")}
    for key in dict.fromkeys(given["session"] for given in _all("question")):
        own = [given for given in _all("question") if given["session"] == key]
        _ask_all(own, convened.sessions[key], hub_ids, coordinator)
    for given in _all("post"):
        _publish(given, convened, coordinator)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _all(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read()[kind]
    return found


def _add_hub(given: dict[str, Any], convened: Convened, by: Viewer) -> int:
    fields = HubFields(
        host=given["host"],
        country=given["country"],
        city=given["city"],
        timezone=given["timezone"],
        latitude=given.get("latitude"),
        longitude=given.get("longitude"),
        interests=given["interests"],
        expected_count=given["expected"],
        activities=given.get("activities", ""),
        languages=tuple(given["languages"]),
        coordinator_name="Hub coordinator",
        coordinator_email=f"hub.{given['country'].casefold()}@example.org",
        technical_name="Technical coordinator",
        technical_email=f"technical.{given['country'].casefold()}@example.org",
    )
    meeting_id = convened.meetings[given["meeting"]]
    sessions = [convened.sessions[key] for key in given["sessions"]]
    hub = hubs.register(meeting_id, fields, sessions, by=by, language="en")
    if given.get("waiting"):
        with transaction():
            waits = {"state": HubState.WAITING, "waiting_since": now()}
            db.session.execute(update(Hub).where(Hub.id == hub.id).values(waits))
    return hub.id


def _ask_all(
    given: list[dict[str, Any]], session_id: int, hub_ids: Mapping[str, int], by: Viewer
) -> None:
    """Enter the questions of a session and let each have its fate, then date them."""
    for number, one in enumerate(given):
        asked = Asked(
            text=one["text"],
            once=f"demonstration-{session_id}-{number}".ljust(22, "-"),
            language=one["language"],
            name=one.get("name", ""),
            affiliation=one.get("affiliation", ""),
            shown=Shown(one.get("shown", "name")),
            via=Via(one["via"]),
            hub_id=hub_ids[one["hub"]] if "hub" in one else None,
        )
        questions.enter(session_id, asked, by=by)
        newest = select(func.max(Question.id)).where(Question.session_id == session_id)
        _treat(one, session_id, db.session.scalars(newest).one(), by)
    arranging.publish_answers(session_id, True, by=by)
    _date_questions(session_id)


def _treat(given: dict[str, Any], session_id: int, question_id: int, by: Viewer) -> None:
    """Do to a question what became of it."""
    if given["fate"] == "left-over":
        questions.leave_over(session_id, question_id, by=by)
    if given["fate"] in {"forwarded", "answered"}:
        questions.forward(session_id, question_id, by=by)
    if given["fate"] == "answered":
        questions.answer(
            session_id,
            question_id,
            by=by,
            text=given["answer"],
            answered_by=given["answered_by"],
            language=given["language"],
        )


def _date_questions(session_id: int) -> None:
    """Let the questions of a session that is over have been asked while it was on."""
    began = db.session.get_one(Session, session_id).starts_at
    own = db.session.scalars(
        select(Question.id).where(Question.session_id == session_id).order_by(Question.id)
    ).all()
    if began is None or began > now() - timedelta(days=1):
        return
    with transaction():
        for number, question_id in enumerate(own):
            at = began + _FIRST_QUESTION + number * _BETWEEN
            row = db.session.get_one(Question, question_id)
            row.asked_at = at
            row.forwarded_at = row.forwarded_at and at + _BETWEEN / 2
            row.answered_at = row.answered_at and at + _BETWEEN
            history = QuestionEvent.question_id == question_id
            db.session.execute(update(QuestionEvent).where(history).values(at=at))


def _publish(given: dict[str, Any], convened: Convened, by: Viewer) -> None:
    """Publish a post on its day, or let it come out when its day has come."""
    fields = PostFields(
        title=given["title"],
        text=given["text"].strip(),
        language=given["language"],
        meeting_id=convened.meetings[given["meeting"]] if "meeting" in given else None,
        session_id=convened.sessions[given["session"]] if "session" in given else None,
    )
    post = news.create(fields, by=by)
    if given.get("days", 0) < 0:
        news.publish(post.id, by=by, at=now() - timedelta(days=given["days"]))
        return
    news.publish(post.id, by=by)
    at = now() - timedelta(days=given.get("days", 0))
    if "date" in given:
        at = datetime.combine(given["date"], time(9), UTC)
    with transaction():
        days = {"created_at": at, "changed_at": at, "published_at": at}
        db.session.execute(update(Post).where(Post.id == post.id).values(days))
