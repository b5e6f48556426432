"""Recovery codes of people: made together with the first factor, used one by one, made anew."""

from sqlalchemy import delete, update

from coalition.audit.service import note
from coalition.database import db, now, transaction
from coalition.factors import letters, recovery
from coalition.factors.models import RecoveryCode
from coalition.factors.queries import codes_left, factor_count, owner_of
from coalition.mail import service as mail


def tell_added(person_id: int, kind: str, name: str) -> tuple[str, ...]:
    """Note and mail that a factor was added; return recovery codes when it is the first."""
    owner = owner_of(person_id)
    note("factors.added", f"person:{person_id}", by=person_id, kind=kind, name=name)
    mail.write(owner.email, letters.added_letter(owner, name))
    return make_codes(person_id) if factor_count(person_id) == 1 else ()


def make_codes(person_id: int) -> tuple[str, ...]:
    """Return ten new codes, which cannot be read again later; older ones no longer work."""
    with transaction():
        drop_codes(person_id)
        made = recovery.new_codes()
        for code in made:
            db.session.add(RecoveryCode(person_id=person_id, digest=recovery.digest_of(code)))
        note("factors.codes_made", f"person:{person_id}", by=person_id)
    return made


def drop_codes(person_id: int) -> None:
    """Make all recovery codes of a person worthless."""
    with transaction():
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def use_recovery(person_id: int, typed: str) -> bool:
    """Use a recovery code up and tell its owner; False when it is none, or was used before."""
    with transaction():
        used = db.session.execute(
            update(RecoveryCode)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
            .where(RecoveryCode.digest == recovery.digest_of(typed))
            .values(used_at=now())
            .returning(RecoveryCode.id)
        ).first()
        if used is None:
            return False
        owner = owner_of(person_id)
        left = codes_left(person_id)
        note("factors.code_used", f"person:{person_id}", by=person_id, left=left)
        mail.write(owner.email, letters.code_used_letter(owner, left))
    return True
