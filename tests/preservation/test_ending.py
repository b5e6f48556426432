"""What a restored backup would bring back to life is ended where it can be, and told where it cannot."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from coalition.accounts import service as accounts
from coalition.accounts.models import Link, Person
from coalition.database import db
from coalition.mail.models import Message
from coalition.preservation import service
from coalition.preservation.ending import Ended
from coalition.preservation.manifest import Manifest
from coalition.programme.calendars import own
from coalition.programme.models import OwnCalendar
from coalition.tokens import queries as tokens
from tests.conftest import PASSWORD, Someone, make_person
from tests.preservation.conftest import acts
from tests.tokens.making import make_token

MADE_AT = datetime(2026, 10, 1, 3, 15, tzinfo=UTC)
PURPOSES = ("reset-password", "half-signed-in", "change-email-old", "change-email-new")


def manifest() -> Manifest:
    """Return the manifest of a backup as restoring is told of it."""
    return Manifest("1.0", MADE_AT, db.engine.dialect.name, "0001", 0, "", "", 0, {})


def row_count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def letters_to(email: str) -> list[Message]:
    found = select(Message).where(Message.to == email).order_by(Message.id)
    return list(db.session.scalars(found))


def usable_links() -> set[str]:
    return set(db.session.scalars(select(Link.purpose).where(Link.used_at.is_(None))))


def is_signed_in(somebody: Someone) -> bool:
    return somebody.client.get("/account").status_code == 200


def test_whatever_lets_somebody_in_is_ended_and_owners_are_told(
    app: Flask, outsider: Someone, representative: Someone
) -> None:
    secrets = [make_token(outsider, name="Robot"), make_token(outsider, name="Other robot")]
    own.make_own_calendar(by=representative.viewer)
    ended = service.note_restored(manifest())
    assert ended == Ended(MADE_AT, browsers=2, tokens=2, calendars=1, letters=2)
    assert [is_signed_in(one) for one in (outsider, representative)] == [False, False]
    assert [tokens.find_living(secret) for secret in secrets] == [None, None]
    assert row_count(OwnCalendar) == 0
    letter = letters_to(outsider.email)[-1]
    assert letter.subject == "The tokens of your account were ended"
    assert "\n\nRobot\nOther robot\n\n" in letter.body
    assert acts("tokens.ended") == [f"person:{outsider.person_id}"] * 2
    assert acts("programme.calendar_given_up") == [f"person:{representative.person_id}"]


def test_links_that_let_in_are_used_up_and_those_whose_state_is_checked_stay(
    app: Flask, outsider: Someone
) -> None:
    accounts.change_email("new@example.org", PASSWORD, by=outsider.viewer)
    accounts.reset_link(db.session.get_one(Person, outsider.person_id))
    accounts.make_link("half-signed-in", outsider.email, person_id=outsider.person_id)
    accounts.make_link("invite-representative", "ada@example.org", subject_id=1)
    assert usable_links() == {*PURPOSES, "invite-representative"}
    service.note_restored(manifest())
    assert usable_links() == {"invite-representative"}


def test_coordinators_are_told_once_what_to_look_at(
    app: Flask, coordinator: Someone, outsider: Someone
) -> None:
    other = make_person("other@example.org", "Other", coordinator=True)
    make_token(outsider)
    first = service.note_restored(manifest())
    written = row_count(Message)
    make_token(outsider, name="New")  # of the time after
    assert service.note_restored(manifest()) == first
    assert row_count(Message) == written + 1  # of the new token
    assert len(tokens.own_tokens(viewer=outsider.viewer)) == 2
    assert tokens.living_count(outsider.person_id or 0) == 1
    assert len(acts("preservation.restored")) == 1
    for person in (coordinator, other):
        (letter,) = letters_to(person.email)
        assert letter.subject == "Site restored from a backup"
        assert "as it was on 1 October 2026, 03:15 UTC." in letter.body
        assert "Browsers signed out: 2\nPersonal tokens ended: 1\n" in letter.body
        assert f"<{coordinator.email}>\nOther <other@example.org>\n" in letter.body
        assert "Documents that were withdrawn since then are open again." in letter.body
