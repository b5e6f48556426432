"""`flask remove-coordinator` ends somebody's time by the rules of the page."""

from flask import Flask
from sqlalchemy import select

from coalition.accounts import queries
from coalition.accounts.models import Appointment
from coalition.audit.models import Act
from coalition.database import db
from coalition.mail.models import Message
from tests.commands.test_personal_data import run
from tests.conftest import Someone, make_person


def test_coordinator_is_removed_on_the_record(app: Flask, coordinator: Someone) -> None:
    other = make_person("other@example.org", coordinator=True)
    said = run(app, "remove-coordinator", "Other@example.org")
    assert said.splitlines()[-1] == "Other <other@example.org> is no longer a coordinator."
    db.session.expire_all()
    assert not queries.is_coordinator(other.id)
    row = db.session.scalars(select(Appointment).where(Appointment.person_id == other.id)).one()
    assert (row.removed_at is not None, row.removed_by_id) == (True, None)
    act = db.session.scalars(select(Act).where(Act.action == "accounts.removed")).one()
    assert (act.subject, act.person_id) == (f"person:{other.id}", None)
    written = db.session.execute(select(Message.to, Message.subject)).all()
    assert [tuple(one) for one in written] == [(other.email, "You are no longer a coordinator")]


def test_last_coordinator_stays_and_others_are_told_apart(
    app: Flask, coordinator: Someone, outsider: Someone
) -> None:
    said = run(app, "remove-coordinator", coordinator.email, status=1)
    assert "This is the last coordinator, who must stay." in said
    assert queries.coordinator_count() == 1
    said = run(app, "remove-coordinator", outsider.email, status=1)
    assert "Outsider <outsider@example.org> is no coordinator." in said
    assert "No account has the address" in run(app, "remove-coordinator", "no@no.org", status=1)
