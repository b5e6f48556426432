"""How long each kind of personal data is kept, and what happens then: one table for all of it.

The page about privacy shows it, `flask retention` counts by it, and once a day it is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from coalition import tasks
from coalition.accounts.models import Attempt, Device, Link, Person
from coalition.alerts import queries as alerts
from coalition.alerts.models import SavedSearch
from coalition.audit import service as audit
from coalition.audit.actions import Group, keys_of
from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.factors.models import Challenge
from coalition.hubs import forgetting as hubs
from coalition.hubs.models import Hub
from coalition.library.models import Deposit
from coalition.mail.models import Message
from coalition.members.models import Organisation
from coalition.news import queries as news
from coalition.news.models import Subscriber
from coalition.privacy import leftovers, service, unconfirmed
from coalition.privacy.models import RetentionRun
from coalition.privacy.sweeps import Calling, Deleting, DeletingFiles, Emptying, Sweep
from coalition.programme import listening
from coalition.programme.models import Follower, Meeting, Session
from coalition.questions.models import Question, Shown
from coalition.tokens import queries as tokens
from coalition.tokens.models import Token
from coalition.web.site import settings

KIND = "retention"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data: what it is, what it is kept for, and what happens after so many days.

    key: the field of config.Keeping with the days, so that its setting is KEEP_<KEY>_DAYS.
    since: from when the days are counted.
    """

    key: str
    what: Any
    why: Any
    since: Any
    then: Any
    sweeps: tuple[Sweep, ...]

    @property
    def setting(self) -> str:
        """Return the name of its setting."""
        return f"KEEP_{self.key.upper()}_DAYS"

    @property
    def days(self) -> int:
        """Return for how many days it is kept here."""
        days: int = getattr(settings().keep, self.key)
        return days


def _letters_sent(before: datetime) -> ColumnElement[bool]:
    return and_(Message.sent_at < before, or_(Message.body != "", Message.subject != ""))


def _acts_with_details(before: datetime) -> ColumnElement[bool]:
    """Return the condition for acts whose details go; those of settings tell of no person."""
    settled = keys_of(Group.SETTINGS)
    return and_(Act.at < before, Act.detail.is_not(None), Act.action.not_in(settled))


def _askers(*shown: Shown) -> Callable[[datetime], ColumnElement[bool]]:
    """Return the condition for names that the public never saw, of meetings long over."""

    def old(before: datetime) -> ColumnElement[bool]:
        over = select(Session.id).join(Meeting).where(Meeting.ends_on < before.date())
        named = or_(Question.name != "", Question.asked_by_id.is_not(None))
        if Shown.NOTHING in shown:
            named = or_(named, Question.affiliation != "")
        return and_(Question.session_id.in_(over), Question.shown.in_(shown), named)

    return old


