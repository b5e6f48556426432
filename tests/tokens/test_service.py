"""Making tokens, ending them, what is noted of their use, and the letters about them."""

import hashlib
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.mail.models import Message
from coalition.tokens import queries, service
from coalition.tokens.models import Scope, Token
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.tokens.making import age, make_token

ADDRESS, OTHER = "192.0.2.7", "2001:db8:1:2:3::4"


def acts() -> list[tuple[str, int | None, str]]:
    """Return the acts about tokens as action, who, and what the token is called."""
    rows = db.session.scalars(select(Act).where(Act.action.like("tokens.%")).order_by(Act.id))
    return [(row.action, row.person_id, (row.detail or {})["token"]) for row in rows]


def letters() -> list[tuple[str, str]]:
    """Return the letters written, as to whom and about what."""
    return [
        (row.to, row.subject) for row in db.session.scalars(select(Message).order_by(Message.id))
    ]


def token_of(secret: str) -> Token:
    """Return the token of a secret, which must work."""
    found = queries.find_living(secret)
    assert found is not None
    return found


def test_token_is_known_by_its_digest_alone(outsider: Someone) -> None:
    token, secret = service.make("Robot", [Scope.PUBLISH, Scope.READ], 30, by=outsider.viewer)
    assert queries.FORM.fullmatch(secret)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    row = db.session.execute(select(Token.__table__)).one()
    assert secret[5:] not in str(row)
    assert (token.ending, token.scopes) == (secret[-4:], frozenset({Scope.READ, Scope.PUBLISH}))
    assert timedelta(days=29) < token.expires_at - now() <= timedelta(days=30)
    assert acts() == [("tokens.made", outsider.person_id, "Robot")]
    assert letters() == [(outsider.email, "A token was made for your account")]
    assert token_of(secret).id == token.id


def test_no_two_tokens_are_alike(outsider: Someone) -> None:
    assert len({make_token(outsider) for _ in range(10)}) == 10


@pytest.mark.parametrize(
    ("name", "scopes", "days", "wrong"),
    [
        ("", [Scope.READ], 30, {"name"}),
        ("x" * 101, [Scope.READ], 30, {"name"}),
        ("Robot", [], 30, {"scopes"}),
        ("Robot", [Scope.READ], 366, {"days"}),
        ("", [], 0, {"name", "scopes", "days"}),
    ],
)
def test_token_that_nobody_should_have_is_not_made(
    outsider: Someone, name: str, scopes: list[Scope], days: int, wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        service.make(name, scopes, days, by=outsider.viewer)
    assert set(refused.value.fields) == wrong
    assert queries.own_tokens(viewer=outsider.viewer) == []


def test_nobody_makes_none_and_somebody_not_too_many(
    outsider: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed):
        service.make("Robot", [Scope.READ], 30, by=ANONYMOUS)
    monkeypatch.setattr(service, "MOST", 2)
    make_token(outsider, name="one")
    make_token(outsider, name="two")
    with pytest.raises(Conflict):
        make_token(outsider)
    service.end(token_id=queries.own_tokens(viewer=outsider.viewer)[0].id, by=outsider.viewer)
    make_token(outsider)


def test_ended_and_expired_tokens_do_not_work(outsider: Someone, applicant: Someone) -> None:
    ended, expired = make_token(outsider), make_token(outsider, name="Old")
    other = token_of(make_token(applicant, name="Other")).id
    with pytest.raises(NotFound):
        service.end(other, by=outsider.viewer)
    first = token_of(ended).id
    service.end(first, by=outsider.viewer)
    service.end(first, by=outsider.viewer)
    age("Old", days=90)
    assert [queries.find_living(secret) for secret in (ended, expired)] == [None, None]
    assert acts()[3:] == [("tokens.ended", outsider.person_id, "Robot")]


def test_all_are_ended_but_those_of_others(outsider: Someone, applicant: Someone) -> None:
    theirs = make_token(applicant)
    secrets = [make_token(outsider, name=name) for name in ("one", "two")]
    assert service.end_all(by=outsider.viewer) == 2
    assert service.end_all(by=outsider.viewer) == 0
    assert [queries.find_living(secret) for secret in secrets] == [None, None]
    assert token_of(theirs).person_id == applicant.person_id


@pytest.mark.parametrize("change", [str.upper, lambda secret: secret[:-1], lambda s: s + "A"])
def test_what_is_nearly_a_token_is_none(outsider: Someone, change: object) -> None:
    assert callable(change)
    assert queries.find_living(change(make_token(outsider))) is None


def test_use_is_noted_once_a_day_and_network(outsider: Someone) -> None:
    secret = make_token(outsider)
    for address in (ADDRESS, ADDRESS, OTHER, "2001:db8:1:2:ffff::1", ADDRESS):
        service.note_use(token_of(secret), address)
    token = token_of(secret)
    assert (token.last_used_on, token.networks) == (now().date(), [ADDRESS, "2001:db8:1:2::/64"])
    assert acts()[1:] == [("tokens.used", outsider.person_id, "Robot")] * 2
    with transaction():
        token.last_used_on = now().date() - timedelta(days=1)
    service.note_use(token_of(secret), ADDRESS)
    assert token_of(secret).networks == [ADDRESS]
    assert len(acts()) == 4


def test_networks_without_end_are_not_all_noted(
    outsider: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_NETWORKS", 3)
    secret = make_token(outsider)
    for number in range(5):
        service.note_use(token_of(secret), f"192.0.2.{number}")
    assert len(token_of(secret).networks) == 3


def test_people_are_told_once_before_a_token_ends(outsider: Someone) -> None:
    make_token(outsider, name="Long")
    make_token(outsider, name="Short", days=7)
    make_token(outsider, name="Robot")
    age("Long", days=84)
    for _ in range(2):
        service.warn_due()
    assert letters()[3:] == [(outsider.email, "A token of your account ends soon")]


def test_letters_are_in_the_language_of_the_person(app: Flask, outsider: Someone) -> None:
    make_token(outsider, name="Harvester")
    body = db.session.scalars(select(Message)).one().body
    assert "The token “Harvester” was made for your account at" in body
    assert "http://127.0.0.1:8000/account/tokens" in body
