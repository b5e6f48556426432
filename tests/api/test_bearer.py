"""Who a program speaks for: a token that works, and nothing else that it may send."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.accounts.models import Attempt, Person
from coalition.api import bearer as bearers
from coalition.audit.models import Act
from coalition.config import EVERYONE
from coalition.database import db, now, transaction
from coalition.errors import NoRoom
from coalition.members.models import Organisation, State
from coalition.privacy import service as privacy
from coalition.tokens import queries, service
from coalition.tokens.models import Scope
from coalition.web import site
from tests.api.trial import Trial
from tests.conftest import Someone, make_person
from tests.tokens.making import age, bearer, make_token, program

ADDRESS = "/api/v1/trial"
THING = {"title": "Second"}
INVALID = 'Bearer realm="api", error="invalid_token"'


def test_cookie_of_a_signed_in_browser_gives_nothing(
    app: Flask, trial: Trial, representative: Someone, coordinator: Someone
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for someone in (representative, coordinator):
        answer = someone.client.post(ADDRESS, json=THING)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
        assert "Set-Cookie" not in answer.headers
        read = someone.client.get(ADDRESS)
        assert read.headers["Cache-Control"] == "no-cache, private"
    assert trial.times == 0


def test_token_counts_and_not_the_cookie_beside_it(
    app: Flask, trial: Trial, representative: Someone, coordinator: Someone
) -> None:
    secret = make_token(representative)
    app.config["WTF_CSRF_ENABLED"] = True  # which asks for nothing here
    answer = coordinator.client.post(ADDRESS, json=THING, headers=bearer(secret))
    assert answer.status_code == 201
    assert answer.json == {"number": 1, "title": "Second", "by": "Representative"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Authorization" in answer.vary


def test_tokens_in_addresses_and_forms_are_no_tokens(trial: Trial, representative: Someone) -> None:
    secret = make_token(representative)
    for name in ("access_token", "token"):
        assert program().post(ADDRESS, query_string={name: secret}, json=THING).status_code == 401
        assert program().post(ADDRESS, data={name: secret, "title": "x"}).status_code == 401
    cookie = program().get(ADDRESS, headers={"Cookie": f"token={secret}"})
    assert cookie.headers["Cache-Control"] == "no-cache, private"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer coal_x",
        "Bearer null",
        "Basic YTpi",
        "Bearer é",
        "Digest x=1",
    ],
)
def test_what_is_no_token_is_refused_also_where_none_is_needed(trial: Trial, given: str) -> None:
    answer = program().get(ADDRESS, headers={"Authorization": given})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="api"')


def test_ended_and_expired_tokens_are_refused(trial: Trial, representative: Someone) -> None:
    ended, expired = make_token(representative, name="Ended"), make_token(representative)
    service.end(1, by=representative.viewer)
    age(days=91)
    for secret in (ended, expired, ended[:-1] + "_"):
        answer = program(secret).get(ADDRESS)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == INVALID
        assert "mistyped, has expired or was ended" in answer.get_json()["detail"]


def test_rights_are_those_of_the_person_at_each_request(
    app: Flask, trial: Trial, representative: Someone
) -> None:
    client = program(make_token(representative))
    assert client.post(ADDRESS, json=THING).status_code == 201
    with transaction():
        db.session.get_one(Organisation, representative.organisation_id).state = State.SUSPENDED
    answer = client.post(ADDRESS, json=THING)
    assert (answer.status_code, answer.get_json()["title"]) == (403, "Forbidden")
    assert client.get(ADDRESS).status_code == 200
    with transaction():
        db.session.get_one(Organisation, representative.organisation_id).state = State.APPROVED
    site.change_settings(require_second_factor=EVERYONE)
    answer = client.post(ADDRESS, json=THING)
    assert answer.get_json()["detail"] == "Set up a second factor first: your role needs one here."
    assert trial.times == 1


def test_nobody_speaks_for_a_person_who_was_erased(trial: Trial, coordinator: Someone) -> None:
    person = make_person("leaving@example.org")
    secret = service.make(
        "Robot", [Scope.READ], 30, by=replace(coordinator.viewer, person_id=person.id)
    )[1]
    assert program(secret).get(ADDRESS).status_code == 200
    privacy.erase(person.id, by=coordinator.viewer)
    assert program(secret).get(ADDRESS).status_code == 401
    assert queries.own_tokens(viewer=replace(coordinator.viewer, person_id=person.id)) == []


def test_token_that_a_backup_brings_back_does_not_revive_the_erased(
    trial: Trial, representative: Someone
) -> None:
    secret = make_token(representative)
    with transaction():
        db.session.get_one(Person, representative.person_id).erased_at = now()
    assert program(secret).get(ADDRESS).status_code == 401


def test_scope_limits_and_never_adds(
    trial: Trial, representative: Someone, outsider: Someone
) -> None:
    reading, depositing = (
        program(make_token(representative, scope)) for scope in (Scope.READ, Scope.DEPOSIT)
    )
    assert reading.get(ADDRESS).status_code == 200
    answer = reading.post(ADDRESS, json=THING)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
        403,
        'Bearer realm="api", error="insufficient_scope", scope="deposit"',
    )
    assert "lacks the scope “deposit”" in answer.get_json()["detail"]
    assert depositing.post(ADDRESS, json=THING).status_code == 201
    assert depositing.get(ADDRESS).status_code == 403
    assert depositing.delete(ADDRESS).status_code == 403
    everything = program(make_token(outsider))
    assert everything.post(ADDRESS, json=THING).status_code == 403
    assert trial.times == 1


def test_wrong_tokens_are_counted_by_network_and_right_ones_are_not(
    trial: Trial, representative: Someone
) -> None:
    with transaction():
        db.session.add_all(Attempt(key="token:address:127.0.0.1") for _ in range(50))
    answer = program("coal_" + "x" * 43).get(ADDRESS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert program(make_token(representative)).get(ADDRESS).status_code == 200


def test_site_that_takes_nothing_is_read_with_a_token(
    trial: Trial, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make_token(representative)

    def full(*_: object, **__: object) -> None:
        raise NoRoom

    monkeypatch.setattr(service, "note", full)
    monkeypatch.setattr(bearers, "throttle_address", full)
    assert program(secret).get(ADDRESS).status_code == 200
    assert program("coal_" + "x" * 43).get(ADDRESS).status_code == 401


def test_use_is_in_the_log_with_the_name_of_the_token(
    trial: Trial, representative: Someone
) -> None:
    client = program(make_token(representative, name="Nightly"))
    for _ in range(3):
        client.get(ADDRESS)
    (act,) = db.session.query(Act).filter_by(action="tokens.used").all()
    assert (act.person_id, (act.detail or {})["token"]) == (representative.person_id, "Nightly")


def test_pages_are_still_for_browsers_and_take_no_token(representative: Someone) -> None:
    secret = make_token(representative)
    assert program(secret).get("/account").status_code == 303
    assert representative.client.get("/account").status_code == 200
