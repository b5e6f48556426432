"""Figures for those who watch the site: who may read them, what they say, how few labels there are."""

import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from coalition import create_app
from coalition.database import db, transaction
from coalition.search.running import KEEPER
from coalition.tasks import State, Work
from coalition.web.metrics import GAUGES, METRICS, make_metrics_server
from coalition.web.stopping import serving_beside
from tests.conftest import Someone
from tests.journeys.conftest import free_port

TOKEN = "a token of sixteen letters and more"


@pytest.fixture
def watched(app: Flask) -> Iterator[Flask]:
    """The same site with a token for its figures."""
    watched = create_app(replace(app.extensions["coalition.settings"], metrics_token=TOKEN))
    yield watched
    with watched.app_context():
        db.engine.dispose()


def figures(client: FlaskClient) -> dict[str, float]:
    """Return the figures as (name with labels): value."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        one.name + "".join(f" {label}" for label in one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for one in family.samples
    }


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer ü"]
)
def test_there_is_no_such_page_without_the_token(watched: Flask, given: str) -> None:
    answer = watched.test_client().get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 404


def test_there_is_no_such_page_without_the_setting(coordinator: Someone) -> None:
    for given in ("Bearer ", f"Bearer {TOKEN}"):
        answer = coordinator.client.get("/metrics", headers={"Authorization": given})
        assert answer.status_code == 404


def test_requests_are_counted_by_route_whatever_was_asked_for(watched: Flask) -> None:
    client = watched.test_client()
    for number in range(5):
        client.get(f"/made-up-{number}")
        client.open(f"/library/{number}", method=f"MADEUP{number}")
    found = figures(client)
    assert found["coalition_requests_total GET none 404"] == 5
    assert found["coalition_requests_total other none 405"] == 5
    assert found["coalition_request_seconds_count GET none"] == 5


def test_work_documents_letters_and_searches_are_told(
    watched: Flask, representative: Someone
) -> None:
    with transaction():
        db.session.add_all(
            [Work(kind="mail", subject="1"), Work(kind="read", subject="2", state=State.FAILED)]
        )
    client = watched.test_client()
    watched.extensions[KEEPER].index.rebuild([])
    client.get("/search/?q=libraries")
    found = figures(client)
    assert found["coalition_work_waiting mail"] == 1
    assert found["coalition_work_failed read"] == 1
    assert found["coalition_work_failed mail"] == 0
    assert found["coalition_devices_signed_in"] == 1
    assert found["coalition_documents"] == 0
    assert found["coalition_letters_waiting"] == 0
    assert found["coalition_search_seconds_count"] == 1
    assert 0 <= found["coalition_work_oldest_seconds mail"] < 60


def test_a_figure_that_cannot_be_told_takes_no_other_with_it(watched: Flask) -> None:
    def broken() -> float:
        raise OSError("the disk is gone")

    watched.extensions[GAUGES] |= {"coalition_broken": broken, "coalition_whole": lambda: 7.0}
    found = figures(watched.test_client())
    assert "coalition_broken" not in found
    assert found["coalition_whole"] == 7


def test_the_port_of_its_own_is_open_to_this_machine_alone(app: Flask) -> None:
    port = free_port()
    server = make_metrics_server(app, port)
    with serving_beside(server, "metrics"):
        assert server.effective_host == "127.0.0.1"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert "Server" not in answer.headers
            assert b"coalition_documents 0.0" in answer.read()
    assert app.extensions[METRICS] is not None
