"""Every write of hubs by those who hold them: registering, confirming, changing, withdrawing."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from coalition.accounts import service as accounts
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.hubs import history, letters, links, policy, post, queries
from coalition.hubs.models import Act, FollowedSession, Hub, State
from coalition.hubs.registration import (
    COLUMNS,
    MOST_FOLLOWED,
    HubFields,
    changes_between,
    checked,
)
from coalition.mail import service as mail
from coalition.programme import queries as programme
from coalition.programme.models import Session, SessionEvent
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

CONFIRM = "confirm-hub"
MOST_CHANGES = 10  # of one hub in an hour; coordinators get letters about them


def register(
    meeting_id: int,
    fields: HubFields,
    session_ids: Collection[int] = (),
    *,
    by: Viewer,
    language: str,
    address: str = "",
) -> Hub:
    """Register a hub for a meeting; letters to its host are in `language`.

    One that a coordinator registers is accepted at once. One whose coordinator's address is that
    of the person who is signed in waits for a decision; all others are sent a link first. Counted
    per network address (10 in an hour) and per e-mail address (5). Raises NotFound, Invalid,
    Conflict when the meeting is over, and TooMany.
    """
    described = checked(fields)
    if not by.is_coordinator:
        accounts.throttle_address("hub", address, 10, 60)
        accounts.throttle_account("hub", described.coordinator_email, 5, 60)
    with transaction():
        meeting = programme.get_meeting(meeting_id)
        if not policy.may_register(by, meeting, now()):
            raise Conflict(_("This meeting is over. Hubs can no longer be registered for it."))
        hub = Hub(meeting_id=meeting_id, language=language, **_columns(described))
        db.session.add(hub)
        db.session.flush()
        _follow(hub, session_ids)
        history.note(hub, Act.REGISTERED, by.person_id)
        db.session.refresh(hub, ["meeting"])
        _begin(hub, by)
    return hub


def find_unconfirmed(token: str) -> Hub:
    """Return the hub that a mailed link hands in. Raises NotFound for links used or expired."""
    hub = accounts.find_linked(CONFIRM, token, Hub, lambda hub: hub.coordinator_email)
    if hub is None:
        raise NotFound(_("This link was used already or has expired. Register the hub once more."))
    return hub


def confirm(token: str) -> str:
    """Hand a hub in, since its host's address is confirmed; return the token of the host's page.

    Raises NotFound for links used or expired.
    """
    with transaction():
        hub = history.held(find_unconfirmed(token).id)
        accounts.use_link(CONFIRM, token)
        history.note(hub, Act.CONFIRMED)
        _hand_in(hub)
        return links.make_link(hub.id)


def update(token: str, fields: HubFields, *, revision: int | None = None) -> bool:
    """Change a registration by its host's private link; return whether anything differs.

    What is accepted stays so and the coordinators are told; what was declined or withdrawn is
    handed in again. Another address for the host gets a link of its own, the one of before is
    told, and every earlier link is worthless. Counted with withdrawing per hub (MOST_CHANGES in an
    hour). Raises NotFound, Invalid, TooMany, and Conflict when the hub changed since `revision`.
    """
    described = checked(fields)
    with transaction():
        hub = history.held(queries.get_hub_by_link(token).id)
        history.refuse_stale(hub, revision)
        changes = changes_between(hub, described)
        old_email = hub.coordinator_email
        is_handed_in = hub.state in {State.DECLINED, State.WITHDRAWN}
        if changes or is_handed_in:
            _count_change(hub)
        if "coordinator_email" in changes:
            accounts.throttle(f"hub-host:{hub.id}", 5, 60)
        for column, value in _columns(described).items():
            setattr(hub, column, value)
        if changes:
            history.note(hub, Act.CHANGED, changes=changes)
        if hub.state is State.ACCEPTED and changes:
            post.tell_of_change(hub, changes)
        if "coordinator_email" in changes:
            links.drop_links(hub.id)
            mail.write(old_email, letters.moved_letter(hub, hub.coordinator_email))
            post.write_host(hub, letters.new_host_letter)
        if is_handed_in:
            history.note(hub, Act.HANDED_IN)
            _hand_in(hub, is_host_told="coordinator_email" in changes)
    return bool(changes) or is_handed_in


def choose_sessions(token: str, session_ids: Collection[int]) -> int:
    """Let a hub follow these sessions and no others; return how many. Raises NotFound, Invalid."""
    with transaction():
        hub = history.held(queries.get_hub_by_link(token).id)
        before = _followed(hub)
        _follow(hub, session_ids)
        if before != set(session_ids):
            old, new = (", ".join(_titles(numbers)) for numbers in (before, session_ids))
            history.note(hub, Act.CHOSE, changes={"sessions": [old, new]})
    return len(set(session_ids))


def withdraw(token: str, why: str = "") -> Hub:
    """Withdraw a hub by its host's private link; it leaves the list.

    Counted as changing it is. Raises NotFound, Conflict and TooMany.
    """
    with transaction():
        hub = history.held(queries.get_hub_by_link(token).id)
        history.refuse_other(hub, {State.WAITING, State.ACCEPTED})
        _count_change(hub)
        was_accepted = hub.state is State.ACCEPTED
        hub.state = State.WITHDRAWN
        history.note(hub, Act.WITHDRAWN, text=why)
        if was_accepted:
            post.tell_of_withdrawal(hub, why)
    return hub


def replace_link(token: str) -> Hub:
    """Send the host a new private link and make all earlier ones worthless. Raises NotFound."""
    with transaction():
        hub = history.held(queries.get_hub_by_link(token).id)
        accounts.throttle(f"hub-host:{hub.id}", 5, 60)
        links.drop_links(hub.id)
        history.note(hub, Act.LINKED)
        post.write_host(hub, letters.link_letter)
    return hub


def send_links(meeting_id: int, email: str, *, address: str) -> None:
    """Send an address a new private link to each hub of a meeting that it coordinates, if any.

    Nobody is told whether there are any. Earlier links stay. Counted per network address (10 in an
    hour) and per e-mail address (5). Raises TooMany.
    """
    email = email.strip().casefold()
    accounts.throttle_address("hub-link", address, 10, 60)
    accounts.throttle_account("hub-link", email, 5, 60)
    with transaction():
        for hub in queries.hubs_of_host(meeting_id, email):
            post.write_host(hub, letters.link_letter)


def _begin(hub: Hub, by: Viewer) -> None:
    """Let a hub that was just registered take the first step that fits who registered it."""
    if by.is_coordinator:
        hub.state = State.ACCEPTED
        if not policy.is_over(hub.meeting, now()):
            post.write_host(hub, letters.accepted_letter)
    elif by.email and by.email.casefold() == hub.coordinator_email:
        _hand_in(hub)
    else:
        token = accounts.make_link(
            CONFIRM, hub.coordinator_email, subject_id=hub.id, hours=queries.CONFIRM_DAYS * 24
        )
        page = address_of("hubs.confirm", token=token)
        mail.write(
            hub.coordinator_email, letters.confirm_letter(hub.language, hub.meeting.name, page)
        )


def _hand_in(hub: Hub, *, is_host_told: bool = False) -> None:
    """Put a hub at the end of the queue and tell everybody concerned who is not told yet."""
    hub.state, hub.waiting_since = State.WAITING, now()
    if not is_host_told:
        post.write_host(hub, letters.received_letter)
    post.tell_of_waiting(hub)


def _count_change(hub: Hub) -> None:
    """Count a change that coordinators are told of. Raises TooMany."""
    accounts.throttle(f"hub-change:{hub.id}", MOST_CHANGES, 60)


def _follow(hub: Hub, session_ids: Collection[int]) -> None:
    """Let a hub follow these sessions; what it follows already keeps what its host was told."""
    wanted = set(session_ids)
    if len(wanted) > MOST_FOLLOWED:
        raise Invalid(
            fields={"sessions": _("Choose %(most)d sessions at most.", most=MOST_FOLLOWED)}
        )
    before = _followed(hub)
    new = wanted - before
    known = _newest_events(hub, new)
    if known.keys() != new:
        raise Invalid(fields={"sessions": _("Choose sessions of the list.")})
    db.session.execute(
        delete(FollowedSession).where(
            FollowedSession.hub_id == hub.id, FollowedSession.session_id.in_(before - wanted)
        )
    )
    db.session.add_all(
        FollowedSession(hub_id=hub.id, session_id=number, told_event_id=event_id)
        for number, event_id in sorted(known.items())
    )
    db.session.flush()


def _newest_events(hub: Hub, session_ids: Collection[int]) -> dict[int, int]:
    """Return the sessions a hub may follow, each with the number of its newest change, 0 for none.

    Those of one session alone are counted up in the order in which they are saved, for whoever
    changes it holds it. So a change that is under way, which is not seen here, has a higher number
    than what is, and is told; the changes of other sessions say nothing of it.
    """
    found = (
        select(Session.id, func.coalesce(func.max(SessionEvent.id), 0))
        .outerjoin(SessionEvent, SessionEvent.session_id == Session.id)
        .where(
            Session.id.in_(session_ids),
            Session.meeting_id == hub.meeting_id,
            Session.state.in_(policy.FOLLOWABLE),
        )
        .group_by(Session.id)
    )
    return dict(db.session.execute(found).all())


def _followed(hub: Hub) -> set[int]:
    chosen = select(FollowedSession.session_id).where(FollowedSession.hub_id == hub.id)
    return set(db.session.scalars(chosen))


def _titles(session_ids: Iterable[int]) -> list[str]:
    named = select(Session.title).where(Session.id.in_(session_ids))
    return list(db.session.scalars(named.order_by(Session.starts_at, Session.id)))


def _columns(fields: HubFields) -> dict[str, object]:
    return {name: getattr(fields, name) for name in COLUMNS} | {"languages": list(fields.languages)}
