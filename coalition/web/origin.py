"""Where a request comes from, for whoever notes what was done: its address and its number."""

from dataclasses import dataclass

import click
from flask import has_request_context, request

from coalition.web.passage import request_number


@dataclass(frozen=True, slots=True)
class Origin:
    """A network address as text and the request's own number; both empty outside of a request.

    via: "command line" for what a command does; empty for requests and background work.
    """

    address: str = ""
    request_id: str = ""
    via: str = ""


def origin() -> Origin:
    """Return where the present request comes from; an empty one in commands and background work."""
    if not has_request_context():
        is_command = click.get_current_context(silent=True) is not None
        return Origin(via="command line" if is_command else "")
    return Origin(request.remote_addr or "", request_number())
