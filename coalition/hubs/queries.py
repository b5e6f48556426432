"""Every read of hubs: those everybody sees, those that wait, a host's own by its private link."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from coalition.accounts import service as accounts
from coalition.database import db
from coalition.errors import NotFound
from coalition.hubs import policy
from coalition.hubs.models import Act, FollowedSession, Hub, HubEvent, HubLink, State
from coalition.programme.models import Session
from coalition.web.viewer import Viewer

PAGE_SIZE = 50
CONFIRM_DAYS = 7  # in which the host's address must be confirmed
CONFIRMED = (State.WAITING, State.ACCEPTED, State.DECLINED, State.WITHDRAWN)


def accepted_hubs(meeting_id: int) -> list[Hub]:
    """Return the accepted hubs of a meeting with the sessions they follow, by country and city."""
    found = select(Hub).where(Hub.meeting_id == meeting_id, Hub.state == State.ACCEPTED)
    return list(
        db.session.scalars(found.options(*_in_full()).order_by(Hub.country, Hub.city, Hub.id))
    )


def hubs_following(session_id: int) -> list[Hub]:
    """Return the accepted hubs that follow a session, by country and city.

    Without the sessions they follow; whom to write to there is not for every reader.
    """
    following = select(FollowedSession.hub_id).where(FollowedSession.session_id == session_id)
    found = select(Hub).where(Hub.state == State.ACCEPTED, Hub.id.in_(following))
    return list(db.session.scalars(found.order_by(Hub.country, Hub.city, Hub.id)))


def get_hub(hub_id: int, *, viewer: Viewer) -> Hub:
    """Return a hub this viewer may know of, with meeting and sessions. Raises NotFound."""
    hub = db.session.scalars(_hubs().where(Hub.id == hub_id)).one_or_none()
    if hub is None or not policy.may_know(viewer, hub):
        raise NotFound(_("There is no hub at this address, or it is not open to you."))
    return hub


def get_hub_by_link(token: str) -> Hub:
    """Return the hub whose host has this private link, with meeting and sessions. Raises NotFound."""
    linked = select(HubLink.hub_id).where(HubLink.token_digest == accounts.digest_of(token))
    hub = db.session.scalars(
        _hubs().where(Hub.id.in_(linked), Hub.state.in_(CONFIRMED))
    ).one_or_none()
    if hub is None:
        raise NotFound(_("This link was replaced by a newer one, or its hub is no longer there."))
    return hub


def find_hub_by_token(token: str) -> Hub | None:
    """Return the accepted hub that has this private link, or asks questions by it; else None."""
    digest = accounts.digest_of(token)
    linked = select(HubLink.hub_id).where(
        or_(HubLink.token_digest == digest, HubLink.asking_digest == digest)
    )
    found = select(Hub).where(Hub.id.in_(linked), Hub.state == State.ACCEPTED)
    return db.session.scalars(found).one_or_none()


def sessions_to_follow(meeting_id: int) -> list[Session]:
    """Return the sessions of a meeting a hub can follow, in order of time, with their rooms."""
    found = select(Session).where(
        Session.meeting_id == meeting_id, Session.state.in_(policy.FOLLOWABLE)
    )
    ordered = found.order_by(
        Session.starts_at.is_(None), Session.starts_at, Session.number, Session.id
    )
    return list(db.session.scalars(ordered.options(joinedload(Session.room))))


def history_of(hub_id: int, *, viewer: Viewer) -> Sequence[HubEvent]:
    """Return what happened to a hub, first things first, with who did it; none for others."""
    if not policy.may_decide(viewer):
        return []
    return db.session.scalars(
        select(HubEvent)
        .where(HubEvent.hub_id == hub_id)
        .options(joinedload(HubEvent.by))
        .order_by(HubEvent.id)
    ).all()


def last_word(hub_id: int) -> str:
    """Return what a coordinator wrote with the last decision about a hub, for its host."""
    decided = select(HubEvent.text).where(
        HubEvent.hub_id == hub_id, HubEvent.by_id.is_not(None), HubEvent.text != ""
    )
    return db.session.scalar(decided.order_by(HubEvent.id.desc()).limit(1)) or ""


def is_host_known(hub_id: int) -> bool:
    """Tell whether the host's address is confirmed: something was done since it was given.

    Links made before another address was given are worthless, so a host who did something got a
    letter there; a coordinator who decided about the hub read whom it names.
    """
    done = select(HubEvent.changes).where(HubEvent.hub_id == hub_id, HubEvent.act != Act.HANDED_IN)
    latest = db.session.scalar(done.order_by(HubEvent.id.desc()).limit(1))
    return "coordinator_email" not in (latest or {})


def queue(
    meeting_id: int, state: State, page: int, *, viewer: Viewer
) -> tuple[Sequence[Hub], dict[State, int]]:
    """Return one page of a meeting's hubs in a state, oldest first, and how many each state has.

    Nothing for those who do not decide.
    """
    if not policy.may_decide(viewer):
        return [], dict.fromkeys(State, 0)
    of_meeting = Hub.meeting_id == meeting_id
    rows = db.session.execute(
        select(Hub.state, func.count(Hub.id).label("hub_count"))
        .where(of_meeting)
        .group_by(Hub.state)
    )
    counts = dict.fromkeys(State, 0) | {row.state: row.hub_count for row in rows}
    begun = func.coalesce(Hub.waiting_since, Hub.registered_at)
    hubs = db.session.scalars(
        select(Hub)
        .where(of_meeting, Hub.state == state)
        .order_by(begun, Hub.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return hubs, counts


def waiting_count(meeting_id: int | None = None, *, viewer: Viewer) -> int:
    """Return how many hubs, of one meeting or of all, wait for a coordinator; none for others."""
    if not policy.may_decide(viewer):
        return 0
    waiting = select(func.count(Hub.id)).where(Hub.state == State.WAITING)
    if meeting_id is not None:
        waiting = waiting.where(Hub.meeting_id == meeting_id)
    return db.session.scalar(waiting) or 0


def all_hubs(meeting_id: int, *, viewer: Viewer) -> Sequence[Hub]:
    """Return all hubs of a meeting, in whichever state, with their sessions; none for others."""
    if not policy.may_decide(viewer):
        return []
    found = _hubs().where(Hub.meeting_id == meeting_id)
    return db.session.scalars(found.order_by(Hub.country, Hub.city, Hub.id)).all()


def hubs_of_host(meeting_id: int, email: str) -> Sequence[Hub]:
    """Return the confirmed hubs of a meeting that this address coordinates, to write to it."""
    return db.session.scalars(
        select(Hub)
        .where(
            Hub.meeting_id == meeting_id,
            Hub.coordinator_email == email.strip().casefold(),
            Hub.state.in_(CONFIRMED),
        )
        .options(joinedload(Hub.meeting))
        .order_by(Hub.id)
    ).all()


def _hubs() -> Select[Hub]:
    return select(Hub).options(joinedload(Hub.meeting), *_in_full())


def _in_full() -> tuple[ORMOption, ...]:
    return (
        selectinload(Hub.follows)
        .joinedload(FollowedSession.session)
        .options(joinedload(Session.room), selectinload(Session.people)),
    )
