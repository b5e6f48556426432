"""Tables of second factors; people are known by their numbers alone."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, Short, now


class App(Base):
    """An app that makes codes of six digits (RFC 6238); it counts once a code of it was typed.

    sealed_secret: the shared secret, encrypted (factors.sealing). last_step: the newest period of
    30 s of which a code was taken; codes of that one and older ones are refused.
    """

    __tablename__ = "factor_apps"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(Short)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for the day the phone is lost: used once, kept as a digest only."""

    __tablename__ = "factor_recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A passkey (WebAuthn): the public half of a key that never leaves the person's device.

    credential_id: as browsers write it, in base64url. user_handle: 32 random bytes, the same for
    all passkeys of a person. sign_count: how often the key was used, as it says itself; those
    that are copied between devices always say 0.
    """

    __tablename__ = "factor_passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(Short)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    user_handle: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    is_copied: Mapped[bool] = mapped_column(default=False)  # kept by a service, on many devices
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]


class Challenge(Base):
    """Random bytes a passkey is to sign: for one browser, once, within minutes.

    text: in base64url. browser_digest: SHA-256 of the secret the browser keeps in its session.
    person_id: whose passkey is to be made; None where one is to be shown.
    """

    __tablename__ = "factor_challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(100), unique=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    user_handle: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)
