"""Everything of a session in one ZIP file, with a page that works without a network."""

from datetime import datetime
from pathlib import Path

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue

from coalition.hubs.queries import hubs_following
from coalition.library.service import note_download
from coalition.programme.calendars.words import page_of
from coalition.programme.calendars.writing import About, calendar_of, in_a_calendar
from coalition.programme.models import Session
from coalition.questions.queries import standing_in
from coalition.sessions import queries
from coalition.sessions.bundle import Enclosed, archive_name, enclosed, newest_change
from coalition.sessions.queries import Gathered
from coalition.sessions.views.room import blueprint
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer
from coalition.web.zipping import Member, kept_zip

STYLES = (
    "tokens.css",
    "offline.css",
    "bundle.css",
)  # of static/css, in the one stylesheet of the page
SENT = {200, 206}  # not 304: nothing is taken then
FOLDER = "bundles"  # in the instance: what lies there can be made again


@blueprint.get("/<int:session_id>.zip")
def bundle(session_id: int) -> ResponseReturnValue:
    """Send everything of a session that this reader may have."""
    found = queries.gathered(session_id, viewer=current_viewer())
    files = enclosed(found)
    members = _members(found, files)
    path, key = kept_zip(settings().instance / FOLDER, members)
    answer = send_file(
        path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=archive_name(found.session),
        conditional=True,
        etag=key,
    )
    if request.method == "GET" and answer.status_code in SENT:
        for one in [one for one in files if one.path]:
            note_download(one.document, one.version, by=current_viewer(), way="zip")
    return answer


def _members(found: Gathered, files: tuple[Enclosed, ...]) -> list[Member]:
    """Return what the ZIP holds, the page to begin with first."""
    session, at = found.session, newest_change(found, files)
    calendar = _calendar(session)
    shown = {
        "found": found,
        "session": session,
        "meeting": session.meeting,
        "files": files,
        "has_calendar": bool(calendar),
        "hubs": hubs_following(session.id),
        "questions": standing_in(session, viewer=current_viewer()),
        "address": address_of("sessions.detail", session_id=session.id),
        "address_of": address_of,
        "as_of": at,
    }
    members = [
        Member("index.html", at, render_template("sessions/bundle.html", **shown).encode()),
        Member("style.css", at, _styles()),
        Member("README.txt", at, render_template("sessions/bundle.txt", **shown).encode()),
    ]
    if calendar:
        members.append(Member("session.ics", at, calendar))
    return members + [_file(one, one.version.created_at) for one in files if one.path]


def _file(one: Enclosed, at: datetime) -> Member:
    return Member(one.name, at, path=one.path, digest=one.version.file_digest)


def _calendar(session: Session) -> bytes:
    """Return the session as a file for calendars, nothing while it has no time."""
    if not in_a_calendar(session):
        return b""
    about = About(
        name=session.title,
        source=address_of("programme.session_calendar", session_id=session.id),
        page=page_of(session),
        is_own=True,
        zone=session.meeting.zone,
    )
    return calendar_of([session], about)


def _styles() -> bytes:
    folder = Path(current_app.static_folder or "", "css")
    return b"\n".join((folder / name).read_bytes() for name in STYLES)
