"""Where a list goes on: signed tokens that hold all there is to know, so nothing is kept here."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from coalition.harvest.asking import Asked, Problem
from coalition.harvest.formats import FORMATS
from coalition.web.site import settings

LIFETIME = timedelta(days=7)
_SALT = "harvest-1"  # another number once what is held changes


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: what was asked, what came last, how many came, how many there were.

    The list is in the order of document numbers, which never change, so that nothing that changes
    between two pages is skipped or comes twice.
    """

    asked: Asked
    began_at: datetime
    after: int = 0
    given_count: int = 0
    whole_count: int = 0


def as_token(position: Position) -> str:
    """Return a position as a token for the next page."""
    asked = position.asked
    moments = [
        moment and int(moment.timestamp())
        for moment in (asked.since, asked.until, position.began_at)
    ]
    counts = [position.after, position.given_count, position.whole_count]
    held = [asked.verb, asked.prefix, asked.set_name, *moments, *counts]
    return str(_signer().dumps(held))


def from_token(asked: Asked) -> Position:
    """Return the position a token names. Raises Problem: forged, too old, or of another list."""
    try:
        held = _signer().loads(asked.token, max_age=int(LIFETIME.total_seconds()))
        verb, prefix, set_name, since, until, began, after, given, whole = held
    except (BadData, ValueError, TypeError):
        verb = prefix = ""
    if verb != asked.verb or prefix not in FORMATS:
        raise Problem(
            "badResumptionToken", "This token is not of this list, or too old. Begin the list anew."
        )
    meant = replace(
        asked, prefix=prefix, set_name=set_name, since=_moment(since), until=_moment(until)
    )
    began_at = datetime.fromtimestamp(began, UTC)
    return Position(meant, began_at, after, given, whole)


def _moment(seconds: int | None) -> datetime | None:
    # not fromtimestamp, which some systems refuse for years long before 1970
    return (
        None if seconds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt=_SALT)
