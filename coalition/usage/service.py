"""Every write of usage: clicks become numbers of days, and what tells double clicks is forgotten."""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from coalition.database import db, now, transaction
from coalition.library.models import Document, State
from coalition.sqlite import SHORT_WAIT
from coalition.usage.counting import NOTHING, Action, Click, Numbers, kept_of, numbers_of
from coalition.usage.models import UsageClick, UsageDay, UsageSalt

LATE = timedelta(minutes=10)  # how long what was used may wait to be counted
CLICKS_KEPT = timedelta(hours=1) + LATE + timedelta(minutes=1)
KEY_DIGITS = 32  # of SHA-256: enough that two users of a day do not share one


@dataclass(frozen=True, slots=True)
class Use:
    """A use that is not counted yet: who (address and browser, in memory alone), what, when."""

    address: str
    browser: str
    document_id: int
    action: Action
    is_request: bool
    at: datetime


Pair = tuple[str, int]  # a key of a user, a document


def count(uses: Collection[Use]) -> None:
    """Add uses to the numbers of their days; those of what is not published count nowhere.

    What other processes counted is taken into account: one of them counts at a time. Raises NoRoom
    or OutOfOrder where the machine does not let it write; then nothing is counted.
    """
    if not uses:
        return
    _make_salts({use.at.date() for use in uses})
    with transaction(patience=SHORT_WAIT):
        salts = _salts_held(min(use.at for use in uses).date())
        clicks = _clicks_of(uses, salts)
        before = _clicks_before(clicks)
        changes: dict[tuple[int, date], Numbers] = defaultdict(Numbers)
        for pair, more in clicks.items():
            known = before.get(pair, [])
            kept = kept_of([*_plain(known), *more])
            _note_changes(changes, pair[1], _plain(known), kept)
            _keep(pair, known, kept)
        _add(changes)
        forget(now())


def tidy() -> None:
    """Forget what tells double clicks once its time is over, also where nobody reads any more."""
    old = select(UsageSalt.day).where(UsageSalt.day < _oldest_day(now())).limit(1)
    some = select(UsageClick.id).where(UsageClick.at < now() - CLICKS_KEPT).limit(1)
    if db.session.scalar(old) is None and db.session.scalar(some) is None:
        return
    with transaction():
        forget(now())


def forget(at: datetime) -> None:
    """Delete clicks of hours before this moment, and the salts of days that are over."""
    db.session.execute(delete(UsageClick).where(UsageClick.at < at - CLICKS_KEPT))
    db.session.execute(delete(UsageSalt).where(UsageSalt.day < _oldest_day(at)))


def key_of(salt: str, address: str, browser: str) -> str:
    """Return what a user of a day is known by."""
    told = f"{address}\n{browser}".encode()
    return hmac.new(bytes.fromhex(salt), told, hashlib.sha256).hexdigest()[:KEY_DIGITS]


def _oldest_day(at: datetime) -> date:
    """Return the first day whose salt is still needed: today, and yesterday for some minutes."""
    return (at - LATE).date()


def _make_salts(days: Collection[date]) -> None:
    """Make the salts that are missing; of two processes that do so at once, one is heard."""
    there = set(db.session.scalars(select(UsageSalt.day).where(UsageSalt.day.in_(days))))
    for day in sorted(set(days) - there):
        try:
            with transaction(patience=SHORT_WAIT):
                db.session.add(UsageSalt(day=day, salt=secrets.token_hex(32)))
        except IntegrityError:
            continue  # another process was first, and its salt is as good


def _salts_held(first: date) -> dict[date, str]:
    """Return the salts by day; whoever holds them is alone in counting until it has committed."""
    held = select(UsageSalt).where(UsageSalt.day >= first).order_by(UsageSalt.day).with_for_update()
    return {row.day: row.salt for row in db.session.scalars(held)}


def _clicks_of(uses: Collection[Use], salts: dict[date, str]) -> dict[Pair, list[Click]]:
    """Return the clicks on published documents by user and document."""
    asked = {use.document_id for use in uses}
    published = set(
        db.session.scalars(
            select(Document.id).where(Document.id.in_(asked), Document.state == State.PUBLISHED)
        )
    )
    found: dict[Pair, list[Click]] = defaultdict(list)
    for use in uses:
        salt = salts.get(use.at.date())
        if salt is not None and use.document_id in published:
            pair = (key_of(salt, use.address, use.browser), use.document_id)
            found[pair].append(Click(use.at, use.action, use.is_request))
    return found


def _clicks_before(pairs: Iterable[Pair]) -> dict[Pair, list[UsageClick]]:
    """Return what is kept of the last hours, by user and document, of those named."""
    found: dict[Pair, list[UsageClick]] = defaultdict(list)
    keys = {key for key, _document_id in pairs}
    for row in db.session.scalars(select(UsageClick).where(UsageClick.user_key.in_(keys))):
        found[row.user_key, row.document_id].append(row)
    return found


def _plain(rows: Sequence[UsageClick]) -> list[Click]:
    return [Click(row.at, Action(row.action), row.is_request) for row in rows]


def _note_changes(
    changes: dict[tuple[int, date], Numbers],
    document_id: int,
    before: Sequence[Click],
    after: Sequence[Click],
) -> None:
    """Note by how much the numbers of each day are others now."""
    old, new = numbers_of(before), numbers_of(after)
    for day in old.keys() | new.keys():
        changes[document_id, day] += new.get(day, NOTHING) - old.get(day, NOTHING)


def _keep(pair: Pair, known: Sequence[UsageClick], kept: Sequence[Click]) -> None:
    """Let the table hold the clicks that count."""
    wanted = set(kept)
    for row, click in zip(known, _plain(known), strict=True):
        if click in wanted:
            wanted.remove(click)
        else:
            db.session.delete(row)
    db.session.add_all(
        UsageClick(
            user_key=pair[0],
            document_id=pair[1],
            action=click.action,
            is_request=click.is_request,
            at=click.at,
        )
        for click in sorted(wanted)
    )


def _add(changes: dict[tuple[int, date], Numbers]) -> None:
    """Add changes to the numbers of their days."""
    days = {day for _document_id, day in changes}
    ids = {document_id for document_id, _day in changes}
    found = select(UsageDay).where(UsageDay.document_id.in_(ids), UsageDay.day.in_(days))
    rows = {(row.document_id, row.day): row for row in db.session.scalars(found)}
    for (document_id, day), change in changes.items():
        if not change:
            continue
        row = rows.get((document_id, day))
        if row is None:
            db.session.add(_row(document_id, day, change))
            continue
        row.view_count += change.views
        row.reading_count += change.readings
        row.download_count += change.downloads
        row.unique_investigations += change.unique_investigations
        row.unique_requests += change.unique_requests


def _row(document_id: int, day: date, numbers: Numbers) -> UsageDay:
    return UsageDay(
        document_id=document_id,
        day=day,
        view_count=numbers.views,
        reading_count=numbers.readings,
        download_count=numbers.downloads,
        unique_investigations=numbers.unique_investigations,
        unique_requests=numbers.unique_requests,
    )
