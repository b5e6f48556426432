"""A real server of the application on a free port, and requests written by hand to it."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from coalition.web.serving import make_server
from coalition.web.stopping import serving_beside

SECONDS = 30
COOKIES = ("coalition", "coalition-device")  # of forms, and of who is signed in


@dataclass(frozen=True)
class Served:
    """Where an application is served."""

    port: int

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Open a connection to it."""
        with socket.create_connection(("127.0.0.1", self.port), SECONDS) as connection:
            yield connection

    def answer(self, connection: socket.socket) -> tuple[int, str]:
        """Return status and body of the answer that comes on a connection."""
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read().decode()


@contextmanager
def served(app: Flask) -> Iterator[Served]:
    """Serve the application in a thread of this process."""
    server = make_server(app, "127.0.0.1", 0, threads=4)
    with serving_beside(server, "served"):
        yield Served(int(server.effective_port))


def cookies_of(client: FlaskClient) -> str:
    """Return the Cookie header that this browser sends."""
    kept = [client.get_cookie(name) for name in COOKIES]
    found = [f"{cookie.key}={cookie.value}" for cookie in kept if cookie is not None]
    assert found
    return "; ".join(found)


def head(method: str, path: str, cookies: str = "", **headers: object) -> bytes:
    """Return the head of a request; underscores in names of headers stand for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Cookie: {cookies}"] if cookies else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
