"""Letters about proposed sessions: to the coordinators who decide, and to those who proposed."""

from coalition.accounts import queries as accounts
from coalition.mail import service as mail
from coalition.members import queries as members
from coalition.programme import letters
from coalition.programme.models import Meeting, Session
from coalition.web.viewer import Viewer


def write_coordinators(session: Session, meeting: Meeting, by: Viewer) -> None:
    """Tell every coordinator, each in their language, of a session that was proposed."""
    for person in accounts.coordinators():
        what = letters.proposed_letter(session, meeting, by.name, person.language, person.name)
        mail.write(person.email, what)


def tell_proposers(session: Session, by: Viewer) -> None:
    """Tell those who speak for its organisers what was decided, but not who decided it.

    The session's organisers and its meeting must be loaded.
    """
    holding = (organiser.organisation_id for organiser in session.organisers)
    people = {
        person.id: person
        for organisation_id in holding
        if organisation_id is not None
        for person in members.people_to_write(organisation_id)
    }
    for person in people.values():
        if person.id != by.person_id:
            mail.write(person.email, letters.decided_letter(session, person.language, person.name))
