"""The letters about damaged files and about a restored site, in words a person would use."""

from collections.abc import Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from coalition.accounts.models import Person
from coalition.library.models import Damage
from coalition.mail.service import Letter
from coalition.preservation.ending import Ended
from coalition.preservation.queries import DamagedFile
from coalition.web.site import address_of, settings
from coalition.web.templating import show_datetime

MOST_NAMED = 20


def in_words(damage: str) -> str:
    """Return what is wrong with a file, in the reader's language."""
    match damage:
        case Damage.MISSING:
            return _("missing from the disk")
        case Damage.RESIZED:
            return _("of another size than was deposited")
        case Damage.UNREADABLE:
            return _("the disk cannot read it")
        case _other:
            return _("other bytes than were deposited")


def in_short(damage: str) -> str:
    """Return the same in a word or two, for a table."""
    match damage:
        case Damage.MISSING:
            return _("Missing")
        case Damage.RESIZED:
            return _("Wrong size")
        case Damage.UNREADABLE:
            return _("Unreadable")
        case _other:
            return _("Changed bytes")


def damage_letter(person: Person, damaged: Sequence[DamagedFile]) -> Letter:
    """Return the letter that names damaged files and says what to do."""
    with force_locale(person.language):
        count = len(damaged)
        subject = ngettext("%(num)d file is damaged", "%(num)d files are damaged", count)
        return Letter(
            subject,
            (
                _("Hello %(name)s,", name=person.name),
                _(
                    "What the disk of %(site)s holds is no longer what was deposited. Such a file "
                    "is handed out to nobody until it is mended:",
                    site=settings().coalition_name,
                ),
                "\n".join(_line(one) for one in damaged[:MOST_NAMED]),
                *([_("and %(num)d more", num=count - MOST_NAMED)] if count > MOST_NAMED else []),
                _(
                    "Whoever looks after the machine should look at the disk, and then put the "
                    "right files back from a backup:"
                ),
                "flask --app wsgi mend BACKUP",
                _("All damaged files, and what else can be done:"),
                address_of("preservation.index"),
            ),
            person.language,
        )


def restored_letter(person: Person, ended: Ended, coordinators: Sequence[Person]) -> Letter:
    """Return the letter that tells a coordinator what a restored site needs of them."""
    with force_locale(person.language):
        return Letter(
            _("Site restored from a backup"),
            (_("Hello %(name)s,", name=person.name), *after_restoring(ended, coordinators)),
            person.language,
        )


def after_restoring(ended: Ended, coordinators: Sequence[Person]) -> tuple[str, ...]:
    """Return, in paragraphs, what was ended when a site was restored, and what to look at."""
    return (
        _(
            "%(site)s was restored from a backup. It is as it was on %(moment)s.",
            site=settings().coalition_name,
            moment=show_datetime(ended.made_at),
        ),
        _(
            "The site cannot know what was ended since then. So it ended all of this, and people "
            "sign in anew and make new ones:"
        ),
        "\n".join(
            (
                _("Browsers signed out: %(num)d", num=ended.browsers),
                _("Personal tokens ended: %(num)d", num=ended.tokens),
                _("Private calendar addresses ended: %(num)d", num=ended.calendars),
            )
        ),
        _(
            "These people are coordinators now. Whoever was removed since then is one again, so "
            "remove them once more:"
        ),
        "\n".join(f"{one.name} <{one.email}>" for one in coordinators),
        address_of("accounts.coordinators"),
        _(
            "Representatives who were removed since then, invitations that were withdrawn and links "
            "of hubs that were replaced count again. Passwords, second factors and e-mail addresses "
            "are those of then."
        ),
        _(
            "Documents that were withdrawn since then are open again. Look through the library and "
            "the audit log before you open the site:"
        ),
        f"{address_of('library.index')}\n{address_of('audit.index')}",
    )


def _line(one: DamagedFile) -> str:
    """Return the document and version a file belongs to, and what is wrong with it."""
    what = in_words(one.damage)
    if not one.uses:
        return f"{one.digest[:12]}: {what}"
    use = one.uses[0]
    named = _(
        "“%(title)s”, version %(number)d", title=" ".join(use.title.split()), number=use.number
    )
    return f"{named}: {what}"
