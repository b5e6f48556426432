"""What programs send is read into its shape, or refused with what is wrong where."""

import gzip

import pytest

from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program

ADDRESS = "/api/v1/trial"
JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b"{'title': 'x'}", JSON, 400),
        (b'{"title": NaN}', JSON, 400),
        (b'{"title": "\xff"}', JSON, 400),
        ('{"title": "x"}'.encode("utf-16"), JSON, 400),
        (b'{"parts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON, 400),
        (b'{"title": "x"}', "application/json; charset=latin-1", 415),
        (b'{"title": "x"}', "application/json; charset=UTF-8", 201),
        (b'{"title": "x", "title": "y"}', JSON, 201),
    ],
)
def test_what_is_no_json_is_refused(
    trial: Trial, representative: Someone, body: bytes, content_type: str, status: int
) -> None:
    client = program(make_token(representative))
    answer = client.post(ADDRESS, data=body, content_type=content_type)
    kind = "application/json" if status == 201 else "application/problem+json"
    assert (answer.status_code, answer.mimetype) == (status, kind)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("[]", ""),
        ("{}", ""),
        ('{"title": 1}', "/title"),
        ('{"title": "x", "more": 1}', ""),
        ('{"title": "x", "authors": [{"name": "a"}, {"name": null}]}', "/authors/1/name"),
        ('{"title": "x", "authors": {"a/b": 1}}', "/authors"),
    ],
)
def test_what_has_another_shape_is_pointed_at(
    trial: Trial, representative: Someone, body: str, pointer: str
) -> None:
    client = program(make_token(representative))
    answer = client.post(ADDRESS, data=body, content_type=JSON)
    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert error["pointer"] == pointer
    assert "`$" not in error["detail"]
    assert trial.times == 1  # the trial counts before it reads


def test_coded_bodies_are_not_taken(trial: Trial, representative: Someone) -> None:
    client = program(make_token(representative))
    body = gzip.compress(b'{"title": "x"}')
    headers = {"Content-Encoding": "gzip"}
    answer = client.post(ADDRESS, data=body, content_type=JSON, headers=headers)
    assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "identity")


def test_other_types_are_told_which_is_taken(trial: Trial, representative: Someone) -> None:
    client = program(make_token(representative))
    answer = client.patch(ADDRESS, json={"title": "x"}, headers={"If-Match": "*"})
    assert answer.status_code == 415
    assert answer.headers["Accept-Patch"] == "application/merge-patch+json"
