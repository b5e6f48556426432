"""A small hub of the tests' own: notes what it is told, and answers as it is bidden."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Hub:
    """What the double does, and what it was told: topics with all that was said of each."""

    status: int = 204
    body: bytes = b""
    told: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""

    @property
    def topics(self) -> list[str]:
        """Return the topics it was told of, in order."""
        return [said["hub.url"][0] for said in self.told]


@contextmanager
def hub_listening() -> Iterator[Hub]:
    """Give a hub that listens on 127.0.0.1 until the end."""
    hub = Hub()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            hub.told.append(parse_qs(said.decode(), strict_parsing=True))
            self.send_response(hub.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(hub.body)))
            self.end_headers()
            self.wfile.write(hub.body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        hub.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
