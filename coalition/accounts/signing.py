"""Signing in and out of this browser: what it holds, and how a request finds its person by that."""

from datetime import datetime, timedelta

import structlog
from flask import Flask, Request, Response, current_app, g, request, session
from flask_login import LoginManager
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError

from coalition.accounts import devices, queries
from coalition.accounts.models import Device, Person
from coalition.audit.service import note
from coalition.database import transaction
from coalition.errors import CoalitionError
from coalition.web.cookies import (
    DEVICE,
    KNOWN,
    cookie,
    forget_cookie,
    is_navigation,
    keep_cookie,
)
from coalition.web.languages import CHOSEN
from coalition.web.site import settings
from coalition.web.viewing import current_viewer, forget_viewer

log = structlog.get_logger(__name__)
KNOWN_FOR = timedelta(days=400)  # the longest that browsers keep anything
SERVER_ERROR = 500


def install_sign_in(app: Flask) -> None:
    """Let Flask-Login find the person of a request by the device their browser is signed in with."""
    manager = LoginManager(app, add_context_processor=False)  # templates speak of the viewer
    manager.session_protection = None  # the device token, not the address, makes the session

    @manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(_request: Request) -> Person | None:
        device = present_device()
        return queries.find_person(device.person_id) if device else None

    app.after_request(_renew)


def present_device() -> Device | None:
    """Return the device of this request while somebody is signed in with it, or None."""
    if "device" not in g:
        writes = request.method not in {"GET", "HEAD"}
        g.device = devices.find_device(cookie(DEVICE), is_used=writes or is_navigation())
    device: Device | None = g.device
    return device


def sign_in_person(person: Person, factor: str = "", proven_at: datetime | None = None) -> None:
    """Start a new session for a person on this browser; what the old one held is forgotten.

    `factor` is what was given beside the password, `proven_at` when; see devices.start_device().
    """
    old = present_device()
    with transaction():
        if old is not None:
            devices.end_device(old.id, by=current_viewer())
        token = devices.start_device(
            person.id,
            str(request.user_agent),
            request.remote_addr or "",
            factor=factor,
            proven_at=proven_at,
        )
        _begin_anew()
        session.permanent = (
            True  # forms left open and the language outlive the window, as this does
        )
        keep_cookie(DEVICE, token, timedelta(days=settings().session_most_days))
        here = present_device()
        if here is not None:
            devices.note_rights(here.id, devices.rights_of(current_viewer()))
        if old is None or old.person_id != person.id:  # else the session of somebody is made anew
            note("accounts.signed_in", f"person:{person.id}", by=person.id, factor=factor)
    _know(person)


def sign_out_person() -> None:
    """Sign this browser out and forget what its session held; its old cookie is dead at once."""
    device = present_device()
    if device is not None:
        with transaction():
            devices.end_device(device.id, by=current_viewer())
            note("accounts.signed_out", f"person:{device.person_id}", by=device.person_id)
    _begin_anew()
    forget_cookie(DEVICE)


def known_as(email: str) -> str:
    """Return what this browser is known by when somebody with this address signed in with it before.

    Empty for all others. Whoever guesses passwords from elsewhere so cannot lock it out.
    """
    person = queries.find_person_by_email(email)
    try:
        number, name = _seals().loads(cookie(KNOWN))
    except (BadSignature, TypeError, ValueError):
        return ""
    return str(name) if person is not None and number == person.id else ""


def _know(person: Person) -> None:
    """Let this browser be known as one that the person signs in with."""
    name = known_as(person.email) or devices.new_token()
    keep_cookie(KNOWN, _seals().dumps([person.id, name]), KNOWN_FOR)


def _seals() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="coalition.known")


def _begin_anew() -> None:
    """Forget session, person and viewer of this request; only the chosen language stays."""
    chosen = session.get(CHOSEN)
    session.clear()
    if chosen:
        session[CHOSEN] = chosen
    g.pop("device", None)
    g.pop("_login_user", None)  # where Flask-Login keeps the person of a request
    forget_viewer()


def _renew(answer: Response) -> Response:
    """Give the browser a new token with the first page after its person's rights changed.

    Only with a page that somebody goes to: what its scripts ask for meanwhile would answer in any
    order, and the last to answer would leave the browser with a token that is dead.
    """
    device: Device | None = g.get("device")
    if device is None or not is_navigation() or answer.status_code >= SERVER_ERROR:
        return answer
    try:
        rights = devices.rights_of(current_viewer())
        if device.rights == rights:
            return answer
        if not device.rights:  # one that was signed in by an older version
            devices.note_rights(device.id, rights)
            return answer
        new = devices.renew_token(cookie(DEVICE), rights)
    except (SQLAlchemyError, CoalitionError):  # the page is answered, and the next one tries anew
        log.warning("token_not_renewed", exc_info=True)
        return answer
    if new is not None:
        keep_cookie(DEVICE, new, timedelta(days=settings().session_most_days))
    return answer
