"""Adding a session and changing it: everything that is said about one."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.programme import policy, queries, service
from coalition.programme.clashes import Clash, Clashing, fingerprint
from coalition.programme.description import SessionFields, fields_of
from coalition.programme.differences import Difference, differences
from coalition.programme.holders import Holders
from coalition.programme.models import Meeting, Session
from coalition.programme.schedule import span
from coalition.programme.session_form import SessionForm
from coalition.programme.views.room import blueprint, page_of, session_to_edit
from coalition.web.clocks import zone_words
from coalition.web.viewing import current_viewer


@dataclass(frozen=True, slots=True)
class Page:
    """What the form's page shows beside the fields, and the status it is answered with."""

    meeting: Meeting
    holders: Holders
    session: Session | None = None
    clashes: tuple[Clash, ...] = ()
    meanwhile: tuple[Difference, ...] = ()
    status: int = 200


@blueprint.get("/<int:meeting_id>/sessions/new")
def new_session(meeting_id: int) -> ResponseReturnValue:
    """Show the form for a new session; the viewer's own organisations hold it to begin with."""
    viewer = current_viewer()
    page = Page(queries.get_meeting(meeting_id), Holders())
    own = [] if viewer.is_coordinator else page.holders.name_of(viewer.organisation_ids)
    zone = page.meeting.timezone
    form = SessionForm(formdata=None, organisers=own, kind="workshop", zone=zone)
    return _page(form, page)


@blueprint.post("/<int:meeting_id>/sessions/new")
def create_session(meeting_id: int) -> ResponseReturnValue:
    """Add a session, or propose it."""
    page = Page(queries.get_meeting(meeting_id), Holders())
    form = SessionForm()
    return _written(form, page)


@blueprint.get("/sessions/<int:session_id>/edit")
def edit_session(session_id: int) -> ResponseReturnValue:
    """Show the form that changes a session."""
    session = session_to_edit(session_id)
    form = SessionForm(formdata=None)
    form.show(session)
    return _page(form, Page(session.meeting, Holders(session.organisers), session))


@blueprint.post("/sessions/<int:session_id>/edit")
def update_session(session_id: int) -> ResponseReturnValue:
    """Change a session."""
    session = session_to_edit(session_id)
    page = Page(session.meeting, Holders(session.organisers), session)
    return _written(SessionForm(), page)


def _written(form: SessionForm, page: Page) -> ResponseReturnValue:
    """Write what the form says, or show it again with what stands against that."""
    form.offer(page.meeting)
    if "rows" in request.form:
        form.add_rows()
        return _page(form, page)
    fields = form.read(page.meeting.zone, page.holders, page.session)
    if fields is None:
        return _page(form, replace(page, status=422))
    try:
        if not form.goes_by_clocks_of(page.meeting):
            raise Conflict(
                _("This was changed since you opened the page. Look at it again and repeat.")
            )
        return _kept(_write(form, page, fields), is_new=page.session is None)
    except Clashing as problem:
        return _page(form, replace(_anew(page), clashes=problem.clashes, status=422))
    except Invalid as problem:
        form.blame(problem)
        return _page(form, replace(_anew(page), status=422))
    except Conflict as problem:
        return _page(form, _meanwhile(form, page, fields, problem))


def _write(form: SessionForm, page: Page, fields: SessionFields) -> Session:
    """Write the session; what clashes is held against it unless exactly that was seen before."""
    try:
        return _write_once(form, page, fields)
    except Clashing as problem:
        if form.raw("despite") != fingerprint(problem.clashes):
            raise
    return _write_once(form, page, fields, despite_clashes=True)


def _write_once(
    form: SessionForm, page: Page, fields: SessionFields, *, despite_clashes: bool = False
) -> Session:
    by = current_viewer()
    if page.session is None:
        return service.create_session(
            page.meeting.id, fields, by=by, despite_clashes=despite_clashes
        )
    return service.update_session(
        page.session.id,
        fields,
        by=by,
        revision=form.known_revision(),
        despite_clashes=despite_clashes,
    )


def _kept(session: Session, *, is_new: bool) -> ResponseReturnValue:
    """Say what became of the session and go on to its page."""
    if not is_new:
        flash(_("Saved."), "success")
    elif current_viewer().is_coordinator:
        flash(_("The session is in the programme."), "success")
    else:
        flash(_("Proposed. The coordinators decide about it and write to you."), "success")
    return redirect(page_of(session.id), code=303)


def _anew(page: Page) -> Page:
    """Return the page with its meeting and session as they are after a write was undone."""
    if page.session is None:
        return replace(page, meeting=queries.get_meeting(page.meeting.id))
    session = session_to_edit(page.session.id)
    return replace(page, meeting=session.meeting, session=session)


def _meanwhile(form: SessionForm, page: Page, fields: SessionFields, problem: Conflict) -> Page:
    """Return the page of a form that came too late: what was typed, and what is kept by now."""
    page = _anew(page)
    found = _zone_changed(form, page.meeting)
    form.zone.data = page.meeting.timezone
    if (session := page.session) is None:
        form.form_errors.append(problem.message)
        return replace(page, meanwhile=found, status=409)
    form.form_errors.append(
        _(
            "Somebody changed this session while you were at it. What you typed is below and not "
            "saved yet: look at what differs, then save again."
        )
    )
    form.revision.data = str(session.revision)
    found += differences(fields_of(session), fields, session.meeting.zone, page.holders)
    return replace(page, meanwhile=found, status=409)


def _zone_changed(form: SessionForm, meeting: Meeting) -> tuple[Difference, ...]:
    """Return the meeting's zone now, where the clocks that were typed are those of another."""
    if form.goes_by_clocks_of(meeting):
        return ()
    return (Difference(_("Time zone"), zone_words(meeting.zone, *span(meeting))),)


def _page(form: SessionForm, page: Page) -> ResponseReturnValue:
    viewer = current_viewer()
    if page.session is None and not policy.may_propose(viewer):
        raise NotAllowed(_("Sessions are added by members and coordinators."))
    form.offer(page.meeting)
    form.fill_rows()
    answer = render_template(
        "programme/edit_session.html" if page.session else "programme/new_session.html",
        form=form,
        meeting=page.meeting,
        session=page.session,
        names=page.holders.names,
        clashes=page.clashes,
        despite=fingerprint(page.clashes),
        meanwhile=page.meanwhile,
        zone_at=span(page.meeting),
    )
    return answer, page.status
