"""Requests that may be sent twice: with an Idempotency-Key they are done once, and answered again.

The header of draft-ietf-httpapi-idempotency-key-header. A key is claimed in a transaction of its
own, so that others see at once that it is worked on; what is done for it and the answer are saved
together in a second one. So a crash between the two leaves a claim for which nothing was done, and
never something done that is not known. Refusals are not kept: what is sent again may be right then.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from coalition.api.bearer import present_bearer
from coalition.api.problems import Problem
from coalition.database import db, now, transaction
from coalition.tokens.models import KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"  # of an answer that is given again
WELL_FORMED = re.compile(r"[!#-~]{1,255}", re.ASCII)  # within the quotes of a structured field
KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=10)  # after which whoever worked on it is taken to have died
AGAIN_SECONDS = 5
HEADERS_KEPT = ("Content-Type", "Location", "ETag", "Link", "X-Total-Count")
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Claim:
    """A key of a token, what is asked with it, and the name of this request."""

    token_id: int
    key: str
    fingerprint: str
    name: str


def once(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Do what is asked, or answer as before when the same was done for the same key.

    Raises Problem: 400 for a malformed key, 409 while it is worked on, 422 for another request.
    """
    bearer = present_bearer()
    if HEADER not in request.headers or bearer is None:
        return act()
    claim = Claim(bearer.token_id, _key(), _fingerprint(), secrets.token_hex(16))
    kept = _answer_in(_row(claim), claim) or _make(claim)
    if kept is not None:
        return kept
    try:
        with transaction():
            _hold(claim)
            answer = current_app.make_response(act())
            if answer.status_code < 400:
                _keep(claim, answer)
    except BaseException:
        _release(claim)
        raise
    if answer.status_code >= 400:
        _release(claim)
    return answer


def forget_old() -> None:
    """Delete what was kept long enough: called every minute by whoever works the queue."""
    old = KeptAnswer.claimed_at < now() - KEPT
    if db.session.scalar(select(KeptAnswer.id).where(old).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(KeptAnswer).where(old))


def _key() -> str:
    """Return the key, with or without the quotes of a structured field."""
    given = request.headers[HEADER].strip()
    if len(given) > 1 and given[0] == given[-1] == '"':
        given = given[1:-1]
    if not WELL_FORMED.fullmatch(given):
        raise Problem(
            400, _("Idempotency-Key takes 1 to 255 visible letters, such as those of a UUID.")
        )
    return given


def _fingerprint() -> str:
    """Return the SHA-256 of what is asked; of forms their parts, since each time they are cut anew."""
    found = hashlib.sha256()
    for piece in _pieces():
        found.update(len(piece).to_bytes(8, "big") + piece)
    return found.hexdigest()


def _pieces() -> Iterator[bytes]:
    yield request.method.encode()
    yield request.full_path.encode()
    yield request.mimetype.encode()
    if request.mimetype != "multipart/form-data":
        yield request.get_data()
        return
    for name, text in request.form.items(multi=True):
        yield name.encode()
        yield text.encode()
    for name, file in request.files.items(multi=True):
        yield name.encode()
        yield (file.filename or "").encode()
        yield _digest_of(file)


def _digest_of(file: FileStorage) -> bytes:
    found = hashlib.sha256()
    file.stream.seek(0)
    while piece := file.stream.read(PIECE):
        found.update(piece)
    file.stream.seek(0)
    return found.digest()


def _answer_in(row: KeptAnswer | None, claim: Claim) -> Response | None:
    """Return the answer that is kept in a row, None where the key is free. Raises Problem."""
    if row is None or row.claimed_at < now() - KEPT:
        return None
    if row.fingerprint != claim.fingerprint:
        raise Problem(
            422, _("This Idempotency-Key was used for something else. Take a new one for this.")
        )
    if row.status is not None:
        again = Response(row.body, status=row.status, headers=row.headers)
        again.headers[REPLAYED] = "true"
        return again
    if row.claimed_at < now() - GIVEN_UP:
        return None
    raise _under_way()


def _under_way() -> Problem:
    return Problem(
        409,
        _("The same is being done for this Idempotency-Key. Ask again in a few seconds."),
        headers={"Retry-After": str(AGAIN_SECONDS)},
    )


def _row(claim: Claim, *, hold: bool = False) -> KeptAnswer | None:
    wanted = select(KeptAnswer).where(
        KeptAnswer.token_id == claim.token_id, KeptAnswer.key == claim.key
    )
    wanted = wanted.execution_options(populate_existing=True)
    return db.session.scalar(wanted.with_for_update() if hold else wanted)


def _make(claim: Claim) -> Response | None:
    """Claim the key; return the answer instead when another request was quicker. Raises Problem."""
    try:
        with transaction():
            row = _row(claim, hold=True)  # read once: what is judged is what is changed
            kept = _answer_in(row, claim)
            if kept is not None:
                return kept
            if row is None:
                row = KeptAnswer(token_id=claim.token_id, key=claim.key)
                db.session.add(row)
            row.fingerprint, row.claim, row.claimed_at = claim.fingerprint, claim.name, now()
            row.status, row.headers, row.body = None, {}, b""
    except IntegrityError:  # two that did not see each other, where more than one may write
        kept = _answer_in(_row(claim), claim)
        if kept is None:
            raise _under_way() from None
        return kept
    return None


def _hold(claim: Claim) -> None:
    """Keep others from the key until all is saved; whoever was taken for dead does nothing."""
    row = _row(claim, hold=True)
    if row is None or row.claim != claim.name:
        raise _under_way()


def _keep(claim: Claim, answer: Response) -> None:
    row = _row(claim)
    if row is None:
        return
    row.status, row.body = answer.status_code, answer.get_data()
    row.headers = {name: answer.headers[name] for name in HEADERS_KEPT if name in answer.headers}


def _release(claim: Claim) -> None:
    """Let the key go, since nothing was done for it."""
    with transaction():
        db.session.execute(
            delete(KeptAnswer).where(
                KeptAnswer.token_id == claim.token_id,
                KeptAnswer.key == claim.key,
                KeptAnswer.claim == claim.name,
                KeptAnswer.status.is_(None),
            )
        )
