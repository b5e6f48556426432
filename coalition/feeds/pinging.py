"""Tells the hub that WEBSUB_HUB names which feeds changed, as WebSub (W3C, 2018) has publishers do.

A change is told once it can be read: stamps of announcements lie some seconds ahead. All changes
of a feed within a few seconds are told together, so that a hub is asked little while many come.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from math import ceil
from urllib.parse import urlencode

from sqlalchemy import select

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.news.entries import ROOM as NEWS
from coalition.programme.models import SessionDocument
from coalition.records.announcing import SETTLING
from coalition.records.models import AnnouncedSet
from coalition.search.sources import room_of
from coalition.web.outgoing import Unreachable, ask
from coalition.web.site import path_of, settings

KIND = "websub"
TOGETHER = 10  # seconds, whose changes are told together
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
FORMS = ("atom", "json")
# The feed of a set, by what its name begins with.
OF_SETS = {"organisation": "feeds.organisation", "subject": "feeds.subject"}


def note_stamped(document_ids: Collection[int]) -> None:
    """Note that feeds with these documents changed, with the transaction that stamps them."""
    if settings().websub_hub and document_ids:
        _tell_later(sorted(set(_topics_of(document_ids))))


def note_changed(things: Collection[str]) -> None:
    """Note that the feeds of news changed, where posts are among these things."""
    if settings().websub_hub and any(room_of(thing) == NEWS for thing in things):
        with transaction():
            _tell_later([path_of("news.atom"), path_of("news.json_feed")])


def ping(topics: Sequence[str]) -> None:
    """Tell the hub of these feeds, by their addresses within the site: the queue's handler.

    Raises Unreachable, also for an answer by which the hub does not take it.
    """
    hub = settings().websub_hub
    for topic in topics if hub else ():
        said = urlencode({"hub.mode": "publish", "hub.url": settings().site_url + topic})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = ask("POST", hub, said.encode(), headers)
        if not answer.is_good:
            words = " ".join(answer.body[:200].decode("utf-8", "replace").split())
            raise Unreachable(f"the hub answered {answer.status} to {topic}: {words}")


def _topics_of(document_ids: Collection[int]) -> Iterator[str]:
    """Give the addresses of all feeds that have one of these documents."""
    db.session.flush()
    names = db.session.scalars(
        select(AnnouncedSet.name).where(AnnouncedSet.document_id.in_(document_ids)).distinct()
    ).all()
    sessions = db.session.scalars(
        select(SessionDocument.session_id)
        .where(SessionDocument.document_id.in_(document_ids))
        .distinct()
    ).all()
    for form in FORMS:
        yield path_of("feeds.documents", form=form)
    for name, form in product(names, FORMS):
        kind, _colon, number = name.partition(":")
        if kind in OF_SETS:
            yield path_of(OF_SETS[kind], form=form, **{f"{kind}_id": int(number)})
    for session_id, form in product(sessions, FORMS):
        yield path_of("feeds.session", form=form, session_id=session_id)


def _tell_later(topics: Sequence[str]) -> None:
    """Have the hub told of feeds once their changes can be read; one given up is tried anew."""
    failed = {work.subject: work.id for work in tasks.given_up() if work.kind == KIND}
    for topic in topics:
        if topic in failed:
            tasks.try_again(failed[topic])
        else:
            tasks.submit(KIND, topic, due_at=_readable_at())


def _readable_at() -> datetime:
    """Return the next round moment at which what is stamped now can be read."""
    soonest = (now() + SETTLING + timedelta(seconds=1)).timestamp()
    return datetime.fromtimestamp(ceil(soonest / TOGETHER) * TOGETHER, UTC)
