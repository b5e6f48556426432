"""Every write of tokens: making and ending them, noting that they are used, telling before they end."""

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from itertools import groupby

from flask_babel import gettext as _

from coalition.accounts.models import Person
from coalition.accounts.service import digest_of, network_of
from coalition.audit.service import note
from coalition.database import db, in_passing, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.mail import service as mail
from coalition.tokens import letters, policy, queries
from coalition.tokens.models import LONGEST_NAME, Scope, Token
from coalition.tokens.queries import PREFIX
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

LONGEST_DAYS = 365
MOST = 50  # of one person at once
MOST_NETWORKS = 20  # told apart on one day
WARNED = timedelta(days=7)  # before the end


def make(name: str, scopes: Collection[Scope], days: int, *, by: Viewer) -> tuple[Token, str]:
    """Return a new token of one's own and its secret, which nobody can read again.

    Raises NotAllowed, Conflict when one has too many, and Invalid for "name", "scopes" or "days".
    """
    if not policy.may_make(by):
        raise NotAllowed(_("Sign in to make a token."))
    _refuse_wrong(name, scopes, days)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction():
        person = locked(Person, by.person_id or 0)
        if queries.living_count(person.id) >= MOST:
            raise Conflict(
                _("You have %(most)d tokens. End one that you no longer need first.", most=MOST)
            )
        token = Token(
            person_id=person.id,
            name=name,
            digest=digest_of(secret),
            ending=secret[-4:],
            granted=" ".join(scope for scope in Scope if scope in scopes),
            expires_at=now() + timedelta(days=days),
        )
        db.session.add(token)
        db.session.flush()
        note("tokens.made", f"person:{person.id}", by=person.id, token=name, scopes=token.granted)
        letter = letters.made_letter(
            person.name, person.language, name, token.expires_at, address_of("tokens.index")
        )
        mail.write(person.email, letter)
    return token, secret


def end(token_id: int, *, by: Viewer) -> Token:
    """End one of one's own tokens at once; one that has ended stays as it is. Raises NotFound."""
    with transaction():
        token = queries.get_own(token_id, viewer=by)
        if token.is_living:
            token.ended_at = now()
            note("tokens.ended", f"person:{token.person_id}", by=by.person_id, token=token.name)
    return token


def end_all(*, by: Viewer) -> int:
    """End all of one's own tokens at once; return how many worked until now."""
    with transaction():
        living = [token for token in queries.own_tokens(viewer=by) if token.is_living]
        for token in living:
            token.ended_at = now()
            note("tokens.ended", f"person:{token.person_id}", by=by.person_id, token=token.name)
    return len(living)


def end_everybodys() -> int:
    """End all tokens of everybody at once, and tell each owner; return how many worked until now.

    Called after a backup was restored, which does not know what was ended since.
    """
    with transaction():
        living = queries.living_tokens()
        for token in living:
            token.ended_at = now()
            note("tokens.ended", f"person:{token.person_id}", by=None, token=token.name)
        for person_id, theirs in groupby(living, lambda token: token.person_id):
            person = db.session.get_one(Person, person_id)
            names = [token.name for token in theirs]
            letter = letters.restored_letter(
                person.name, person.language, names, address_of("tokens.index")
            )
            mail.write(person.email, letter)
    return len(living)


def note_use(token: Token, address: str) -> None:
    """Note the first use on a day and each new network of that day; nothing where all is noted.

    A site that cannot be written to is read all the same.
    """
    today, network, token_id = now().date(), network_of(address), token.id
    if _is_noted(token, today, network):
        return

    def act() -> None:
        held = locked(Token, token_id)
        if _is_noted(held, today, network):  # by another request of the same moment
            return
        known = held.networks if held.last_used_on == today else []
        held.last_used_on, held.networks = today, [*known, network]
        note("tokens.used", f"person:{held.person_id}", by=held.person_id, token=held.name)

    in_passing(act)


def _is_noted(token: Token, today: date, network: str) -> bool:
    if token.last_used_on != today:
        return False
    return network in token.networks or len(token.networks) >= MOST_NETWORKS


def warn_due() -> None:
    """Tell people of their tokens that end within a week; called by the clock every minute."""
    if not queries.ending_soon(now() + WARNED):
        return  # most minutes: nothing waits for the right to write
    with transaction():
        for token in queries.ending_soon(now() + WARNED):
            token.warned_at = now()
            person = db.session.get_one(Person, token.person_id)
            if token.expires_at - token.created_at <= WARNED or person.erased_at:
                continue  # made for so short a time, it is no surprise
            letter = letters.ending_letter(
                person.name,
                person.language,
                token.name,
                token.expires_at,
                address_of("tokens.index"),
            )
            mail.write(person.email, letter)


def _refuse_wrong(name: str, scopes: Collection[Scope], days: int) -> None:
    wrong = {}
    if not name:
        wrong["name"] = _("Give it a name by which you will know it again.")
    elif len(name) > LONGEST_NAME:
        wrong["name"] = _("Give it a name of at most %(most)d letters.", most=LONGEST_NAME)
    if not scopes:
        wrong["scopes"] = _("Choose what it is to be good for.")
    if not 1 <= days <= LONGEST_DAYS:
        wrong["days"] = _("Choose a time of at most a year.")
    if wrong:
        raise Invalid(fields=wrong)
