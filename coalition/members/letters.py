"""The letters about applications and membership, in words a person would use."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.web.site import settings


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter is for: where it goes, how to greet them, in which language."""

    email: str
    name: str
    language: str


# A letter that only needs its reader; services build one and send it to several people.
Builder = Callable[[Reader], Letter]


def confirm_letter(organisation: str, address: str) -> Builder:
    """Return the letter with the link that hands an application in."""
    return lambda reader: _letter(
        reader,
        lambda: _("Confirm the application of %(organisation)s", organisation=organisation),
        lambda: (
            _(
                "Someone, probably you, applied for %(organisation)s to join %(site)s and gave "
                "this address. To hand the application in, open this page within 24 hours and "
                "press the button:",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            address,
            _("If it was not you, do nothing: the application goes no further."),
        ),
    )


def received_letter(organisation: str, address: str) -> Builder:
    """Return the letter that says the application is with the coordinators."""
    return lambda reader: _letter(
        reader,
        lambda: _("The application of %(organisation)s is handed in", organisation=organisation),
        lambda: (
            _(
                "Thank you. The application of %(organisation)s is with the coordinators of "
                "%(site)s. They approve it, ask you for more, or decline it with a reason; you "
                "get a letter in each case.",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            _("Until then you can follow it on this page:"),
            address,
        ),
    )


def asked_letter(organisation: str, question: str, address: str) -> Builder:
    """Return the letter with a coordinator's question."""
    return lambda reader: _letter(
        reader,
        lambda: _(
            "A question about the application of %(organisation)s", organisation=organisation
        ),
        lambda: (
            _(
                "Before they decide about the application of %(organisation)s, the coordinators "
                "would like to know:",
                organisation=organisation,
            ),
            question,
            _("Answer, or correct the application, on this page:"),
            address,
            _("The application keeps its place in the queue meanwhile."),
        ),
    )


def approved_letter(organisation: str, address: str) -> Builder:
    """Return the letter that welcomes a member."""
    return lambda reader: _letter(
        reader,
        lambda: _("%(organisation)s is now a member", organisation=organisation),
        lambda: (
            _(
                "The coordinators approved the application: %(organisation)s is now a member of "
                "%(site)s. Welcome!",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            _(
                "You can now deposit documents and invite colleagues to represent your "
                "organisation with you. Its page is here:"
            ),
            address,
        ),
    )


def declined_letter(organisation: str, reason: str, address: str) -> Builder:
    """Return the letter that declines an application and says why."""
    return lambda reader: _letter(
        reader,
        lambda: _("The application of %(organisation)s was declined", organisation=organisation),
        lambda: (
            _(
                "The coordinators of %(site)s decided not to admit %(organisation)s for now. "
                "Their reason:",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            reason,
            _("If this can be put right, correct the application and hand it in again here:"),
            address,
        ),
    )


def suspended_letter(organisation: str, reason: str, address: str) -> Builder:
    """Return the letter that suspends a membership and says why."""
    return lambda reader: _letter(
        reader,
        lambda: _("The membership of %(organisation)s is suspended", organisation=organisation),
        lambda: (
            _(
                "The coordinators of %(site)s suspended the membership of %(organisation)s. "
                "Their reason:",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            reason,
            _(
                "Its documents stay where they are, but nothing can be added for now. What was "
                "decided, and when, is here:"
            ),
            address,
        ),
    )


def reinstated_letter(organisation: str, reason: str, address: str) -> Builder:
    """Return the letter that gives a suspended member its place back."""
    return lambda reader: _letter(
        reader,
        lambda: _("%(organisation)s is a member again", organisation=organisation),
        lambda: (
            _(
                "The coordinators of %(site)s reinstated the membership of %(organisation)s. "
                "Everything works as before.",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            *([_("They wrote:"), reason] if reason else []),
            address,
        ),
    )


def waiting_letter(organisation: str, address: str) -> Builder:
    """Return the letter that tells a coordinator of an application to be read."""
    return lambda reader: _letter(
        reader,
        lambda: _("%(organisation)s applied", organisation=organisation),
        lambda: (
            _(
                "%(organisation)s applied to join %(site)s. The application waits for a decision:",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            address,
        ),
    )


def answered_letter(organisation: str, text: str, address: str) -> Builder:
    """Return the letter that tells a coordinator of an answer or a corrected application."""
    return lambda reader: _letter(
        reader,
        lambda: _("%(organisation)s answered", organisation=organisation),
        lambda: (
            _(
                "%(organisation)s answered or corrected its application to join %(site)s. It "
                "waits for a decision again.",
                organisation=organisation,
                site=settings().coalition_name,
            ),
            *([text] if text else []),
            address,
        ),
    )


def invitation_letter(organisation: str, inviter: str, address: str) -> Builder:
    """Return the letter that invites someone to represent an organisation."""
    return lambda reader: _letter(
        reader,
        lambda: _("Represent %(organisation)s", organisation=organisation),
        lambda: (
            _(
                "%(inviter)s invites you to represent %(organisation)s in %(site)s. To accept, "
                "open this page within 7 days:",
                inviter=inviter,
                organisation=organisation,
                site=settings().coalition_name,
            ),
            address,
            _("If you do not know what this is about, do nothing."),
        ),
    )


def contact_letter(organisation: str, giver: str, address: str) -> Builder:
    """Return the letter to the person who is now an organisation's contact."""
    return lambda reader: _letter(
        reader,
        lambda: _("You are now the contact of %(organisation)s", organisation=organisation),
        lambda: (
            _(
                "%(giver)s made you the contact of %(organisation)s at %(site)s. Letters to the "
                "organisation go to you from now on.",
                giver=giver,
                organisation=organisation,
                site=settings().coalition_name,
            ),
            address,
        ),
    )


def _letter(
    reader: Reader, subject: Callable[[], str], said: Callable[[], tuple[str, ...]]
) -> Letter:
    """Return a letter that greets its reader, with everything in the reader's language."""
    with force_locale(reader.language):
        hello = _("Hello %(name)s,", name=reader.name) if reader.name else _("Hello,")
        return Letter(subject(), (hello, *said()), reader.language)
