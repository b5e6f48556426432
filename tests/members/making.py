"""What tests of members begin with: details of an organisation, a newcomer, letters, pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import event, select

from coalition.database import db
from coalition.mail.models import Message
from coalition.members import history
from coalition.members.application import Newcomer, OrganisationFields
from coalition.members.models import Organisation, OrganisationEvent
from coalition.members.queries import groups
from tests.conftest import PASSWORD, Someone

GIVEN = OrganisationFields(
    name="Bibliothèque des Deux Rives",
    name_language="fr",
    english_name="Library of Both Banks",
    acronym="BDR",
    country="FR",
    stakeholder_group_id=0,
    website="https://www.deuxrives.example.org",
    ror="05dxps055",
    reason="To lend\nmore.",
)
ADA = Newcomer("Ada", "ada@example.org", PASSWORD, "en")


def details(**changes: object) -> OrganisationFields:
    """Return the details of an organisation of civil society, with changes."""
    given = replace(GIVEN, stakeholder_group_id=groups()[2].id)
    return replace(given, **changes)  # type: ignore[arg-type]


def typed(**changes: object) -> dict[str, object]:
    """Return the same details as they are typed into a form, with changes."""
    return {
        "name": "Bibliothèque des Deux Rives",
        "name_language": "fr",
        "english_name": "Library of Both Banks",
        "acronym": "BDR",
        "country": "FR",
        "stakeholder_group": str(groups()[2].id),
        "website": "www.deuxrives.example.org",
        "ror": "https://ror.org/05dxps055",
        "reason": "To lend\r\nmore.",
    } | changes


def subjects_to(email: str) -> list[str]:
    """Return the subjects of all letters to an address, oldest first."""
    found = db.session.scalars(
        select(Message.subject).where(Message.to == email).order_by(Message.id)
    )
    return list(found)


def last_letter(email: str) -> str:
    """Return the text of the newest letter to an address."""
    body = db.session.scalars(
        select(Message.body).where(Message.to == email).order_by(Message.id.desc())
    ).first()
    assert body is not None, email
    return body


def last_token(email: str) -> str:
    """Return the token of the link in the newest letter to an address."""
    found = re.search(r"/([\w-]{40,})\s", last_letter(email))
    assert found is not None
    return found[1]


def acts_of(organisation_id: int) -> list[tuple[str, str]]:
    """Return what happened to an organisation as (act, text), oldest first."""
    rows = db.session.scalars(
        select(OrganisationEvent)
        .where(OrganisationEvent.organisation_id == organisation_id)
        .order_by(OrganisationEvent.id)
    )
    return [(row.act.value, row.text) for row in rows]


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def collect(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", collect)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", collect)


def reload(organisation_id: int) -> Organisation:
    """Return an organisation as it now is."""
    db.session.expire_all()
    return db.session.get_one(Organisation, organisation_id)


def text_of(someone: Someone, path: str, status: int = 200) -> str:
    """Return the page that somebody gets."""
    answer = someone.client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(someone: Someone, path: str, **data: object) -> tuple[int, str]:
    """Return status and address (or page) of what somebody is answered."""
    answer = someone.client.post(path, data=data)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def own_of(someone: Someone) -> int:
    """Return the number of somebody's organisation."""
    assert someone.organisation_id is not None
    return someone.organisation_id


def seen(organisation_id: int) -> int:
    """Return what a page shown now would carry."""
    event = history.last_event(organisation_id)
    return event.id if event else 0