UNNAMED = {"name": "", "asked_by_id": None}
RULES: tuple[Rule, ...] = (
    Rule(
        "tries",
        _l("Tries that are counted: wrong passwords, forms sent, by address"),
        _l("so that nobody guesses passwords or floods the site"),
        _l("the try"),
        _l("deleted"),
        (
            Deleting(Attempt, lambda before: Attempt.at < before),
            Deleting(Challenge, lambda before: Challenge.expires_at < before),
        ),
    ),
    Rule(
        "browsers",
        _l("Browsers in which somebody was signed in, with their network address"),
        _l("so that you see where your account was used"),
        _l("the last use"),
        _l("deleted"),
        (
            Deleting(
                Device, lambda before: func.coalesce(Device.ended_at, Device.last_seen_at) < before
            ),
        ),
    ),
    Rule(
        "tokens",
        _l("Personal tokens of which only a fingerprint is kept, and where they were used last"),
        _l("so that you see which programs acted for you"),
        _l("their end"),
        _l("deleted"),
        (Deleting(Token, tokens.is_over),),
    ),
    Rule(
        "links",
        _l("Mailed links, of which only a fingerprint is kept"),
        _l("so that a link works once and no longer than said"),
        _l("their use or end"),
        _l("deleted"),
        (Deleting(Link, lambda before: func.coalesce(Link.used_at, Link.expires_at) < before),),
    ),
    Rule(
        "letters",
        _l("Letters sent, with their text"),
        _l("so that coordinators can tell what was written when somebody asks"),
        _l("the sending"),
        _l("the text is deleted; to whom it went and when stays"),
        (
            Emptying(Message, _letters_sent, {"subject": "", "body": "", "unsubscribe_url": ""}),
            DeletingFiles(leftovers.old_letters),
        ),
    ),
    Rule(
        "letter_records",
        _l("To whom letters were sent, and when"),
        _l("so that it can be shown that somebody was told"),
        _l("the sending"),
        _l("deleted"),
        (Deleting(Message, lambda before: Message.sent_at < before),),
    ),
    Rule(
        "unconfirmed",
        _l("Applications, accounts, hubs and letters asked for that nobody confirmed"),
        _l("so that the mailed link can be followed"),
        _l("the form"),
        _l("deleted"),
        (
            Calling(Organisation, unconfirmed.old_applications, unconfirmed.forget_applications),
            Calling(Person, unconfirmed.old_accounts, unconfirmed.forget_accounts),
            Deleting(Hub, hubs.is_unconfirmed),
            Deleting(SavedSearch, alerts.is_unconfirmed),
            Deleting(Follower, listening.is_unconfirmed),
            Deleting(Subscriber, news.is_unconfirmed),
        ),
    ),
    Rule(
        "stopped",
        _l("Letters stopped by a link in them: the search or session and the address"),
        _l("so that whoever stopped them by mistake can let them go on"),
        _l("the stop"),
        _l("deleted"),
        (
            Deleting(SavedSearch, alerts.is_stopped),
            Deleting(Follower, listening.is_stopped),
        ),
    ),
    Rule(
        "hub_contacts",
        _l("Names and addresses of those who hold hubs"),
        _l("so that coordinators and moderators can reach a hub"),
        _l("the end of the meeting"),
        _l("deleted; the hub itself stays"),
        (Calling(Hub, hubs.is_over, hubs.forget_contacts),),
    ),
    Rule(
        "askers",
        _l("Names of those who asked questions and did not want them shown"),
        _l("so that moderators can call upon who asked"),
        _l("the end of the meeting"),
        _l("deleted; the question stays"),
        (
            Emptying(Question, _askers(Shown.NOTHING), UNNAMED | {"affiliation": ""}),
            Emptying(Question, _askers(Shown.AFFILIATION), UNNAMED),
        ),
    ),
    Rule(
        "audit_details",
        _l("Details of the audit log: network addresses, what was typed, what changed"),
        _l("so that misuse can be found and undone"),
        _l("the act"),
        _l("deleted; that it was done, by whom and when stays"),
        (Calling(Act, _acts_with_details, audit.forget_details),),
    ),
    Rule(
        "unfinished",
        _l("Uploads and imports nobody finished"),
        _l("so that whoever is cut off can go on"),
        _l("the last piece"),
        _l("deleted"),
        (
            DeletingFiles(leftovers.old_files),
            Deleting(Deposit, lambda before: Deposit.created_at < before),
        ),
    ),
)


def due(*, at: datetime | None = None) -> dict[str, int]:
    """Return how much was kept long enough and would go now, by the rule's key."""
    moment = at or now()
    return {
        rule.key: sum(one.count(_before(rule, moment)) for one in rule.sweeps) for rule in RULES
    }


def sweep(*, at: datetime | None = None) -> dict[str, int]:
    """Let everything go that was kept long enough; return how much did, by the rule's key.

    A part that fails is logged and holds up no other; the next day it is tried again.
    """
    moment = at or now()
    counts: dict[str, int] = {}
    for rule in RULES:
        counts[rule.key] = 0
        for one in rule.sweeps:
            try:
                counts[rule.key] += one.run(_before(rule, moment))
            except Exception:
                log.exception("retention_failed", rule=rule.key)
                db.session.rollback()
    gone = {key: number for key, number in counts.items() if number}
    if gone:
        with transaction():
            audit.note("privacy.retained", by=None, deleted=gone)
        service.forget_written()
    service.remember_erased()
    return counts


def note_due() -> None:
    """Note the look of this day once; called by the clock every minute."""
    today = now().date()
    if db.session.get(RetentionRun, today) is not None:
        return  # most minutes: nothing waits for the right to write
    try:
        with transaction():
            db.session.add(RetentionRun(day=today))
            db.session.flush()
            tasks.submit(KIND, today.isoformat())
    except IntegrityError:
        return  # another worker was quicker


def work(subjects: Sequence[str]) -> None:
    """Do the look of a day: the queue's handler."""
    for day in subjects:
        counts = sweep()
        with transaction():
            run = db.session.get(RetentionRun, datetime.fromisoformat(day).date())
            if run is not None:
                run.counts, run.ended_at = counts, now()


def _before(rule: Rule, moment: datetime) -> datetime:
    return moment - timedelta(days=rule.days)
