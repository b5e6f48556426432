"""What requests may carry: how many bytes each address takes, and where files in them go.

Only the addresses below take files, and only once the gate let the person through: nothing of a
body is looked at before. All else takes what can be typed into a form.
"""

from contextlib import suppress
from tempfile import gettempdir
from typing import IO, Any

import structlog
from flask import Flask, current_app
from flask import Request as FlaskRequest
from flask import request as current_request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from coalition.errors import NoRoom
from coalition.web.hooks import hooks

log = structlog.get_logger(__name__)
MEGABYTE = 1_000_000
FORM_BYTES = 2 * MEGABYTE  # far more than all fields of a form together may hold
FIELD_BYTES = MEGABYTE
PIECE_BYTES = 4 * MEGABYTE  # of an upload sent in pieces
FILE_FORMS = frozenset({"library.create", "library.add_version", "api.deposit", "api.add_version"})
TABLE_BYTES = 10 * MEGABYTE  # thousands of sessions with long descriptions
TABLE_FORMS = frozenset({"programme.rehearse_import"})
PIECES = frozenset({"library.receive_piece"})

# of a request: its connection is closed after the answer. Every open one is looked at whenever any
# other has something to say, so those of five hundred waiting readers cost more than their answers.
LETS_GO = "coalition.lets_go"
NO_ROOM = "coalition.no_room"  # of a request: its body could not be kept by the server


class Request(FlaskRequest):
    """A request whose files are written once, where they stay if they are kept."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._arrivals: list[IO[bytes]] = []

    @property
    def max_content_length(self) -> int | None:
        """Return the most bytes this address takes."""
        return most_bytes(current_app, self.endpoint)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        raise NotImplementedError  # an address has its limit; a view must not widen it

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return what takes the bytes of one file; it is gone when the request ends, unless kept."""
        if self.endpoint not in FILE_FORMS or not filename:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        arrival: IO[bytes] = hooks().begin_arrival()
        self._arrivals.append(arrival)
        return arrival

    def close(self) -> None:
        """Let go of all files, also of those in a body that broke off."""
        super().close()
        for arrival in self._arrivals:
            arrival.close()


def install_bodies(app: Flask) -> None:
    """Refuse, after the gate, what is too large; install it before whatever looks at forms."""
    app.request_class = Request

    @app.before_request
    def weigh() -> None:
        if current_request.endpoint is None:
            return  # no such page, whatever it was sent
        if current_request.environ.get(NO_ROOM):
            log.error("requests_cannot_be_received", reason="No space left", folder=gettempdir())
            raise NoRoom(_("The site has no room left for this. Send it again later."))
        limit = current_request.max_content_length
        if limit is not None and (current_request.content_length or 0) > limit:
            raise RequestEntityTooLarge


def most_bytes(app: Flask, endpoint: str | None) -> int:
    """Return the most bytes the body of a request to this endpoint may have."""
    if endpoint in FILE_FORMS:
        upload_max_mb: int = app.extensions["coalition.settings"].upload_max_mb
        return upload_max_mb * MEGABYTE + FORM_BYTES
    if endpoint in TABLE_FORMS:
        return TABLE_BYTES
    # one more than a piece: werkzeug refuses a stream that is read to its end at the limit itself
    return PIECE_BYTES + 1 if endpoint in PIECES else FORM_BYTES


def most_bytes_at(app: Flask, method: str, path: str) -> int:
    """Return the most bytes a request to this path may have, before it is a request."""
    endpoint = None
    with suppress(HTTPException):  # no such page: its answer needs no body
        endpoint = app.url_map.bind("").match(path, method)[0]
    return most_bytes(app, endpoint)


def why_too_large() -> str:
    """Return a sentence for what this request carried too much of: files, or text in fields."""
    limit = current_request.max_content_length or 0
    if current_request.endpoint in FILE_FORMS and (current_request.content_length or 0) > limit:
        return _(
            "What was sent is larger than %(limit)d MB, the most this site accepts at once. "
            "Nothing of it was kept. Send a smaller file, or fewer files at a time.",
            limit=current_app.extensions["coalition.settings"].upload_max_mb,
        )
    if current_request.endpoint in TABLE_FORMS:
        return _(
            "The file is larger than %(limit)d MB, so nothing of it was kept. "
            "Check that it is the right one, or split it.",
            limit=TABLE_BYTES // MEGABYTE,
        )
    return _(
        "More text was sent than this form takes, so nothing was kept. "
        "Go back, shorten it and send it again."
    )
