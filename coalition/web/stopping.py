"""How serving ends: nobody new is let in, and whoever was being answered gets the answer.

waitress by itself lets go of the loop that sends, so that what its threads still answer never
leaves. Here the loop goes on until every request that had begun is answered and sent.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import structlog
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0  # at most until the end is noticed; a trigger makes it sooner
LAST_LOOK_SECONDS = 0.05
GRACE_SECONDS = 0.3  # for the request to arrive of somebody who is connected
ASIDE_SECONDS = 5.0  # for what is under way on a server beside


class Ending:
    """Whether serving is to end; `begin()` may be called by a handler of signals."""

    def __init__(self) -> None:
        self.has_begun = False
        self._wake: Callable[[], None] | None = None

    def begin(self) -> None:
        """End soon."""
        self.has_begun = True
        if self._wake is not None:
            self._wake()

    def tell(self, wake: Callable[[], None]) -> None:
        """Let wake be called when the end begins."""
        self._wake = wake


def serve_until(ending: Ending, server: Any) -> None:
    """Serve until the end begins."""
    sockets = _sockets_of(server)
    ending.tell(_listening(sockets)[0].pull_trigger)
    while not ending.has_begun:
        wasyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=sockets, count=1)


def answer_the_rest(server: Any, seconds: float) -> int:
    """Answer what had come and let nobody new in, for so many seconds at most.

    Returns how many connections were cut off before their answer had left.
    """
    sockets = _sockets_of(server)
    for one in _listening(sockets):
        _listen_no_more(one, sockets)
    until = time.monotonic() + seconds
    heard = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < heard:  # what was sent already is read
        wasyncore.loop(timeout=LAST_LOOK_SECONDS, use_poll=True, map=sockets, count=1)
    left = _let_idle_go(sockets)
    while left and time.monotonic() < until:
        wasyncore.loop(timeout=LAST_LOOK_SECONDS, use_poll=True, map=sockets, count=1)
        left = _let_idle_go(sockets)
    if left:
        log.warning("connections_cut_off", count=left)
    server.task_dispatcher.shutdown(timeout=1)
    return left


@contextmanager
def serving_beside(server: Any, name: str) -> Iterator[None]:
    """Serve in a thread of this name until the block is left, and answer what had come by then."""
    ending = Ending()
    thread = Thread(target=serve_until, args=(ending, server), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.begin()
        thread.join()
        answer_the_rest(server, ASIDE_SECONDS)
        server.close()


def _sockets_of(server: Any) -> dict[int, Any]:
    """Return all that waitress looks at, by descriptor; more than one address makes another class."""
    sockets: dict[int, Any] = server.map if hasattr(server, "map") else server._map
    return sockets


def _listening(sockets: dict[int, Any]) -> list[Any]:
    return [one for one in sockets.values() if isinstance(one, BaseWSGIServer)]


def _listen_no_more(server: Any, sockets: dict[int, Any]) -> None:
    """Refuse new connections, which a reverse proxy can then bring elsewhere or answer itself.

    Those that the system took before are let in, for closing would break them off.
    """
    before = -1
    while len(sockets) > before:
        before = len(sockets)
        server.handle_accept()
    server.accepting = False
    server.del_channel()
    server.socket.close()


def _let_idle_go(sockets: dict[int, Any]) -> int:
    """Close the connections on which nothing is under way; return how many others there are."""
    busy = 0
    for channel in [one for one in sockets.values() if isinstance(one, HTTPChannel)]:
        if _is_at_something(channel):
            busy += 1
        else:
            channel.will_close = True
            channel.handle_close()
    return busy


def _is_at_something(channel: Any) -> bool:
    """Tell whether a request of this connection has begun to arrive, or its answer has not left."""
    if not channel.connected:
        return bool(channel.requests)  # nobody hears it, but what it changes is to be finished
    return bool(channel.requests or channel.total_outbufs_len or channel.request is not None)
