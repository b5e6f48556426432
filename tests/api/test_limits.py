"""How often programs may ask, what they are told of it, and when they are told to wait."""

import threading
import time

import pytest
from flask import Flask

from coalition.api import limits
from coalition.api.limits import Counts
from coalition.web import site
from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program

ADDRESS = "/api/v1/trial"
WRONG = "coal_" + "x" * 43


def told(headers: object) -> tuple[int, int]:
    """Return the limit and what remains of it."""
    get = headers.get  # type: ignore[attr-defined]
    assert 0 < int(get("RateLimit-Reset")) <= 600
    return int(get("RateLimit-Limit")), int(get("RateLimit-Remaining"))


def test_every_answer_tells_how_it_stands(trial: Trial, representative: Someone) -> None:
    secret = make_token(representative)
    assert told(program().get(ADDRESS).headers) == (600, 599)
    assert told(program().get("/api/v1/no-such-thing").headers) == (600, 598)
    assert told(program(secret).get(ADDRESS).headers) == (6000, 5999)
    assert told(program(secret).post(ADDRESS, json={}).headers) == (6000, 5998)
    assert told(program(WRONG).get(ADDRESS).headers) == (600, 597)
    assert "RateLimit-Limit" not in program().get("/").headers


def test_who_asks_too_often_waits_and_others_do_not(trial: Trial, representative: Someone) -> None:
    site.change_settings(api_requests=2)
    secret = make_token(representative)
    assert [program().get(ADDRESS).status_code for _ in range(3)] == [200, 200, 429]
    answer = program().get(ADDRESS)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Retry-After"] == answer.headers["RateLimit-Reset"]
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    elsewhere = program().get(ADDRESS, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 200
    statuses = [program(secret).get(ADDRESS).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert program(WRONG).get(ADDRESS).status_code == 429


def test_nothing_is_counted_where_it_is_not_wanted(trial: Trial) -> None:
    site.change_settings(api_requests=0)
    answer = program().get(ADDRESS)
    assert (answer.status_code, "RateLimit-Limit" in answer.headers) == (200, False)
    assert program(WRONG).get("/api/v1/no-such-thing").status_code == 401


def test_what_browsers_ask_beforehand_is_not_counted(app: Flask, trial: Trial) -> None:
    program().options(ADDRESS)
    assert told(program().get(ADDRESS).headers) == (600, 599)


def test_window_ends_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    counts = Counts()
    found = [counts.count("a", 2) for _ in range(3)]
    assert [one.is_over for one in found] == [False, False, True]
    assert [one.remaining for one in found] == [1, 0, 0]
    moment += 599
    assert (counts.count("a", 2).is_over, counts.count("a", 2).reset_seconds) == (True, 1)
    moment += 1
    assert (counts.count("a", 2).is_over, counts.count("a", 2).reset_seconds) == (False, 600)


def test_addresses_without_end_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 3)
    counts = Counts()
    for number in range(10):
        counts.count(str(number), 1)
    assert list(counts._windows) == ["7", "8", "9"]


def test_threads_count_together() -> None:
    counts = Counts()

    def ask() -> None:
        for _ in range(250):
            counts.count("a", 10_000)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.count("a", 10_000).remaining == 10_000 - 1_001
