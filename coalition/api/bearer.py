"""Who a program speaks for: the bearer token of a request (RFC 6750), and nothing else of it."""

from contextlib import suppress
from dataclasses import dataclass

from flask import g, request
from flask_babel import gettext as _

from coalition.accounts.service import throttle_address
from coalition.api.answers import BEARER
from coalition.api.problems import Problem
from coalition.errors import NoRoom, OutOfOrder
from coalition.members import queries as member_queries
from coalition.tokens import queries, service
from coalition.tokens.models import Scope
from coalition.web.programs import for_programs
from coalition.web.viewer import ANONYMOUS, Viewer

WRONG_TIMES, WRONG_MINUTES = 50, 15  # as many as passwords that do not fit, from one network


@dataclass(frozen=True, slots=True)
class Bearer:
    """The token of a request."""

    token_id: int
    person_id: int
    scopes: frozenset[Scope]


def find_viewer() -> Viewer:
    """Return the viewer of this request: a hook of the whole site.

    Under /api/ it is the person of the token, with the rights they have now, whatever cookies are
    sent; everywhere else whoever is signed in with the browser.
    """
    if not for_programs():
        return member_queries.find_viewer()
    bearer = present_bearer()
    return member_queries.viewer_of(bearer.person_id) if bearer else ANONYMOUS


def present_bearer() -> Bearer | None:
    """Return the token of this request, or None without one.

    Raises Problem 401 for one that does not work, and TooMany after many of them.
    """
    if "bearer" not in g:
        g.bearer = None  # a refusal is answered as to nobody
        g.bearer = _find()
    found: Bearer | None = g.bearer
    return found


def _find() -> Bearer | None:
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _space, secret = given.partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(
            401,
            _("This needs a personal token: send it as Authorization: Bearer."),
            headers={"WWW-Authenticate": BEARER},
        )
    token = queries.find_living(secret.strip())
    if token is None:
        raise _wrong()
    bearer = Bearer(token.id, token.person_id, token.scopes)
    service.note_use(token, request.remote_addr or "")
    return bearer


def _wrong() -> Problem:
    """Count a token that does not work, and return its refusal. Raises TooMany."""
    with suppress(NoRoom, OutOfOrder):  # where nothing can be counted it is wrong all the same
        throttle_address("token", request.remote_addr or "", WRONG_TIMES, WRONG_MINUTES)
    return Problem(
        401,
        _(
            "This token does not work: it is mistyped, has expired or was ended. "
            "Make a new one in your account."
        ),
        headers={"WWW-Authenticate": f'{BEARER}, error="invalid_token"'},
    )
