"""Letters about hubs to the people concerned: the host by a private link, the coordinators."""

from collections.abc import Callable

from flask_babel import force_locale

from coalition.accounts import queries as accounts
from coalition.hubs import letters, queries
from coalition.hubs.labels import told_changes
from coalition.hubs.links import make_link
from coalition.hubs.models import Hub
from coalition.mail import service as mail
from coalition.mail.service import Letter
from coalition.web.site import address_of


def write_host(hub: Hub, letter: Callable[[Hub, str], Letter]) -> None:
    """Write to a hub's coordinator, with a private link to its page, inside a transaction.

    An address that was given in a change and not used since gets no word that was typed.
    """
    if not queries.is_host_known(hub.id):
        letter = letters.new_host_letter
    address = address_of("hubs.host", token=make_link(hub.id))
    mail.write(hub.coordinator_email, letter(hub, address))


def tell_of_waiting(hub: Hub) -> None:
    """Tell every coordinator of a hub that waits for a decision."""
    for person in accounts.coordinators():
        letter = letters.waiting_letter(person.language, person.name, hub, page_of(hub))
        mail.write(person.email, letter)


def tell_of_change(hub: Hub, changes: dict[str, list[str]]) -> None:
    """Tell every coordinator what the host of an accepted hub changed."""
    for person in accounts.coordinators():
        with force_locale(person.language):
            told = told_changes(changes)
        letter = letters.changed_letter(person.language, person.name, hub, told, page_of(hub))
        mail.write(person.email, letter)


def tell_of_withdrawal(hub: Hub, why: str) -> None:
    """Tell every coordinator that a host withdrew its hub."""
    for person in accounts.coordinators():
        letter = letters.withdrawn_letter(person.language, person.name, hub, why, page_of(hub))
        mail.write(person.email, letter)


def page_of(hub: Hub) -> str:
    """Return the whole address of a hub's page."""
    return address_of("hubs.detail", hub_id=hub.id)
