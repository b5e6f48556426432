"""Operations of the API: each says which scope a token needs for it; one that does not is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.api.answers import BEARER, JSON, PROBLEM
from coalition.api.bearer import present_bearer
from coalition.api.problems import Problem
from coalition.api.repeating import once
from coalition.tokens.models import Scope
from coalition.web.programs import for_programs

log = structlog.get_logger(__name__)
OPERATION = "__operation__"  # of a view
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is declared of one operation.

    scope: what a token must be good for, where one is given; whether one must be given the role
    table says. None where nothing depends on who asks. gives: the media type of its answers, ""
    where these differ.
    """

    scope: Scope | None
    gives: str = JSON


# Operations of rooms below, which know of no tokens.
ELSEWHERE = {
    "search.api": Operation(Scope.READ),
}


def operation(*, scope: Scope | str | None, gives: str = JSON) -> Callable[[View], View]:
    """Declare a view an operation of the API. It stands nearest to the function.

    What is sent by POST with an Idempotency-Key is done once, however often it is sent.
    """
    declared = Operation(Scope(scope) if scope is not None else None, gives)

    def declare(view: View) -> View:
        @wraps(view)
        def perform(**values: Any) -> ResponseReturnValue:
            if request.method == "POST":
                return once(lambda: view(**values))
            return view(**values)

        setattr(perform, OPERATION, declared)
        return perform

    return declare


def operation_of(endpoint: str) -> Operation | None:
    """Return what is declared of an endpoint of the running application, or None."""
    declared = getattr(current_app.view_functions.get(endpoint), OPERATION, None)
    return declared or ELSEWHERE.get(endpoint)


def install_operations(app: Flask) -> None:
    """Refuse what is not declared, and tokens that are not good for it; install it after the gate."""

    @app.before_request
    def look() -> None:
        if not for_programs() or request.endpoint is None:
            return
        declared = operation_of(request.endpoint)
        if declared is None:
            log.error("operation_without_scope", endpoint=request.endpoint)
            abort(403)
        _require_scope(declared)
        _require_acceptance(declared)


def _require_scope(declared: Operation) -> None:
    bearer = present_bearer()
    if bearer is None or declared.scope is None or declared.scope in bearer.scopes:
        return
    raise Problem(
        403,
        _("This token lacks the scope “%(scope)s”. Make one that has it.", scope=declared.scope),
        headers={
            "WWW-Authenticate": f'{BEARER}, error="insufficient_scope", scope="{declared.scope}"'
        },
    )


def _require_acceptance(declared: Operation) -> None:
    """Refuse who takes nothing that is given here, so that they need not find out by reading it."""
    accepted = request.accept_mimetypes
    if not accepted or not declared.gives or accepted.best_match([declared.gives, PROBLEM]):
        return
    raise Problem(406, _("This is given as %(type)s only. Ask for that.", type=declared.gives))
