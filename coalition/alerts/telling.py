"""The work of alerts: notes whose time has come, looks for what is new, and writes the letters."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from coalition import tasks
from coalition.accounts import service as accounts
from coalition.alerts import letters, policy, queries
from coalition.alerts.finds import Finds, new_finds
from coalition.alerts.models import AlertLetter, SavedSearch, ToldFind
from coalition.alerts.wish import asked_of
from coalition.database import db, now, transaction
from coalition.mail import service as mail
from coalition.search.index import Index, NotReady

KIND = "alerts"
PUNCTUAL = timedelta(hours=1)  # a letter up to so late does not put off the ones after it


def note_due() -> None:
    """Note the work on every search whose time has come."""
    due = queries.due_searches(KIND, now())
    if not due:
        return  # most minutes: nothing waits for the right to write
    with transaction():
        for search_id in due:
            tasks.submit(KIND, str(search_id))


def tell(subjects: Sequence[str], *, index: Index) -> None:
    """Tell of what is new for the searches with these numbers: the queue's handler.

    Raises Later while the index is not ready.
    """
    for subject in subjects:
        try:
            _tell(int(subject), index)
        except NotReady:
            raise tasks.Later from None


def _tell(search_id: int, index: Index) -> None:
    """Look for what is new, then write letter and told finds in one transaction, or neither."""
    search = db.session.get(SavedSearch, search_id, populate_existing=True)
    if search is None or not policy.is_due(search, now()):
        return
    due_at, audiences = search.next_look_at, queries.audiences_of(search)
    finds = new_finds(
        index,
        asked_of(search),
        search.saved_at,
        told=queries.told_keys(search_id),
        audiences=audiences,
    )
    with transaction():  # begun after the search, so that it keeps nobody from writing
        held = _still_due(search_id, due_at)
        if held is None:
            return
        if queries.audiences_of(held) != audiences:
            raise tasks.Later
        held.looked_at = now()
        is_late = held.looked_at - due_at > PUNCTUAL
        held.next_look_at = (held.looked_at if is_late else due_at) + held.rhythm.period
        if finds.keys:
            _write(held, finds)


def _still_due(search_id: int, due_at: datetime) -> SavedSearch | None:
    """Return the search, held, unless it was told of, changed, paused or deleted meanwhile."""
    search = db.session.get(SavedSearch, search_id, with_for_update=True, populate_existing=True)
    if search is None or search.next_look_at != due_at or not policy.is_due(search, now()):
        return None
    return search


def _write(search: SavedSearch, finds: Finds) -> None:
    """Write the letter with the rows that say what it told."""
    token = secrets.token_urlsafe(32)
    digest = accounts.digest_of(token)
    db.session.add(
        AlertLetter(search_id=search.id, token_digest=digest, find_count=len(finds.keys))
    )
    db.session.add_all(ToldFind(search_id=search.id, key=key) for key in finds.keys)
    email, name = queries.reader_of(search)
    mail.write(email, letters.finds_letter(search, finds, name, token))
