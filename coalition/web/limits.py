"""How often one network address may send each public form, and ask for what costs much to make.

Generous, since a whole meeting may sit behind one address; what a service counts for itself, per
account too, is stricter. A public form without a row here fails a test.
"""

from dataclasses import dataclass

import structlog
from flask import Flask, request

from coalition.errors import NoRoom, OutOfOrder
from coalition.web.hooks import hooks

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times within so many minutes."""

    times: int
    minutes: int


FORM = Limit(120, 10)
COSTLY = Limit(300, 10)
KEPT = Limit(600, 10)  # made once, then sent as it is
LIMITS = {
    "accounts.give_second": FORM,
    "accounts.passkey_options": FORM,
    "accounts.send_reset": FORM,
    "accounts.set_password": FORM,
    "accounts.sign_in_with_passkey": FORM,
    "accounts.start": FORM,
    "accounts.use_email": FORM,
    "alerts.change_rhythm_by_letter": FORM,
    "alerts.confirm_address": FORM,
    "alerts.create": FORM,
    "alerts.resume_by_letter": FORM,
    "alerts.stop": FORM,
    "hubs.choose_sessions": FORM,
    "hubs.confirm_address": FORM,
    "hubs.create": FORM,
    "hubs.replace_link": FORM,
    "hubs.send_links": FORM,
    "hubs.update": FORM,
    "hubs.withdraw": FORM,
    "members.accept_invitation": FORM,
    "members.confirm_application": FORM,
    "members.hand_in": FORM,
    "news.confirm_address": FORM,
    "news.stop": FORM,
    "news.subscribe": FORM,
    "programme.confirm_address": FORM,
    "programme.follow_by_mail": FORM,
    "programme.resume": FORM,
    "programme.stop": FORM,
    # asked for by readers
    "library.compare_versions": COSTLY,
    "usage.organisation_report": COSTLY,
    "usage.report": COSTLY,
    "programme.schedule_pdf": KEPT,
    "reports.pdf": KEPT,
    "sessions.bundle": KEPT,
}
UNLIMITED = {  # public forms, each with the reason why nothing counts them here
    "harvest.ask": "It only asks, as may be done without a form.",
    "accounts.choose_language": "It changes nothing but a cookie of whoever sends it.",
    "programme.choose_zone": "It changes nothing but a cookie of whoever sends it.",
    "questions.ask": "Its service counts 200 in ten minutes; a hall may ask behind one address.",
}


def install_limits(app: Flask) -> None:
    """Count what has a limit before it is looked at; install it after the gate."""

    @app.before_request
    def count() -> None:
        limit = LIMITS.get(request.endpoint or "")
        if limit is None:
            return
        try:
            hooks().count_try(
                f"often:{request.endpoint}", request.remote_addr or "", limit.times, limit.minutes
            )
        except (NoRoom, OutOfOrder):
            if request.method not in {"GET", "HEAD"}:
                raise
            log.warning("reading_not_counted", exc_info=True)  # a full disk can still be read
