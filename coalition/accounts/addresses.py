"""E-mail addresses as they are kept: without case, and no longer than their columns."""

from flask_babel import gettext as _

from coalition.errors import Invalid

LONGEST_ADDRESS = 200  # characters, the width of the columns


def address_to_keep(email: str) -> str:
    """Return an e-mail address as it is kept: without space around it, and without case.

    That can be longer than what was typed, for some letters become several. Raises Invalid for
    "email" when it has more than LONGEST_ADDRESS characters then.
    """
    folded = email.strip().casefold()
    if len(folded) > LONGEST_ADDRESS:
        sentence = _("This is too long: at most %(most)d characters.", most=LONGEST_ADDRESS)
        raise Invalid(fields={"email": sentence})
    return folded
