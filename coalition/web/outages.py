"""What readers are told when the machine fails: what does not work now, what is lost, what to do."""

import structlog
from flask import Flask, Response, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from coalition.causes import Cause, cause_of
from coalition.database import db
from coalition.errors import NoRoom, OutOfOrder
from coalition.web.answers import refusal

log = structlog.get_logger(__name__)

READS = {"GET", "HEAD"}
AGAIN_SECONDS = {Cause.BUSY: 30, Cause.GONE: 60}
AGAIN_LATER = 600


def install_outages(app: Flask) -> None:
    """Turn what the machine is to blame for into pages that say so."""
    app.register_error_handler(DBAPIError, _answer)
    app.register_error_handler(OSError, _answer)
    app.register_error_handler(NoRoom, _answer)
    app.register_error_handler(OutOfOrder, _answer)


def _answer(problem: DBAPIError | OSError | NoRoom | OutOfOrder) -> Response:
    """Return the page for a failure of the machine; anything else is raised again, as a fault."""
    cause = cause_of(problem)
    if isinstance(problem, (NoRoom, OutOfOrder)):
        status, said = problem.status, problem.message
    elif cause is None:
        raise problem
    else:
        status, said = (507 if cause == Cause.FULL else 503), ""
        log.error("machine_fails", cause=cause, problem=str(getattr(problem, "orig", problem)))
    db.session.rollback()
    answer = refusal(status, said or _sentence(cause), problem)
    answer.headers["Retry-After"] = str(AGAIN_SECONDS.get(cause or Cause.FAILING, AGAIN_LATER))
    return answer


def _sentence(cause: Cause | None) -> str:
    """Return what the matter is, for somebody who reads or who sent something."""
    if cause in {Cause.GONE, Cause.DAMAGED}:
        return _(
            "The site cannot reach its database, so this page cannot be shown. Nothing that was "
            "saved is lost by it. Try again in a few minutes."
        )
    if request.method in READS:
        return _(
            "This page cannot be shown at the moment. Nothing is lost by it. "
            "Try again in a few minutes."
        )
    if cause == Cause.FULL:
        return _(
            "The site has no room left, so what you sent was not kept; what was saved before is "
            "safe. Reading and searching go on. Go back, keep what you typed, and send it again "
            "later."
        )
    if cause == Cause.BUSY:
        return _(
            "The site is busy with something larger, so what you sent was not kept; what was saved "
            "before is safe. Go back and send it again in a minute."
        )
    return _(
        "The site can save nothing at the moment, so what you sent was not kept; what was saved "
        "before is safe. Reading and searching go on. Go back, keep what you typed, and send it "
        "again later."
    )
