"""The history of an organisation: acts are noted; one that comes too late is told what came before."""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coalition.audit import service as audit
from coalition.database import db, locked, transaction
from coalition.errors import Conflict
from coalition.members.labels import act_sentence, state_label
from coalition.members.models import Act, Organisation, OrganisationEvent, State
from coalition.web.templating import show_datetime

SHOWN = 200  # characters of a change that the audit log keeps


def note(
    organisation: Organisation,
    act: Act,
    by_id: int | None,
    *,
    text: str = "",
    changes: Mapping[str, list[str]] | None = None,
    about: str = "",
) -> None:
    """Add an act to the history and to the audit log, within the transaction that does it.

    about: whom the log files it under, such as "person:7"; the organisation where left out.
    """
    db.session.add(
        OrganisationEvent(
            organisation_id=organisation.id,
            act=act,
            by_id=by_id,
            text=text,
            changes=dict(changes or {}),
        )
    )
    audit.note(
        f"members.{act.name.lower()}",
        about or f"organisation:{organisation.id}",
        by=by_id,
        **{"organisation" if about else "name": organisation.name},
        changes={part: shortened(change) for part, change in (changes or {}).items()},
        email=text if act in {Act.INVITED, Act.UNINVITED} else "",
    )


def shortened(change: Sequence[str]) -> list[str]:
    """Return what was and what is, cut to what a line of the log can show."""
    return [text if len(text) <= SHOWN else f"{text[:SHOWN]}…" for text in change]


def last_event(organisation_id: int) -> OrganisationEvent | None:
    """Return what happened last, with who did it, or None."""
    return db.session.scalar(
        select(OrganisationEvent)
        .options(joinedload(OrganisationEvent.by))
        .where(OrganisationEvent.organisation_id == organisation_id)
        .order_by(OrganisationEvent.id.desc())
        .limit(1)
    )


def refuse_stale(organisation: Organisation, seen: int | None) -> None:
    """Raise Conflict when something happened after the event `seen`, the last a page showed.

    0 stands for an empty history. None, from a command and not from a page, refuses nothing.
    """
    if seen is None:
        return
    last = last_event(organisation.id)
    if last is not None and last.id != seen:
        raise Conflict(
            _(
                "Meanwhile, %(what)s. Nothing was changed; read the page again before you go on.",
                what=_told(last),
            )
        )


@contextmanager
def holding(organisation_id: int, fitting: Set[State], seen: int | None) -> Iterator[Organisation]:
    """Hold the organisation for an act that fits its state, until the transaction ends.

    Raises NotFound, or Conflict for a stale page or another state.
    """
    with transaction():
        organisation = locked(
            Organisation, organisation_id, missing=_("There is no such organisation.")
        )
        refuse_stale(organisation, seen)
        if organisation.state not in fitting:
            raise refused(organisation)
        yield organisation


def refused(organisation: Organisation) -> Conflict:
    """Return the Conflict of an act that does not fit the state, saying what was decided when."""
    last = last_event(organisation.id)
    state = state_label(organisation.state)
    if last is None:
        return Conflict(_("This no longer fits. The state is: %(state)s.", state=state))
    return Conflict(
        _("This no longer fits: %(what)s. The state is: %(state)s.", what=_told(last), state=state)
    )


def _told(event: OrganisationEvent) -> str:
    """Return who did what and when, to stand within a sentence."""
    who = event.by.name if event.by else _("the applicant")
    return _(
        "%(what)s on %(moment)s",
        what=act_sentence(event.act, who),
        moment=show_datetime(event.at),
    )
