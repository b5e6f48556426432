"""Letters to the people concerned: the contact, all representatives, the coordinators."""

from coalition.accounts import queries as account_queries
from coalition.accounts.models import Person
from coalition.mail import service as mail
from coalition.members import queries
from coalition.members.letters import Builder, Reader
from coalition.members.models import Organisation
from coalition.web.site import address_of


def application_address(organisation_id: int) -> str:
    """Return the address of the page where applicant and coordinators talk."""
    return address_of("members.application", organisation_id=organisation_id)


def write_coordinators(letter: Builder) -> None:
    """Write to every coordinator, each in their language."""
    for person in account_queries.coordinators():
        write_person(person, letter)


def write_person(person: Person, letter: Builder) -> None:
    """Write to one person in their language."""
    mail.write(person.email, letter(Reader(person.email, person.name, person.language)))


def write_contact(organisation: Organisation, letter: Builder) -> None:
    """Write to the organisation's contact."""
    for person in queries.people_to_write(organisation.id, contact_only=True):
        write_person(person, letter)


def write_all(organisation: Organisation, letter: Builder) -> None:
    """Write to everybody who represents the organisation."""
    for person in queries.people_to_write(organisation.id):
        write_person(person, letter)
