"""A small clamd of the tests' own: speaks the protocol, finds one name, can be away or take little."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# The test string of EICAR, put together here so that no scanner takes this file for one.
EICAR = "".join(
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*"]
).encode()
FOUND = "Eicar-Test-Signature"


@dataclass
class Scanner:
    """What the double does: its answers, and what it was given to look at."""

    most_bytes: int = 25_000_000
    answer: str = ""  # instead of the true one
    given: list[bytes] = field(default_factory=list)
    url: str = ""


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Answer one command."""
        scanner: Scanner = self.server.scanner  # type: ignore[attr-defined]  # set below
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > scanner.most_bytes:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        scanner.given.append(content)
        said = scanner.answer or (
            "stream: OK" if EICAR not in content else f"stream: {FOUND} FOUND"
        )
        self.wfile.write(said.encode() + b"\0")


@contextmanager
def scanning(port: int = 0) -> Iterator[Scanner]:
    """Give a scanner that listens on 127.0.0.1 until the end."""
    scanner = Scanner()
    socketserver.TCPServer.allow_reuse_address = True
    with socketserver.TCPServer(("127.0.0.1", port), _Talk) as server:
        server.scanner = scanner  # type: ignore[attr-defined]
        scanner.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield scanner
        finally:
            server.shutdown()
            thread.join()
