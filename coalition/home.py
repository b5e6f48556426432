"""The front page and the health check: the only pages that mix rooms."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy import text

from coalition import tasks
from coalition.database import db
from coalition.library import queries as library
from coalition.members import queries as members
from coalition.members.register import member_counts
from coalition.tasks import current_queue
from coalition.version import VERSION
from coalition.web.site import settings
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

blueprint = Blueprint("home", __name__)
NEWEST = 6


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what the coalition is, what is new and what waits for the viewer."""
    viewer = current_viewer()
    browse = library.browse(viewer=viewer)
    organisations, countries = member_counts()
    return render_template(
        "home/index.html",
        counts={
            "members": organisations,
            "countries": countries,
            "documents": browse.total,
            "languages": len(browse.languages),
        },
        newest=library.newest_documents(viewer=viewer, per_page=NEWEST).items,
        waiting=_waiting_for(viewer),
    )


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """Answer how database, index, queue and files are, for those who watch the site."""
    found = {
        name: _state_of(check)
        for name, check in (
            ("database", _check_database),
            ("index", _check_index),
            ("queue", _check_queue),
            ("files", _check_files),
        )
    }
    healthy = all(state == "ok" for state in found.values())
    answer = jsonify(found | {"version": VERSION})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if healthy else 503


@blueprint.app_context_processor
def waiting_work() -> dict[str, int]:
    """Give coordinators' menus the number of things that wait for them."""
    viewer = current_viewer()
    if not viewer.is_coordinator:
        return {}
    return {
        "waiting_count": members.waiting_count(viewer=viewer),
        "review_count": library.review_count(viewer=viewer),
    }


def _waiting_for(viewer: Viewer) -> Sequence[tuple[str, str, int]]:
    """Return what waits for this viewer as (words, address, number), without what is none."""
    to_decide = members.waiting_count(viewer=viewer)
    to_review = library.review_count(viewer=viewer)
    to_answer = members.asked_count(viewer=viewer)
    drafts = library.draft_count(viewer=viewer)
    found = [
        (
            ngettext("application to decide", "applications to decide", to_decide),
            url_for("members.queue"),
            to_decide,
        ),
        (
            ngettext("document to review", "documents to review", to_review),
            url_for("library.review"),
            to_review,
        ),
        (
            ngettext(
                "question about your application", "questions about your application", to_answer
            ),
            url_for("members.mine"),
            to_answer,
        ),
        (
            ngettext("draft to publish", "drafts to publish", drafts),
            url_for("library.mine"),
            drafts,
        ),
    ]
    return [row for row in found if row[2]]


def _state_of(check: Callable[[], Any]) -> str:
    """Return "ok", or the reason why something cannot be used, without addresses or secrets."""
    try:
        found = check()
    except Exception as problem:  # whatever is wrong is what is to be told
        return type(problem).__name__
    return "ok" if found in {None, "ok"} else str(found)


def _check_database() -> None:
    db.session.execute(text("SELECT 1"))


def _check_index() -> str:
    state: str = current_app.extensions["coalition.index"].state()
    return state


def _check_queue() -> str:
    state = current_queue().state()
    failed = tasks.failed_count()
    return state if not failed else f"{failed} pieces of work were given up"


def _check_files() -> None:
    folder = settings().files_folder
    probe = folder / f".probe-{secrets.token_hex(8)}"  # two may ask at once
    probe.touch()
    probe.unlink()
