"""The messengers of the queue: what wakes its workers, and the threads that answer."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

SECONDS = 0.5  # at most between two looks for a message
URGENT_SECONDS = 0.15


def messenger(url: str, secret: str, name: str) -> Huey:
    """Return the messenger of this name at url: a SQLite file by default, PostgreSQL by setting."""
    serializer = SignedSerializer(secret=secret, salt="coalition.queue")
    if url.startswith("postgresql:"):
        return PostgresHuey(name=name, dsn=url, results=False, serializer=serializer)
    return SqliteHuey(
        name=name,
        filename=urlsplit(url).path.replace("//", "/", 1),
        results=False,
        fsync=False,  # a lost message costs nothing: the rows are swept every minute
        serializer=serializer,
    )


class Threads(Consumer):  # type: ignore[misc]  # huey ships no types
    """Threads that answer the messages of one messenger; urgent ones are looked for more often."""

    def __init__(self, huey: Huey, threads: int, *, is_urgent: bool = False) -> None:
        super().__init__(
            huey,
            workers=threads,
            periodic=not is_urgent,
            max_delay=URGENT_SECONDS if is_urgent else SECONDS,
        )

    def _set_signal_handlers(self) -> None:
        """Leave signals to the process around, which may be serving pages too."""


class Worker:
    """All threads that do the work of a queue: `start()`, then `stop(graceful=True)`."""

    def __init__(self, threads: Sequence[Threads]) -> None:
        self._threads = threads

    def start(self) -> None:
        """Begin to work."""
        for one in self._threads:
            one.start()

    def stop(self, *, graceful: bool) -> None:
        """End; when graceful, after the work at hand."""
        for one in self._threads:
            one.stop(graceful=graceful)
