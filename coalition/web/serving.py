"""The site's own way of serving with waitress: what is too large is refused before it is read.

waitress keeps the whole body of a request before the application sees it, and answers what is too
large by itself, in one sentence of English, closing a connection that browsers are still writing
to, so that they show "connection reset". Here the application is asked at once, without the body,
and its answer is followed by a while of reading on.
"""

import resource
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import structlog
import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, WSGITask

from coalition.web.bodies import FORM_BYTES, LETS_GO, NO_ROOM, most_bytes_at
from coalition.web.headers import NUMBER, headers_of_all
from coalition.web.passage import new_number

log = structlog.get_logger(__name__)

LINGER_SECONDS = 30  # browsers look for an answer only once they cannot send on
READ_BYTES = 1 << 18
CONNECTIONS = 4_000
OTHER_FILES = 500
WHY_REFUSED = {  # what cannot be read as a request comes in no language
    400: "What was sent is not a request that this site can read. Ask again in a browser.",
    413: "What was sent is larger than this site accepts. Nothing of it was kept.",
    431: "The head of the request is larger than this site reads. Delete its cookies and ask again.",
    501: "What was sent is coded in a way that this site does not read.",
}
BROKEN = "Something broke on our side. Try again in a moment."


def make_server(app: Flask, host: str, port: int, threads: int) -> Any:
    """Return a server of the site, bound to its address; run() serves until the process is told."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        app,
        map=sockets,
        host=host,
        port=port,
        threads=threads,
        ident="",
        connection_limit=_most_connections(),
        asyncore_use_poll=True,  # select() knows no file numbered above 1023
        max_request_body_size=sys.maxsize,  # each address has its own, below
        # What no trusted proxy wrote is taken away; what one wrote, ProxyFix counts from its end.
        clear_untrusted_proxy_headers=not app.extensions["coalition.settings"].trusted_proxies,
    )
    channel = type("SiteChannel", (Channel,), {"app": app, "parser_class": _parser_of(app)})
    for listening in sockets.values():  # more than one where a name stands for several addresses
        if isinstance(listening, BaseWSGIServer):
            listening.channel_class = channel
    return server


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """A request being received; it is complete without its body when that is too large.

    `is_cut` tells so. `has_no_room` tells that the body could not be kept while it arrived.
    """

    app: Flask
    body_rcv: Any = None  # what receives the body, once the head is known
    is_cut = False
    has_no_room = False
    _most_bytes = FORM_BYTES

    def received(self, data: bytes) -> int:
        """Take what arrived; return how much of it belongs to this request."""
        was_in_head = self.body_rcv is None
        try:
            consumed: int = super().received(data)
        except OSError:  # waitress keeps bodies as temporary files
            self.has_no_room = True
            return self._cut(data)
        if self.body_rcv is None or self.error:
            return consumed
        if was_in_head and (self.chunked or self.content_length > FORM_BYTES):
            self._most_bytes = most_bytes_at(self.app, self.command, self.path)
        if max(self.content_length, len(self.body_rcv)) > self._most_bytes:
            return self._cut(data)
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Take a head apart, but none that a server before this one may have read differently.

        Where the length is told in two ways, or a line goes on in the next, one of the two may
        see a request within the body of another.
        """
        lines = header_plus.split(b"\r\n")[1:]
        names = {line.partition(b":")[0].strip().lower() for line in lines}
        if names >= {b"content-length", b"transfer-encoding"}:
            raise ParsingError("Content-Length and Transfer-Encoding are both given")
        if any(line.startswith((b" ", b"\t")) for line in lines):
            raise ParsingError("A header goes on in the next line")
        super().parse_header(header_plus)

    def _cut(self, data: bytes) -> int:
        """Hand the request on as it is, and have the connection closed after its answer."""
        length = max(self.content_length, len(self.body_rcv) if self.body_rcv else 0)
        with suppress(OSError):  # a full disk fails once more here
            self.close()
        self.body_rcv = None
        self.headers |= {"CONTENT_LENGTH": str(length), "CONNECTION": "close"}
        self.expect_continue = False
        self.is_cut = self.completed = True
        return len(data)


