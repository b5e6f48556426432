"""A small DataCite of the tests' own: its REST API for one repository, over HTTP, from memory.

It keeps DOIs by the rules of support.datacite.org: PUT makes or changes one; of its states, draft
goes to findable by "publish", findable to registered by "hide" and back; faults are JSON:API errors.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

MEDIA_TYPE = "application/vnd.api+json"
REQUIRED = ("url", "titles", "creators", "publisher", "publicationYear", "types")
AFTER = {
    ("draft", "publish"): "findable",
    ("registered", "publish"): "findable",
    ("findable", "hide"): "registered",
}


@dataclass
class Entry:
    """A DOI as the agency keeps it."""

    state: str = "draft"
    attributes: dict[str, Any] = field(default_factory=dict)


class Fault(Exception):
    """What is wrong with a request: its status, and what is about what."""

    def __init__(self, status: int, title: str, source: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.source = status, title, source


@dataclass
class Datacite:
    """What the double keeps, what it was asked, and how it misbehaves."""

    prefix: str = "10.12345"
    user: str = "IGF.LIBRARIES"
    password: str = "a password of the tests"
    kept: dict[str, Entry] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)  # DOIs in the order they were made
    asked: list[tuple[str, str, int]] = field(default_factory=list)  # method, DOI, status
    faults: list[Fault] = field(default_factory=list)  # answered first, one a request
    seconds: float = 0  # before it answers
    breaks_off: bool = False  # after it has done what it was asked
    meanwhile: Callable[[], None] | None = None  # what happens while it is at work
    url: str = ""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        path = unquote(environ["PATH_INFO"])
        try:
            status, values = self._answer(environ, path, body)
        except Fault as fault:
            named = {"source": fault.source} if fault.source else {}
            told = {"status": str(fault.status), "title": fault.title}
            status, values = fault.status, {"errors": [named | told]}
        self.asked.append((environ["REQUEST_METHOD"], path.removeprefix("/dois/"), status))
        time.sleep(self.seconds)
        if self.breaks_off:
            raise ConnectionAbortedError
        start(f"{status} Said", [("Content-Type", f"{MEDIA_TYPE}; charset=utf-8")])
        return [json.dumps(values).encode()]

    def _answer(
        self, environ: WSGIEnvironment, path: str, body: bytes
    ) -> tuple[int, dict[str, Any]]:
        if self.meanwhile:
            happening, self.meanwhile = self.meanwhile, None
            happening()
        if self.faults:
            raise self.faults.pop(0)
        key = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if environ.get("HTTP_AUTHORIZATION") != f"Basic {key}":
            raise Fault(401, "Bad credentials.")
        if environ["REQUEST_METHOD"] != "PUT" or not path.startswith("/dois/"):
            raise Fault(404, "The resource you are looking for doesn't exist.")
        if environ.get("CONTENT_TYPE") != MEDIA_TYPE:
            raise Fault(415, "The content type cannot be understood.")
        return self._put(path.removeprefix("/dois/"), body)

    def _put(self, doi: str, body: bytes) -> tuple[int, dict[str, Any]]:
        data = json.loads(body)["data"]
        given = data["attributes"]
        if data["type"] != "dois" or data["id"] != doi or given.get("doi") != doi:
            raise Fault(400, "You need to provide a payload following the JSONAPI spec")
        if not doi.startswith(f"{self.prefix}/"):
            raise Fault(403, "You are not authorized to access this resource.")
        is_new = doi not in self.kept
        entry = Entry() if is_new else self.kept[doi]
        event = given.pop("event", "")
        attributes = entry.attributes | given
        if event == "publish":
            for name in REQUIRED:
                if not attributes.get(name):
                    raise Fault(422, "can't be blank", name)
        entry.state = AFTER.get((entry.state, event), entry.state)
        entry.attributes = attributes
        self.kept[doi] = entry
        if is_new:
            self.made.append(doi)
        said = {"id": doi, "type": "dois", "attributes": attributes | {"state": entry.state}}
        return (201 if is_new else 200), {"data": said}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@contextmanager
def datacite_listening() -> Iterator[Datacite]:
    """Give an agency that listens on 127.0.0.1 until the end."""
    agency = Datacite()
    with make_server("127.0.0.1", 0, agency, handler_class=_Quiet) as server:
        server.get_stderr = lambda: None  # type: ignore[attr-defined]
        agency.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield agency
        finally:
            server.shutdown()
            thread.join()
