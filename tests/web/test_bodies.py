"""How many bytes each address takes, and what is said of too many."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.web.bodies import FIELD_BYTES, FORM_BYTES, PIECE_BYTES, most_bytes_at
from coalition.web.site import settings
from tests.conftest import Someone


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/library/", 200_000_000 + FORM_BYTES),
        ("POST", "/library/7/versions", 200_000_000 + FORM_BYTES),
        ("POST", "/library/uploads/5-0/pieces", PIECE_BYTES + 1),
        ("POST", "/library/uploads", FORM_BYTES),
        ("GET", "/library/", FORM_BYTES),
        ("POST", "/no-such-page", FORM_BYTES),
        ("POST", "/library", FORM_BYTES),  # would be sent on to the address with a slash
    ],
)
def test_only_addresses_that_take_files_take_large_bodies(
    app: Flask, method: str, path: str, expected: int
) -> None:
    assert most_bytes_at(app, method, path) == expected


@pytest.mark.parametrize("size", [FIELD_BYTES + 1, FORM_BYTES + 1])
def test_too_long_a_text_is_told_as_such(app: Flask, representative: Someone, size: int) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n'
    answer = representative.client.post(
        "/library/",
        data=head + b"a" * size + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "More text was sent than this form takes" in answer.get_data(as_text=True)


def test_too_much_at_once_is_told_with_the_limit(app: Flask, representative: Someone) -> None:
    app.extensions["coalition.settings"] = replace(settings(), upload_max_mb=1)
    answer = representative.client.post(
        "/library/", data=bytes(3_000_001), content_type="application/octet-stream"
    )
    assert answer.status_code == 413
    assert "larger than 1 MB, the most this site accepts at once" in answer.get_data(as_text=True)
