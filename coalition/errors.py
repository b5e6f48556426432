"""What services raise: each error carries a sentence for the person who can act on it."""

from collections.abc import Mapping


class CoalitionError(Exception):
    """An expected refusal; `status` is the HTTP answer it becomes."""

    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(CoalitionError):
    """What was given cannot be accepted; `fields` maps a field's name to its sentence."""

    status = 422

    def __init__(self, message: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class NotAllowed(CoalitionError):
    """The person may know of the thing but not do this to it."""

    status = 403


class NotFound(CoalitionError):
    """There is no such thing, or the person may not know of it."""

    status = 404


class Conflict(CoalitionError):
    """The thing changed meanwhile, so the act no longer fits its state."""

    status = 409


class TooMany(CoalitionError):
    """The act was tried too often; it is open again after `wait_seconds`."""

    status = 429

    def __init__(self, message: str = "", wait_seconds: int = 60) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class NoRoom(CoalitionError):
    """The disk is full: what was sent could not be kept."""

    status = 507


class OutOfOrder(CoalitionError):
    """A part of the machine failed: what was asked cannot be done at the moment."""

    status = 503


def sentence_of(problem: Exception) -> str:
    """Return what a refusal says, in one line."""
    if isinstance(problem, Invalid):
        return " ".join([problem.message, *problem.fields.values()]).strip()
    return str(problem)
