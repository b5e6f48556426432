"""What tests of usage begin with: documents, readers with browsers of their own, and counting."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from coalition.database import db
from coalition.library import service as library
from coalition.library.models import Document
from coalition.usage import service
from coalition.usage.collecting import Collector
from coalition.usage.counting import Action, Numbers
from coalition.usage.models import UsageDay
from coalition.usage.service import Use
from coalition.usage.views.noticing import COLLECTOR
from tests.conftest import Someone, work_through
from tests.library.conftest import put
from tests.members.making import own_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ADDRESS = "203.0.113.77"
Read = Callable[..., TestResponse]


@pytest.fixture
def document(representative: Someone) -> Document:
    """A published document that everybody may read."""
    return published(representative)


@pytest.fixture
def read(app: Flask, anonymous: Someone) -> Read:
    """What asks for an address as somebody's browser, Firefox unless another is named."""

    def ask(
        path: str,
        browser: str = FIREFOX,
        by: Someone = anonymous,
        method: str = "GET",
        **headers: str,
    ) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return by.client.open(
            path,
            method=method,
            headers={"User-Agent": browser} | given,
            environ_overrides={"REMOTE_ADDR": ADDRESS},
            buffered=True,  # a file that is sent is closed
        )

    return ask


def published(holder: Someone, **fields: object) -> Document:
    """Return a published document of the holder's organisation, its text read."""
    made = put(holder.viewer, own_of(holder), **fields)  # type: ignore[arg-type]
    work_through()
    library.publish(made.id, by=holder.viewer)
    return db.session.get_one(Document, made.id)


def collector(app: Flask) -> Collector:
    """Return what collects the uses of an application."""
    found: Collector = app.extensions[COLLECTOR]
    return found


def count(
    document_id: int,
    *at: datetime,
    action: Action = Action.VIEW,
    address: str = ADDRESS,
    browser: str = FIREFOX,
) -> None:
    """Count uses at these moments, each of which gives the text."""
    service.count([Use(address, browser, document_id, action, True, one) for one in at])


def counted(document_id: int) -> Numbers:
    """Return all that was counted of a document."""
    db.session.expire_all()
    rows = db.session.scalars(select(UsageDay).where(UsageDay.document_id == document_id))
    return sum(
        (
            Numbers(
                row.view_count,
                row.reading_count,
                row.download_count,
                row.unique_investigations,
                row.unique_requests,
            )
            for row in rows
        ),
        Numbers(),
    )
