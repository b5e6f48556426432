"""Strong ETags: what is known is not sent again, and nobody writes over what they have not seen."""

import pytest

from coalition.api.asking import MERGE_PATCH
from coalition.api.conditions import etag_of
from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program

ADDRESS = "/api/v1/trial"
CHANGE = {"data": '{"title": "Second"}', "content_type": MERGE_PATCH}


def test_what_is_known_is_not_sent_again(trial: Trial) -> None:
    first = program().get(ADDRESS)
    etag = first.headers["ETag"]
    assert etag == f'"{etag_of(trial.thing)}"'
    for given in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = program().get(ADDRESS, headers={"If-None-Match": given})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    trial.thing.title = "Changed"
    again = program().get(ADDRESS, headers={"If-None-Match": etag})
    assert (again.status_code, again.get_json()["title"]) == (200, "Changed")


def test_head_tells_the_same_without_the_body(trial: Trial) -> None:
    head, got = program().head(ADDRESS), program().get(ADDRESS)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]


def test_compressed_answers_name_the_thing_as_it_is(trial: Trial) -> None:
    trial.thing.title = "Long " * 400
    answer = program().get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert etag_of(trial.thing) in answer.headers["ETag"]


def test_changing_asks_what_was_seen(trial: Trial, representative: Someone) -> None:
    client = program(make_token(representative))
    answer = client.patch(ADDRESS, **CHANGE)
    assert (answer.status_code, answer.get_json()["title"]) == (428, "Precondition Required")
    assert trial.thing.title == "First"


@pytest.mark.parametrize("stale", ['"0"', 'W/"{etag}"', '"a", "b"', '""'])
def test_change_of_what_is_no_longer_so_is_refused(
    trial: Trial, representative: Someone, stale: str
) -> None:
    client = program(make_token(representative))
    etag = etag_of(trial.thing)
    answer = client.patch(ADDRESS, headers={"If-Match": stale.format(etag=etag)}, **CHANGE)
    assert (answer.status_code, answer.get_json()["title"]) == (412, "Precondition Failed")
    assert answer.headers["ETag"] == f'"{etag}"'
    assert trial.thing.title == "First"


def test_change_of_what_was_seen_is_made_and_has_a_new_etag(
    trial: Trial, representative: Someone
) -> None:
    client = program(make_token(representative))
    etag = client.get(ADDRESS).headers["ETag"]
    changed = client.patch(ADDRESS, headers={"If-Match": etag}, **CHANGE)
    assert (changed.status_code, trial.thing.title) == (200, "Second")
    assert changed.headers["ETag"] == client.get(ADDRESS).headers["ETag"] != etag
    assert client.patch(ADDRESS, headers={"If-Match": etag}, **CHANGE).status_code == 412
    assert client.patch(ADDRESS, headers={"If-Match": "*"}, **CHANGE).status_code == 200
