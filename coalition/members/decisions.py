"""What coordinators decide about an organisation: each act once, with who, when and why."""

from collections.abc import Iterator, Set
from contextlib import contextmanager

from flask_babel import gettext as _

from coalition import tasks
from coalition.database import now
from coalition.errors import NotAllowed
from coalition.members import history, letters, policy, post
from coalition.members.application import require_text
from coalition.members.entries import key_of
from coalition.members.models import Act, Organisation, State
from coalition.search.upkeep import FORGET, INDEX
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


def ask(organisation_id: int, question: str, *, by: Viewer, seen: int | None = None) -> None:
    """Ask the applicant for more. Raises Invalid for "question", Conflict when stale.

    `seen` is the last event the page showed, here and in all decisions; 0 for none.
    """
    require_text(question, "question", _("Write what you would like to know."))
    with _deciding(organisation_id, policy.OPEN, by, seen) as organisation:
        organisation.state = State.ASKED
        history.note(organisation, Act.ASKED, by.person_id, text=question)
        address = post.application_address(organisation_id)
        post.write_contact(organisation, letters.asked_letter(organisation.name, question, address))


def approve(organisation_id: int, *, by: Viewer, seen: int | None = None) -> None:
    """Make the applicant a member. Raises Conflict when somebody decided before."""
    with _deciding(organisation_id, policy.OPEN, by, seen) as organisation:
        organisation.state = State.APPROVED
        organisation.approved_at = now()
        history.note(organisation, Act.APPROVED, by.person_id)
        tasks.submit(INDEX, key_of(organisation_id))
        address = address_of("members.detail", organisation_id=organisation_id)
        post.write_contact(organisation, letters.approved_letter(organisation.name, address))


def decline(organisation_id: int, why: str, *, by: Viewer, seen: int | None = None) -> None:
    """Decline an application with a reason. Raises Invalid for "why", Conflict when stale."""
    require_text(why, "why", _("Write why; the applicant reads it."))
    with _deciding(organisation_id, policy.OPEN, by, seen) as organisation:
        organisation.state = State.DECLINED
        history.note(organisation, Act.DECLINED, by.person_id, text=why)
        address = post.application_address(organisation_id)
        post.write_contact(organisation, letters.declined_letter(organisation.name, why, address))


def suspend(organisation_id: int, why: str, *, by: Viewer, seen: int | None = None) -> None:
    """Suspend a membership: its representatives lose their rights from the next request on."""
    require_text(why, "why", _("Write why; the representatives read it."))
    with _deciding(organisation_id, {State.APPROVED}, by, seen) as organisation:
        organisation.state = State.SUSPENDED
        history.note(organisation, Act.SUSPENDED, by.person_id, text=why)
        tasks.submit(FORGET, key_of(organisation_id))
        address = post.application_address(organisation_id)
        post.write_all(organisation, letters.suspended_letter(organisation.name, why, address))


def reinstate(organisation_id: int, why: str = "", *, by: Viewer, seen: int | None = None) -> None:
    """Give a suspended member its place back, with the day it first became one."""
    with _deciding(organisation_id, {State.SUSPENDED}, by, seen) as organisation:
        organisation.state = State.APPROVED
        history.note(organisation, Act.REINSTATED, by.person_id, text=why)
        tasks.submit(INDEX, key_of(organisation_id))
        address = address_of("members.detail", organisation_id=organisation_id)
        post.write_all(organisation, letters.reinstated_letter(organisation.name, why, address))


@contextmanager
def _deciding(
    organisation_id: int, fitting: Set[State], by: Viewer, seen: int | None
) -> Iterator[Organisation]:
    """Hold the organisation for a coordinator's decision. Raises NotAllowed, Conflict."""
    if not policy.may_decide(by):
        raise NotAllowed(_("Only coordinators decide."))
    with history.holding(organisation_id, fitting, seen) as organisation:
        yield organisation
