"""Pages of other sites may read, without cookies, and do nothing else."""

from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program

ADDRESS = "/api/v1/trial"
ORIGIN = {"Origin": "https://catalogue.example"}


def test_reading_is_open_to_other_sites(trial: Trial) -> None:
    for path in (ADDRESS, "/api/v1/no-such-thing"):
        answer = program().get(path, headers=ORIGIN | {"Sec-Fetch-Site": "cross-site"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "Link", "X-Total-Count", "RateLimit-Remaining"} <= set(exposed)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_browsers_are_told_beforehand_that_only_reading_is_open(trial: Trial) -> None:
    asked = ORIGIN | {"Access-Control-Request-Method": "POST"}
    answer = program().options(ADDRESS, headers=asked)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"DELETE", "GET", "PATCH", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_asking_for_methods_needs_no_token_and_does_nothing(trial: Trial) -> None:
    answer = program("wrong").options(ADDRESS)
    assert (answer.status_code, trial.times) == (204, 0)
    assert "Access-Control-Allow-Methods" not in answer.headers
    assert program().options("/api/v1/no-such-thing").status_code == 404


def test_answers_to_what_changes_something_are_not_shared(
    trial: Trial, representative: Someone
) -> None:
    answer = program(make_token(representative)).post(ADDRESS, json={"title": "x"})
    assert answer.status_code == 201
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_are_shared_with_nobody(trial: Trial) -> None:
    answer = program().get("/library/", headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
