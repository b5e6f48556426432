"""What tests of questions begin with: a session whose desk is open, and questions asked there."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from coalition.database import db, now, transaction
from coalition.hubs import links
from coalition.hubs.models import Hub
from coalition.hubs.models import State as HubState
from coalition.programme import queries as programme
from coalition.programme.description import PersonFields
from coalition.programme.models import Meeting, Role, Session
from coalition.questions import service
from coalition.questions.asking import Asked
from coalition.questions.models import Question
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.programme.making import make_meeting, make_session

MODERATOR = "moderator@example.org"
ONCE = "a-secret-of-the-form-it-was-typed-into"


def make_open(coordinator: Someone, **changes: Any) -> Session:
    """Return a session that is on now, moderated remotely by moderator@example.org."""
    meeting = make_meeting(coordinator.viewer)
    begun = now().replace(microsecond=0) - timedelta(minutes=10)
    people = (PersonFields(Role.REMOTE_MODERATOR, "Rim Moderator", "", MODERATOR),)
    given = {"starts_at": begun, "ends_at": begun + timedelta(hours=1), "people": people}
    return make_session(meeting, coordinator.viewer, **(given | changes))


def meeting_of(session: Session) -> Meeting:
    """Return the meeting of a session."""
    return programme.get_meeting(session.meeting_id)


def asked(text: str = "Who pays for the line?", **changes: Any) -> Asked:
    """Return a question as a form brings it."""
    given = Asked(text, once=ONCE, language="en", name="Ada", affiliation="Library of Oran")
    return replace(given, **changes)


def ask(session: Session, text: str = "Who pays for the line?", **changes: Any) -> Question:
    """Return a question the public asked."""
    question = asked(text, **changes)
    service.ask(session.id, question, by=ANONYMOUS, address="192.0.2.1")
    return newest()


def newest() -> Question:
    """Return the question that was asked last."""
    return db.session.scalars(db.select(Question).order_by(Question.id.desc())).first() or _none()


def _none() -> Question:
    raise AssertionError("nothing was asked")


def reload(question_id: int) -> Question:
    """Return a question as it now is."""
    return db.session.get_one(Question, question_id, populate_existing=True)


def make_hub(session: Session, city: str = "Nairobi", **changes: Any) -> tuple[Hub, str]:
    """Return an accepted hub of the session's meeting, and the token by which it asks."""
    given: dict[str, Any] = {
        "host": "City Library",
        "country": "KE",
        "city": city,
        "timezone": "Africa/Nairobi",
        "coordinator_name": "Wanjiru",
        "coordinator_email": "hub@example.org",
        "language": "en",
        "state": HubState.ACCEPTED,
    }
    with transaction():
        hub = Hub(meeting_id=session.meeting_id, **(given | changes))
        db.session.add(hub)
        db.session.flush()
    return hub, links.asking_token(links.make_link(hub.id))


def field_of(page: str, name: str) -> str:
    """Return what a page holds in the last hidden field of this name."""
    values = re.findall(rf'<input name="{name}" type="hidden" value="([^"]*)"', page)
    return str(values[-1])
