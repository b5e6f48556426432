"""Every read of second factors."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.database import Base, db
from coalition.errors import NotFound
from coalition.factors.models import App, Passkey, RecoveryCode
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose factors they are, as far as letters need it."""

    person_id: int
    email: str
    name: str
    language: str


def owner_of(person_id: int) -> Owner:
    """Return the person with this number. Raises NotFound."""
    people = Base.metadata.tables["people"]  # a room above, known by the name of its table
    row = db.session.execute(
        select(people.c.email, people.c.name, people.c.language).where(people.c.id == person_id)
    ).first()
    if row is None:
        raise NotFound(_("There is no such person."))
    return Owner(person_id, row.email, row.name, row.language)


def hold_owner(person_id: int) -> None:
    """Hold a person until the transaction ends, so that their factors are counted as they stay."""
    people = Base.metadata.tables["people"]
    db.session.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def has_factor(person_id: int) -> bool:
    """Tell whether this person has an app or a passkey; recovery codes alone do not count."""
    apps = select(App.id).where(App.person_id == person_id, App.confirmed_at.is_not(None))
    passkeys = select(Passkey.id).where(Passkey.person_id == person_id)
    return bool(db.session.scalar(select(sa.or_(apps.exists(), passkeys.exists()))))


def factor_count(person_id: int) -> int:
    """Return how many apps and passkeys this person has."""
    return len(_apps(person_id)) + len(passkeys_of(person_id))


def apps(*, viewer: Viewer) -> Sequence[App]:
    """Return the viewer's apps that count, in the order they were added."""
    return _apps(viewer.person_id)


def passkeys(*, viewer: Viewer) -> Sequence[Passkey]:
    """Return the viewer's passkeys, in the order they were made."""
    return passkeys_of(viewer.person_id)


def has_apps(person_id: int) -> bool:
    """Tell whether this person can type a code of an app."""
    return bool(_apps(person_id))


def has_passkeys(person_id: int) -> bool:
    """Tell whether this person has a passkey."""
    return bool(passkeys_of(person_id))


def codes_left(person_id: int) -> int:
    """Return how many recovery codes this person has not used."""
    count = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(count) or 0


def get_app(app_id: int, *, viewer: Viewer) -> App:
    """Return one of the viewer's apps, confirmed or not. Raises NotFound for those of others."""
    app = db.session.get(App, app_id)
    if app is None or viewer.person_id is None or app.person_id != viewer.person_id:
        raise NotFound(_("There is no such app. Perhaps you removed it."))
    return app


def get_passkey(passkey_id: int, *, viewer: Viewer) -> Passkey:
    """Return one of the viewer's passkeys. Raises NotFound for those of others."""
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or viewer.person_id is None or passkey.person_id != viewer.person_id:
        raise NotFound(_("There is no such passkey. Perhaps you removed it."))
    return passkey


def find_passkey(credential_id: str) -> Passkey | None:
    """Return the passkey browsers know by this number in base64url, or None."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def _apps(person_id: int | None) -> Sequence[App]:
    return db.session.scalars(
        select(App)
        .where(App.person_id == person_id, App.confirmed_at.is_not(None))
        .order_by(App.id)
    ).all()


def passkeys_of(person_id: int | None) -> Sequence[Passkey]:
    """Return this person's passkeys, in the order they were made."""
    return db.session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    ).all()
