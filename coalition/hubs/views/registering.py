"""Registering a hub, confirming the address of its host, and asking for a new private link."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.database import now
from coalition.errors import Conflict, Invalid, NotFound, TooMany
from coalition.hubs import agenda, links, policy, queries, service
from coalition.hubs.forms import LinkForm, RegisterForm
from coalition.hubs.models import Hub, State
from coalition.hubs.views.room import blueprint, refused, spent
from coalition.programme import queries as programme
from coalition.programme.models import Meeting
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer


@blueprint.get("/meetings/<int:meeting_id>/hubs/new")
def new(meeting_id: int) -> ResponseReturnValue:
    """Show the form that registers a hub, or say that it is too late."""
    meeting = programme.get_meeting(meeting_id)
    viewer = current_viewer()
    given = {} if viewer.is_coordinator else {"name": viewer.name, "email": viewer.email}
    form = RegisterForm(
        formdata=None,
        coordinator_name=given.get("name", ""),
        coordinator_email=given.get("email", ""),
    )
    return _page(meeting, form)


@blueprint.post("/meetings/<int:meeting_id>/hubs")
def create(meeting_id: int) -> ResponseReturnValue:
    """Register a hub; known and unknown addresses get the same answer."""
    meeting = programme.get_meeting(meeting_id)
    form = RegisterForm()
    if not form.validate():
        return _page(meeting, form), 422
    try:
        hub = service.register(
            meeting_id,
            form.hub(),
            form.chosen(),
            by=current_viewer(),
            language=locale_tag(),
            address=request.remote_addr or "",
        )
        return _after(hub)
    except (Invalid, Conflict, TooMany) as problem:
        form.blame(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        return refused(_page(meeting, form), problem)


@blueprint.get("/meetings/<int:meeting_id>/hubs/sent")
def sent(meeting_id: int) -> ResponseReturnValue:
    """Say that a letter is on its way."""
    meeting = programme.get_meeting(meeting_id)
    return render_template("hubs/sent.html", meeting=meeting, days=queries.CONFIRM_DAYS)


@blueprint.get("/hubs/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that hands a registration in; opening the link alone changes nothing."""
    try:
        hub = service.find_unconfirmed(token)
    except NotFound as problem:
        return spent(problem.message)
    meeting = programme.get_meeting(hub.meeting_id)
    return render_template("hubs/confirm.html", hub=hub, meeting=meeting, token=token)


@blueprint.post("/hubs/confirm/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    """Hand a registration in and go on to the host's page."""
    try:
        own = service.confirm(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(_("Thank you. Your registration is with the coordinators."), "success")
    return redirect(url_for(".host", token=own), code=303)


@blueprint.get("/meetings/<int:meeting_id>/hubs/link")
def lost(meeting_id: int) -> ResponseReturnValue:
    """Show the form by which a host gets a new private link."""
    meeting = programme.get_meeting(meeting_id)
    return render_template("hubs/lost.html", meeting=meeting, form=LinkForm(formdata=None))


@blueprint.post("/meetings/<int:meeting_id>/hubs/link")
def send_links(meeting_id: int) -> ResponseReturnValue:
    """Send a host a new private link; an address without a hub gets the same answer."""
    meeting = programme.get_meeting(meeting_id)
    form = LinkForm()
    if not form.validate():
        return render_template("hubs/lost.html", meeting=meeting, form=form), 422
    service.send_links(meeting_id, form.text("email"), address=request.remote_addr or "")
    flash(
        _("If a hub of this meeting is registered with this address, a letter is on its way."),
        "success",
    )
    return redirect(url_for(".index", meeting_id=meeting_id), code=303)


def _after(hub: Hub) -> ResponseReturnValue:
    """Go on to what comes next for whoever registered a hub."""
    if hub.state is State.ACCEPTED:
        flash(_("Registered and accepted: everybody sees this hub now."), "success")
        return redirect(url_for(".detail", hub_id=hub.id), code=303)
    if hub.state is State.WAITING:
        flash(_("Thank you. Your registration is with the coordinators."), "success")
        return redirect(url_for(".host", token=links.make_link(hub.id)), code=303)
    return redirect(url_for(".sent", meeting_id=hub.meeting_id), code=303)


def _page(meeting: Meeting, form: RegisterForm) -> str:
    sessions = queries.sessions_to_follow(meeting.id)
    return render_template(
        "hubs/new.html",
        meeting=meeting,
        form=form,
        is_open=policy.may_register(current_viewer(), meeting, now()),
        days=agenda.by_day(sessions, meeting.zone),
        chosen=form.chosen(),
    )
