"""What coordinators decide about a hub: each act once, with who, when and why."""

from flask_babel import gettext as _

from coalition.audit import service as audit
from coalition.database import transaction
from coalition.errors import Invalid, NotAllowed
from coalition.hubs import history, letters, policy, post
from coalition.hubs.models import Act, Hub, State
from coalition.web.viewer import Viewer


def accept(hub_id: int, *, by: Viewer, revision: int | None = None) -> Hub:
    """Take a hub into the list that everybody sees; its host is told.

    Raises NotAllowed, NotFound, and Conflict when it changed since `revision`, that of the page,
    or is in a state that does not fit, here and in all decisions.
    """
    _refuse_strangers(by)
    with transaction():
        hub = history.held(hub_id)
        history.refuse_stale(hub, revision)
        history.refuse_other(hub, policy.DECIDABLE)
        hub.state = State.ACCEPTED
        history.note(hub, Act.ACCEPTED, by.person_id)
        post.write_host(hub, letters.accepted_letter)
    return hub


def decline(hub_id: int, why: str, *, by: Viewer, revision: int | None = None) -> Hub:
    """Decline a hub, or take an accepted one off the list, with a reason that its host reads.

    Raises Invalid for "why", and what accepting raises.
    """
    _refuse_strangers(by)
    if not why.strip():
        raise Invalid(fields={"why": _("Write why; the host reads it.")})
    with transaction():
        hub = history.held(hub_id)
        history.refuse_stale(hub, revision)
        history.refuse_other(hub, policy.DECLINABLE)
        hub.state = State.DECLINED
        history.note(hub, Act.DECLINED, by.person_id, text=why)
        post.write_host(hub, lambda hub, address: letters.declined_letter(hub, why, address))
    return hub


def send_link(hub_id: int, *, by: Viewer) -> Hub:
    """Send the host of a hub a new private link; earlier ones stay. Raises as accepting does."""
    _refuse_strangers(by)
    with transaction():
        hub = history.held(hub_id)
        history.refuse_other(hub, {State.WAITING, State.ACCEPTED, State.DECLINED, State.WITHDRAWN})
        audit.note(
            "hubs.link_sent", f"hub:{hub.id}", by=by.person_id, name=f"{hub.host}, {hub.city}"
        )
        post.write_host(hub, letters.link_letter)
    return hub


def _refuse_strangers(by: Viewer) -> None:
    if not policy.may_decide(by):
        raise NotAllowed(_("Only coordinators decide."))
