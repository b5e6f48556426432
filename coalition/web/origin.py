"""Where a request comes from, for whoever notes what was done: its address and its number."""

from dataclasses import dataclass

from flask import g, has_request_context, request


@dataclass(frozen=True, slots=True)
class Origin:
    """A network address as text and the request's own number; both empty outside of a request."""

    address: str = ""
    request_id: str = ""


def origin() -> Origin:
    """Return where the present request comes from; an empty one in commands and background work."""
    if not has_request_context():
        return Origin()
    return Origin(request.remote_addr or "", g.get("request_id", ""))
