"""The letters about hubs, in words a person would use."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.hubs.models import Hub
from coalition.hubs.queries import CONFIRM_DAYS
from coalition.mail.service import Letter
from coalition.web.site import settings


def confirm_letter(language: str, meeting: str, address: str) -> Letter:
    """Return the letter with the link that confirms a host's address.

    It repeats nothing that was typed, so that nobody can send words of theirs to a stranger.
    """
    with force_locale(language):
        return Letter(
            _("Confirm your remote hub"),
            (
                _("Hello,"),
                _(
                    "Someone, probably you, registered a remote hub for %(meeting)s at %(site)s "
                    "and gave this address as that of its coordinator. To hand the registration "
                    "in, open this page within %(days)d days and press the button:",
                    meeting=meeting,
                    site=settings().coalition_name,
                    days=CONFIRM_DAYS,
                ),
                address,
                _("If it was not you, do nothing: the registration goes no further."),
            ),
            language,
        )


def received_letter(hub: Hub, address: str) -> Letter:
    """Return the letter that says a registration is with the coordinators."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("Your hub in %(city)s is registered", city=hub.city),
            _(
                "Thank you. The registration of your hub in %(city)s is with the coordinators of "
                "%(site)s. They accept it or decline it with a reason; you get a letter in "
                "either case.",
                city=hub.city,
                site=settings().coalition_name,
            ),
            _(
                "This is the page of your hub. Whoever has its address can change the "
                "registration, so keep it to yourself:"
            ),
            address,
        )


def accepted_letter(hub: Hub, address: str) -> Letter:
    """Return the letter that says a hub is accepted and what its host can do now."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("Your hub in %(city)s is accepted", city=hub.city),
            _(
                "Your hub in %(city)s is now among the hubs of %(meeting)s that everybody sees.",
                city=hub.city,
                meeting=hub.meeting.name,
            ),
            _(
                "On the page of your hub you find your sessions in your own time, with the links "
                "to follow them, a form for questions and a sheet to print and hang up. Keep its "
                "address to yourself:"
            ),
            address,
            _("When the time of a session you follow changes, we write to you."),
        )


def declined_letter(hub: Hub, why: str, address: str) -> Letter:
    """Return the letter that declines a hub and says why."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("Your hub in %(city)s was declined", city=hub.city),
            _(
                "The coordinators of %(site)s declined your hub in %(city)s, for this reason:",
                site=settings().coalition_name,
                city=hub.city,
            ),
            why,
            _("You can change the registration on this page; that hands it in again:"),
            address,
        )


def link_letter(hub: Hub, address: str) -> Letter:
    """Return the letter with a new private link."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("The page of your hub in %(city)s", city=hub.city),
            _(
                "This is a new link to the page of your hub in %(city)s for %(meeting)s. Keep it "
                "to yourself: whoever has it can change the registration.",
                city=hub.city,
                meeting=hub.meeting.name,
            ),
            address,
        )


def new_host_letter(hub: Hub, address: str) -> Letter:
    """Return the letter with a private link to an address that the host named as the new one.

    It repeats nothing that was typed, since the address is not confirmed by its reader.
    """
    with force_locale(hub.language):
        return Letter(
            _("You coordinate a remote hub"),
            (
                _("Hello,"),
                _(
                    "Somebody who coordinates a remote hub of %(meeting)s named this address as "
                    "the new one for letters about it. This is the page of the hub; keep its "
                    "address to yourself, since whoever has it can change the registration:",
                    meeting=hub.meeting.name,
                ),
                address,
                _("If you know nothing of it, answer this letter."),
            ),
            hub.language,
        )


def moved_letter(hub: Hub, new_email: str) -> Letter:
    """Return the letter that tells the address of before that another one was given."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("Another address for your hub in %(city)s", city=hub.city),
            _(
                "Letters about the hub in %(city)s now go to %(email)s, as somebody with the link "
                "to its page asked for. All links you have to its page stopped working. If that is "
                "wrong, answer this letter or write to the coordinators.",
                city=hub.city,
                email=new_email,
            ),
        )


def waiting_letter(language: str, name: str, hub: Hub, address: str) -> Letter:
    """Return the letter that tells a coordinator of a hub that waits."""
    with force_locale(language):
        return Letter(
            _("A hub waits: %(city)s, %(host)s", city=hub.city, host=hub.host),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "%(host)s registered a remote hub in %(city)s for %(meeting)s. It waits for a "
                    "decision on this page:",
                    host=hub.host,
                    city=hub.city,
                    meeting=hub.meeting.name,
                ),
                address,
            ),
            language,
        )


def changed_letter(
    language: str, name: str, hub: Hub, changes: Sequence[str], address: str
) -> Letter:
    """Return the letter that tells a coordinator what the host of an accepted hub changed."""
    with force_locale(language):
        return Letter(
            _("Changed: the hub in %(city)s", city=hub.city),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "The host of the hub %(host)s in %(city)s changed its registration. "
                    "Everybody sees the new one already.",
                    host=hub.host,
                    city=hub.city,
                ),
                "\n".join(changes),
                address,
            ),
            language,
        )


def withdrawn_letter(language: str, name: str, hub: Hub, why: str, address: str) -> Letter:
    """Return the letter that tells a coordinator that a host withdrew a hub."""
    with force_locale(language):
        return Letter(
            _("Withdrawn: the hub in %(city)s", city=hub.city),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "The host of the hub %(host)s in %(city)s withdrew it. It is no longer in "
                    "the list.",
                    host=hub.host,
                    city=hub.city,
                ),
                *((why,) if why else ()),
                address,
            ),
            language,
        )


def changes_letter(hub: Hub, told: Sequence[str], address: str) -> Letter:
    """Return the letter that tells a host what became of its sessions."""
    with force_locale(hub.language):
        return _to_host(
            hub,
            _("Changed: sessions of your hub in %(city)s", city=hub.city),
            _(
                "The programme of %(meeting)s has changed. Times are those of your hub:",
                meeting=hub.meeting.name,
            ),
            *told,
            _("The page of your hub, with a new sheet to print:"),
            address,
        )


def _to_host(hub: Hub, subject: str, *paragraphs: str) -> Letter:
    return Letter(
        subject,
        (_("Hello %(name)s,", name=hub.coordinator_name), *paragraphs),
        hub.language,
    )
