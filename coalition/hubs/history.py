"""The history of a hub: acts are noted; one that comes too late or does not fit is refused."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from coalition.audit import service as audit
from coalition.database import db, locked
from coalition.errors import Conflict
from coalition.hubs.labels import state_label
from coalition.hubs.models import Act, Hub, HubEvent, State


def held(hub_id: int) -> Hub:
    """Return a hub with its meeting, held until the transaction ends. Raises NotFound."""
    hub = locked(Hub, hub_id, missing=_("There is no hub at this address."))
    db.session.refresh(hub, ["meeting"])
    return hub


def note(
    hub: Hub,
    act: Act,
    by_id: int | None = None,
    *,
    text: str = "",
    changes: Mapping[str, list[str]] | None = None,
) -> None:
    """Add an act to the history and the audit log, within the transaction that does it.

    Nobody stands for the host.
    """
    hub.revision += 1
    db.session.add(
        HubEvent(hub_id=hub.id, act=act, by_id=by_id, text=text, changes=dict(changes or {}))
    )
    audit.note(
        f"hubs.{act.name.lower()}",
        f"hub:{hub.id}",
        by=by_id,
        name=f"{hub.host}, {hub.city}",
        fields=list(changes or {}),
    )


def refuse_stale(hub: Hub, revision: int | None) -> None:
    """Raise Conflict when the hub changed since `revision`, that of the page; None refuses nothing."""
    if revision is not None and revision != hub.revision:
        raise Conflict(
            _("This hub was changed since you opened the page. Look at it again and repeat.")
        )


def refuse_other(hub: Hub, fitting: Collection[State]) -> None:
    """Raise Conflict when the hub is in none of these states."""
    if hub.state not in fitting:
        raise Conflict(
            _(
                "This no longer fits: the hub's state is now “%(state)s”.",
                state=state_label(hub.state),
            )
        )
