"""From a request to the numbers: who is counted, when, and what happens while the database is away."""

import io
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from coalition.database import now
from coalition.errors import OutOfOrder
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.usage import collecting, service
from coalition.usage.counting import Action, Numbers
from coalition.usage.service import Use
from tests.conftest import Someone
from tests.library.conftest import FIELDS
from tests.usage.conftest import FIREFOX, Read, collector, counted, published

ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def test_page_that_shows_the_text_is_a_view_and_a_request(
    app: Flask, document: Document, read: Read
) -> None:
    assert read(f"/library/{document.id}").status_code == 200
    assert counted(document.id) == Numbers()  # nothing is written while somebody waits
    assert collector(app).flush() == 0
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)


def test_page_without_a_text_is_a_view_alone(
    app: Flask, representative: Someone, read: Read
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "PDF")
    empty = published(representative, text=picture.getvalue(), name="scan.pdf")
    assert read(f"/library/{empty.id}").status_code == 200
    collector(app).flush()
    assert counted(empty.id) == Numbers(1, 0, 0, 1, 0)


def test_file_counts_whole_or_with_its_first_part(
    app: Flask, document: Document, read: Read
) -> None:
    address = f"/library/{document.id}/versions/1/file"
    assert read(address, Range="bytes=5-9").status_code == 206
    collector(app).flush()
    assert counted(document.id) == Numbers()
    assert read(address, Range="bytes=0-4").status_code == 206
    collector(app).flush()
    assert counted(document.id) == Numbers(0, 0, 1, 1, 1)
    assert read(address).status_code == 200  # within 30 seconds: the same click
    collector(app).flush()
    assert counted(document.id) == Numbers(0, 0, 1, 1, 1)


def test_robots_and_what_is_fetched_ahead_are_not_counted(
    app: Flask, document: Document, read: Read
) -> None:
    address = f"/library/{document.id}"
    assert read(address, ROBOT).status_code == 200
    assert read(address, "curl/8.5.0").status_code == 200
    assert read(address, "").status_code == 200
    assert read(address, Sec_Purpose="prefetch").status_code == 200
    assert read(address, method="HEAD").status_code == 200
    collector(app).flush()
    assert counted(document.id) == Numbers()


def test_what_is_not_given_is_not_counted(
    app: Flask, representative: Someone, document: Document, read: Read
) -> None:
    assert read(f"/library/{document.id}/versions/9").status_code == 404
    library.withdraw(document.id, "A mistake.", by=representative.viewer)
    assert read(f"/library/{document.id}").status_code == 410
    collector(app).flush()
    assert counted(document.id) == Numbers()


def test_answer_sets_no_cookie(document: Document, read: Read) -> None:
    assert "Set-Cookie" not in read(f"/library/{document.id}").headers


def test_members_only_document_is_counted_too(
    app: Flask, representative: Someone, read: Read
) -> None:
    hidden = published(representative, fields=_for_members())
    assert read(f"/library/{hidden.id}").status_code == 404
    assert read(f"/library/{hidden.id}", by=representative).status_code == 200
    collector(app).flush()
    assert counted(hidden.id) == Numbers(1, 1, 0, 1, 1)


def test_what_cannot_be_counted_now_is_counted_later(
    app: Flask, document: Document, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_uses: object) -> None:
        raise OutOfOrder

    read(f"/library/{document.id}")
    with monkeypatch.context() as broken:
        broken.setattr(service, "count", away)
        assert collector(app).flush() == 1
    assert collector(app).flush() == 0
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)


def test_database_that_gives_no_answer_loses_nothing(
    app: Flask, document: Document, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_uses: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    read(f"/library/{document.id}")
    with monkeypatch.context() as broken:
        broken.setattr(service, "count", gone)
        assert collector(app).flush() == 1
    collector(app).flush()
    assert counted(document.id) == Numbers(1, 1, 0, 1, 1)


def test_what_waits_is_bounded_and_what_is_dropped_is_told(
    app: Flask, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_WAITING", 3)
    for number in range(5):
        collector(app).note(_use(document.id, f"203.0.113.{number}"))
    with capture_logs() as lines:
        collector(app).flush()
    assert [(line["event"], line["count"]) for line in lines] == [("usage_dropped", 2)]
    assert counted(document.id) == Numbers(3, 3, 0, 3, 3)


def test_what_waited_too_long_is_dropped_with_the_address_it_holds(
    app: Flask, document: Document
) -> None:
    collector(app).note(_use(document.id, "203.0.113.1", late=service.LATE))
    collector(app).flush()
    with capture_logs() as lines:
        collector(app).flush()
    assert [(line["event"], line["count"]) for line in lines] == [("usage_dropped", 1)]
    assert counted(document.id) == Numbers()


def test_thread_counts_by_itself_and_the_rest_is_counted_at_the_end(
    app: Flask, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "EVERY_SECONDS", 0.01)
    done = threading.Event()
    right = service.count

    def count(uses: list[Use]) -> None:
        right(uses)
        done.set()

    monkeypatch.setattr(service, "count", count)
    document_id, before = document.id, set(threading.enumerate())
    collector(app).note(_use(document_id, "203.0.113.1"))
    collector(app).start()
    collector(app).start()  # one thread, however often it is asked for
    assert done.wait(10)
    assert [thread.name for thread in set(threading.enumerate()) - before] == ["usage"]
    collector(app).note(_use(document_id, "203.0.113.2"))
    collector(app).stop()
    assert counted(document_id) == Numbers(2, 2, 0, 2, 2)


def _use(document_id: int, address: str, late: timedelta = timedelta()) -> Use:
    return Use(address, FIREFOX, document_id, Action.VIEW, True, now() - late)


def _for_members() -> object:
    return replace(FIELDS, title="For members alone", audience=Audience.MEMBERS)
