"""What an organisation's files may take together, where there is a limit."""

import io
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from coalition.database import db
from coalition.errors import Invalid
from coalition.library import quota, service
from coalition.library.models import Document, File
from tests.conftest import Someone

TEXT = b"Open doors. " * 50_000  # 0.6 MB


@pytest.fixture
def limited(app: Flask) -> Flask:
    """An application in which an organisation may keep 1 MB."""
    known = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(known, quota_mb=1)
    return app


def deposit(someone: Someone, data: bytes) -> Document:
    """Deposit a text."""
    given = io.BytesIO(data)
    return service.deposit(
        given, "a.txt", by=someone.viewer, organisation_id=someone.organisation_id
    )


def test_what_is_too_much_is_refused_and_leaves_nothing(
    limited: Flask, representative: Someone
) -> None:
    document = deposit(representative, TEXT)
    deposit(representative, TEXT)  # the same file takes no more room
    with pytest.raises(Invalid) as refused:
        deposit(representative, TEXT + b"more")
    assert "may take 1 MB together" in refused.value.fields["file"]
    with pytest.raises(Invalid):
        service.add_version(
            document.id, io.BytesIO(TEXT + b"!"), "b.txt", "new", by=representative.viewer
        )
    assert db.session.scalar(select(func.count(File.digest))) == 1
    assert quota.uses(viewer=representative.viewer) == [
        quota.Use("Library Association of the Low Lands", 1, 1)
    ]
    assert "Your files take 1 of 1 MB." in representative.client.get("/library/new").text


def test_the_coalition_itself_and_sites_without_limit_take_any(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    for number in range(3):
        deposit(representative, TEXT + bytes([65 + number]))
        deposit(coordinator, TEXT + bytes([75 + number]))
    assert quota.uses(viewer=representative.viewer) == []
    assert "Your files take" not in representative.client.get("/library/new").text
