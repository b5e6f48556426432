"""The front page, the health check and the work given up: the only pages that mix rooms."""

from collections.abc import Sequence
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coalition import tasks
from coalition.audit import service as audit
from coalition.database import now, transaction
from coalition.dois import queries as dois
from coalition.errors import NotFound
from coalition.hubs import queries as hubs
from coalition.library import queries as library
from coalition.members import queries as members
from coalition.members.register import member_counts
from coalition.news import queries as news
from coalition.preservation import queries as preservation
from coalition.programme import listing
from coalition.programme import queries as programme
from coalition.state import queries as state
from coalition.state.measures import Level
from coalition.version import VERSION
from coalition.web.site import address_of, settings
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

blueprint = Blueprint("home", __name__)
NEWEST = 6
NEWEST_POSTS = 3
GOOD_FOR = timedelta(days=90)  # after which whoever kept the address of security.txt asks again


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what the coalition is, what is new and what waits for the viewer."""
    viewer = current_viewer()
    browse = library.browse(viewer=viewer)
    organisations, countries = member_counts()
    meeting = programme.find_current_meeting()
    return render_template(
        "home/index.html",
        counts={
            "members": organisations,
            "countries": countries,
            "documents": browse.total,
            "languages": len(browse.languages),
        },
        newest=library.newest_documents(viewer=viewer, per_page=NEWEST).items,
        posts=news.newest_posts(NEWEST_POSTS),
        waiting=_waiting_for(viewer),
        glance=listing.glance(meeting, viewer=viewer) if meeting else None,
    )


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """Answer how everything is that the site stands on: 503 when something is out of order."""
    found = state.how_it_is()
    is_wrong = any(one.level == Level.WRONG for one in found)
    told: dict[str, object] = {one.name: one.fact for one in found}
    told["warnings"] = [one.name for one in found if one.level == Level.WARNING]
    answer = jsonify(told | {"version": VERSION})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 503 if is_wrong else 200


@blueprint.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """Say whom to tell of a hole in the site (RFC 9116); nobody without SECURITY_CONTACT."""
    found = settings()
    if not found.security_contact:
        raise NotFound(_("There is no page at this address."))
    is_page = found.security_contact.startswith("https:")
    lines = (
        f"Contact: {found.security_contact if is_page else 'mailto:' + found.security_contact}",
        f"Expires: {(now() + GOOD_FOR).isoformat(timespec='seconds').replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(found.interface_languages)}",
        f"Canonical: {address_of('home.security_txt')}",
    )
    return Response("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")


@blueprint.get("/given-up")
def given_up() -> ResponseReturnValue:
    """Show coordinators the background work that was given up, and why."""
    return render_template("home/given_up.html", rows=tasks.given_up(), what_it_is=_work_in_words)


@blueprint.post("/given-up")
def try_again() -> ResponseReturnValue:
    """Have one piece of given-up work, or all of them, tried anew."""
    with transaction():
        count = tasks.try_again(request.form.get("work", type=int))
        if count:
            audit.note("home.work_retried", by=current_viewer().person_id, count=count)
    flash(
        ngettext(
            "%(num)d piece of work is tried again.",
            "%(num)d pieces of work are tried again.",
            count,
        ),
        "success",
    )
    return redirect(url_for("home.given_up"), code=303)


@blueprint.app_context_processor
def waiting_work() -> dict[str, int]:
    """Give coordinators' menus the number of things that wait for them."""
    viewer = current_viewer()
    if not viewer.is_coordinator:
        return {}
    return {
        "waiting_count": members.waiting_count(viewer=viewer),
        "review_count": library.review_count(viewer=viewer),
        "proposed_count": programme.proposed_count(viewer=viewer),
        "damage_count": preservation.damage_count(viewer=viewer),
        "doi_count": dois.refused_count(viewer=viewer),
        "has_dois": settings().datacite.is_on,
        "given_up_count": (given_up_count := tasks.failed_count()),
        "in_need_count": state.is_in_need(given_up_count),
    }


def _waiting_for(viewer: Viewer) -> Sequence[tuple[str, str, int]]:
    """Return what waits for this viewer as (words, address, number), without what is none."""
    to_decide = members.waiting_count(viewer=viewer)
    to_review = library.review_count(viewer=viewer)
    proposed = programme.proposed_count(viewer=viewer)
    hubs_waiting = hubs.waiting_count(viewer=viewer)
    to_answer = members.asked_count(viewer=viewer)
    drafts = library.draft_count(viewer=viewer)
    damaged = preservation.damage_count(viewer=viewer)
    found = [
        (
            ngettext("damaged file", "damaged files", damaged),
            url_for("preservation.index"),
            damaged,
        ),
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
            ngettext("proposed session to decide", "proposed sessions to decide", proposed),
            url_for("programme.proposals"),
            proposed,
        ),
        (
            ngettext("hub to decide", "hubs to decide", hubs_waiting),
            _where_hubs_wait(hubs_waiting),
            hubs_waiting,
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


def _where_hubs_wait(count: int) -> str:
    """Return the queue of hubs of the meeting that is on or comes next, for which most register."""
    meeting = programme.find_current_meeting() if count else None
    return url_for("hubs.queue", meeting_id=meeting.id) if meeting else url_for("programme.index")


_WORK = {
    "read": _l("Reading a file"),
    "screen": _l("Looking at a file for harmful programs"),
    "fixity": _l("Comparing files with what was deposited"),
    "draw": _l("Drawing the pages of a file"),
    "recognise": _l("Recognising the text of a scan"),
    **dict.fromkeys(("index", "forget", "rebuild"), _l("Showing a change in search")),
    "mail": _l("Sending a letter"),
    **dict.fromkeys(
        ("alerts", "followers", "hubs", "news", "report-reminders", "damage"),
        _l("Writing letters about what is new"),
    ),
    "announce": _l("Telling other programs what changed"),
    "retention": _l("Deleting what was kept long enough"),
    "websub": _l("Telling the hub that a feed changed"),
    "doi": _l("Registering a DOI"),
}


def _work_in_words(work: tasks.Work) -> tuple[str, str]:
    """Return what a piece of work is, and the address of what it is about, which may be empty."""
    what = str(_WORK.get(work.kind, work.kind))
    if work.subject.startswith("/"):
        return what, work.subject
    document_id = library.document_of(work.subject)
    return what, url_for("library.detail", document_id=document_id) if document_id else ""
