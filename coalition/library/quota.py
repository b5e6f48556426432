"""How much room the files of an organisation take, and may take."""

from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.database import db, locked
from coalition.errors import Invalid
from coalition.library.models import Document, File, Version
from coalition.members.models import Organisation
from coalition.web.site import settings
from coalition.web.viewer import Viewer

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Use:
    """What the files of an organisation take of what they may, in whole MB, rounded up."""

    organisation: str
    used_mb: int
    most_mb: int


def uses(*, viewer: Viewer) -> list[Use]:
    """Return how much room those take for whom this viewer deposits; none where all have any."""
    if not settings().quota_mb or not viewer.organisation_ids:
        return []
    own = Organisation.id.in_(viewer.organisation_ids)
    found = db.session.scalars(select(Organisation).where(own).order_by(Organisation.name))
    return [Use(one.name, -(-used_bytes(one.id) // MEGABYTE), settings().quota_mb) for one in found]


def used_bytes(organisation_id: int) -> int:
    """Return how many bytes the files of an organisation have, the same file counted once."""
    digests = select(Version.file_digest).join(Document)
    own = digests.where(Document.organisation_id == organisation_id)
    total = select(func.sum(File.size_bytes)).where(File.digest.in_(own))
    return int(db.session.scalar(total) or 0)


def hold(organisation_id: int | None) -> None:
    """Let nobody else deposit for an organisation until the transaction ends, where there is a limit."""
    if organisation_id is not None and settings().quota_mb:
        locked(Organisation, organisation_id)


def refuse_too_much(organisation_id: int | None) -> None:
    """Raise Invalid when the files, with those of this transaction, take more than they may."""
    most_mb = settings().quota_mb
    if organisation_id is None or not most_mb:
        return
    over = used_bytes(organisation_id) - most_mb * MEGABYTE
    if over > 0:
        raise Invalid(
            fields={
                "file": _(
                    "The files of your organisation may take %(most)s MB together, and with this "
                    "one it would be %(over)s MB more. Delete drafts that are not needed, or ask "
                    "a coordinator.",
                    most=format_decimal(most_mb, locale=get_locale()),
                    over=format_decimal(-(-over // MEGABYTE), locale=get_locale()),
                )
            }
        )
