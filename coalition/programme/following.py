"""The work of followers: each hears once of every change of a session's time, room or standing."""

from coalition.tasks import submit

KIND = "followers"


def tell_soon(session_id: int) -> None:
    """Note, inside a transaction, that the followers of a session are to be told of its change."""
    submit(KIND, str(session_id))
