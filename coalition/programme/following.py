"""The work of followers: each hears once of a change of a session's time, room, standing or address."""

import base64
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from coalition import tasks
from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import now, transaction
from coalition.mail import service as mail
from coalition.programme import letters, listening
from coalition.programme.changes import change_of, is_over
from coalition.programme.models import Follower, Session, SessionEvent, State
from coalition.web.site import settings

KIND = "followers"
QUIET = timedelta(minutes=1)  # whoever corrects a slip at once sends nobody two letters
AT_ONCE = 25  # addresses in one transaction, so that nobody waits long to write


def tell_soon(session_id: int) -> None:
    """Note, inside a transaction, that the followers of a session are to be told of its change."""
    tasks.submit(KIND, str(session_id))


def tell(subjects: Sequence[str]) -> None:
    """Tell the followers of the sessions with these numbers: the queue's handler.

    Raises Later while the last change is newer than QUIET.
    """
    for subject in subjects:
        _tell(int(subject))


def token_of(follower: Follower) -> str:
    """Return the secret of a follower's letters: the same in each, so that old ones still stop."""
    what = f"follower:{follower.id}:{follower.session_id}:{follower.since_at.isoformat()}"
    digest = hmac.digest(settings().secret_key.encode(), what.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _tell(session_id: int) -> None:
    events = listening.told_acts_of(session_id)
    if not events:
        return
    if now() - events[-1].at < QUIET:
        raise tasks.Later
    waiting = _by_address(listening.followers_to_tell(session_id, events[-1].id))
    groups = list(waiting.values())
    for start in range(0, len(groups), AT_ONCE):
        some = groups[start : start + AT_ONCE]
        with transaction():
            _write_to(session_id, [follower_id for group in some for follower_id in group])


def _by_address(rows: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    """Return the numbers of followers by their address: one letter is enough for each."""
    found: dict[str, list[int]] = defaultdict(list)
    for follower_id, address in rows:
        found[address].append(follower_id)
    return found


def _write_to(session_id: int, follower_ids: list[int]) -> None:
    """Write the letters with what the followers were told of: all of it, or nothing.

    The session is kept from changing meanwhile, so that what is told is what is noted as told.
    """
    session = listening.session_to_tell(session_id)
    if session is None or session.state is State.PROPOSED:
        return
    events = listening.told_acts_of(session_id)
    found: dict[str, list[tuple[Follower, Person | None]]] = defaultdict(list)
    for follower, person in listening.followers_held(follower_ids):
        found[person.email if person else follower.email].append((follower, person))
    for address, rows in found.items():
        _write(session, events, address, rows)


def _write(
    session: Session,
    events: Sequence[SessionEvent],
    address: str,
    rows: Sequence[tuple[Follower, Person | None]],
) -> None:
    """Write one letter about what this address does not know yet, if there is anything.

    Nothing of a session that is over, which somebody writes down as it was.
    """
    person = next((person for _follower, person in rows if person), None)
    known = max(follower.told_event_id for follower, _person in rows)
    by_themselves = (e.id for e in events if e.by is not None and e.by.email == address)
    known = max(known, *by_themselves, 0)
    news = [event for event in events if event.id > known]
    change = change_of(news, session.state)
    if change is None:  # what was taken back is told with whatever comes next
        return
    for follower, _person in rows:
        follower.told_event_id = news[-1].id
    if is_over(session, news, now()):
        return
    first = next((f for f, owner in rows if owner), rows[0][0])
    token = token_of(first)
    first.token_digest = accounts.digest_of(token)
    language = person.language if person else first.language
    name = person.name if person else ""
    mail.write(address, letters.change_letter(session, change, language, name, token))
