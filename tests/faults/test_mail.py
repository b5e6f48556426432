"""The mail server is away and comes back: letters wait, and leave once."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.faults import scene
from tests.faults.scene import COORDINATOR, await_that
from tests.journeys.conftest import free_port
from tests.running import Visitor

pytestmark = pytest.mark.hard
LETTERS = 5


class Postbox:
    """Takes letters and remembers whom they were for."""

    def __init__(self) -> None:
        self.addressed: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's
        """Take a letter."""
        await asyncio.sleep(0)
        assert message_from_bytes(envelope.content)["Message-ID"]
        self.addressed += envelope.rcpt_tos
        return "250 taken"


@contextmanager
def mail_server(postbox: Postbox, port: int) -> Iterator[None]:
    """Let a mail server stand at a port for a while."""
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def test_mail_server_that_is_away(tmp_path: Path, peopled: Path) -> None:
    port, postbox = free_port(), Postbox()
    url = f"smtp://127.0.0.1:{port}"
    with scene.standing(peopled, tmp_path / "instance", MAIL_URL=url) as site:
        site.serve()
        reader = Visitor(site.url)
        for number in range(LETTERS):
            form = reader.form("/search/saved/new?q=lemur", "email")
            answer = reader.send(form, email=f"reader{number}@example.org")
            assert answer.status == 303, answer.text
        await_that(lambda: scene.health(site)["warnings"] == ["mail"])
        coordinator = scene.signed_in(site, COORDINATOR)
        page = coordinator.get("/state").text
        assert "Letters cannot be sent. They are kept." in page
        assert "refused" in page
        sent = "SELECT count(*) FROM messages WHERE sent_at IS NOT NULL"
        tries = "SELECT max(tries) FROM work WHERE kind = 'mail'"
        assert (scene.rows(site, sent), scene.rows(site, tries)) == ([(0,)], [(0,)])
        with mail_server(postbox, port):
            took = await_that(lambda: scene.rows(site, sent) == [(LETTERS,)], seconds=90)
            time.sleep(2)  # a second copy would come now
        print(f"{LETTERS} letters left {took:.1f} s after the mail server came back")  # noqa: T201
        assert sorted(postbox.addressed) == [f"reader{n}@example.org" for n in range(LETTERS)]
        assert scene.health(site)["warnings"] == []