class Task(WSGITask):  # type: ignore[misc]  # as above
    """A request being answered."""

    _environ: Mapping[str, Any] = MappingProxyType({})  # until the application is asked

    def get_environment(self) -> dict[str, Any]:
        """Return what the application is told of the request."""
        environ: dict[str, Any] = super().get_environment()
        self._environ = environ | ({NO_ROOM: True} if self.request.has_no_room else {})
        return self._environ

    def build_response_header(self) -> bytes:
        """Return the head of the answer, which lets the connection go where the page asked for it."""
        if self._environ.get(LETS_GO):
            self.request.headers["CONNECTION"] = "close"
        head: bytes = super().build_response_header()
        return head


class Refusal(ErrorTask):  # type: ignore[misc]  # as above
    """The answer to what is no request, with the headers of all others."""

    def execute(self) -> None:
        """Say what is the matter, and note it under the number that the answer names."""
        problem, number = self.request.error, new_number()
        address, why = self.channel.addr[0], str(problem.body)
        log.warning(
            "request_not_read", request_id=number, status=problem.code, why=why, address=address
        )
        settings = self.channel.app.extensions["coalition.settings"]
        always = headers_of_all(
            over_https=settings.over_https, with_subdomains=settings.hsts_subdomains
        )
        own = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        self.response_headers.extend((always | own | {NUMBER: number}).items())
        self.status = f"{problem.code} {problem.reason}"
        self.set_close_on_finish()
        sentence = WHY_REFUSED.get(problem.code, BROKEN)
        body = f"{self.status}\r\n\r\n{sentence}\r\n\r\nReference: {number}\r\n".encode()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]  # as above
    """A connection; after the answer to a cut request it is read on for a while, then closed."""

    app: Flask
    task_class = Task
    error_task_class = Refusal
    close_when_flushed: bool = False
    _is_cut = False
    _linger_until = 0.0  # of time.monotonic()

    def service(self) -> None:
        """Answer the next request."""
        self._is_cut = self._is_cut or self.requests[0].is_cut or bool(self.requests[0].error)
        super().service()

    def readable(self) -> bool:
        """Tell whether more may be read; ends the lingering when its time is over."""
        if not self._linger_until:
            return bool(super().readable())
        if time.monotonic() > self._linger_until:
            self.will_close = True
        return not self.will_close

    def handle_read(self) -> None:
        """Read what arrived, or throw it away after a cut request."""
        if not self._linger_until:
            super().handle_read()
            return
        try:
            self.recv(READ_BYTES)  # closes by itself when the browser has gone
        except OSError:
            self.will_close = True

    def handle_write(self) -> None:
        """Send what waits; instead of closing after a cut request, say that no more is coming."""
        if not (self._is_cut and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if not self.total_outbufs_len:
            self.close_when_flushed = False
            self._linger_until = time.monotonic() + LINGER_SECONDS
            with suppress(OSError):  # the browser has gone
                self.socket.shutdown(socket.SHUT_WR)


def _most_connections() -> int:
    """Return how many connections may be open at once; browsers keep theirs from page to page.

    Five hundred readers of a live session hold as many. With waitress's own limit of 100 all the
    others waited for minutes. Files that may be open are what bounds it; some are left for others.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed < CONNECTIONS + OTHER_FILES <= most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (CONNECTIONS + OTHER_FILES, most))
        allowed = CONNECTIONS + OTHER_FILES
    return max(min(CONNECTIONS, allowed - OTHER_FILES), 100)


def _parser_of(app: Flask) -> type[Parser]:
    """Return a parser that knows the limits of this application."""
    return type("SiteParser", (Parser,), {"app": app})
