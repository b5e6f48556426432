"""The nursery as seen by the process that owns it: started when needed, gone when that ends."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

_SECONDS_TO_TAKE = 60.0  # an order: a nursery that hangs does not hold up ours for good
SCRIPT = Path(__file__).resolve().with_name("nursery.py")


class Nursery:
    """The process that children are forked from, one for each process of ours."""

    def __init__(self, script: Path = SCRIPT) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._channel: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def channel(self) -> socket.socket:
        """Return where orders are sent; raises OSError when no process can be started."""
        with self._lock:
            if self._channel is None:
                self._channel = self._start()
            return self._channel

    def give_up(self, channel: socket.socket) -> None:
        """End the nursery behind this channel, if nobody did yet; the next order starts another.

        The children that it forked live on: each has a keeper of its own.
        """
        with self._lock:
            if self._channel is channel:
                channel.close()
                self._channel = None
                if self.process is not None:
                    self.process.kill()
                    self.process.wait()

    def close(self) -> None:
        """End the nursery, if there is one."""
        if self._channel is not None:
            self.give_up(self._channel)

    def forget(self) -> None:
        """In a forked process: leave the nursery to the process it belongs to."""
        self._lock = threading.Lock()  # another thread may have held it, and is not here
        if self._channel is not None:
            with suppress(OSError):
                self._channel.close()
        self._channel = self.process = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_SECONDS_TO_TAKE)
        try:
            with theirs:
                self.process = subprocess.Popen(  # noqa: S603 – our own interpreter and script
                    [sys.executable, "-I", str(self._script), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,  # its errors are shown: why it does not start
                    cwd="/",
                    env={},
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
        except OSError:
            ours.close()
            raise
        return ours


nursery = Nursery()
os.register_at_fork(after_in_child=nursery.forget)
