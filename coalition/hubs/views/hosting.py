"""The host's own pages, which a private link opens: the agenda, the sheet, changing, withdrawing."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid, NotFound, TooMany
from coalition.hubs import agenda, policy, queries, service
from coalition.hubs.forms import ChangeForm, SessionsForm, WithdrawForm, data_of
from coalition.hubs.links import asking_token
from coalition.hubs.models import Hub, State
from coalition.hubs.views.room import blueprint, refused, spent
from coalition.web.site import address_of


@blueprint.get("/hubs/host/<token>")
def host(token: str) -> ResponseReturnValue:
    """Show the host of a hub its sessions in its own time, and everything it can do."""
    try:
        return _host_page(token)
    except NotFound as problem:
        return spent(problem.message)


@blueprint.get("/hubs/host/<token>/sheet")
def sheet(token: str) -> ResponseReturnValue:
    """Show the sheet to print and hang up in the hub."""
    try:
        hub = queries.get_hub_by_link(token)
    except NotFound as problem:
        return spent(problem.message)
    return render_template(
        "hubs/sheet.html",
        hub=hub,
        meeting=hub.meeting,
        days=agenda.by_day(agenda.followed(hub), hub.zone),
        asking=asking_token(token) if hub.state is State.ACCEPTED else "",
        address_of=address_of,
        token=token,
    )


@blueprint.get("/hubs/host/<token>/edit")
def edit(token: str) -> ResponseReturnValue:
    """Show the registration to change."""
    try:
        hub = queries.get_hub_by_link(token)
    except NotFound as problem:
        return spent(problem.message)
    return _edit_page(token, hub, ChangeForm(formdata=None, data=data_of(hub)))


@blueprint.post("/hubs/host/<token>/edit")
def update(token: str) -> ResponseReturnValue:
    """Change the registration; one that was declined or withdrawn is handed in again."""
    form = ChangeForm()
    try:
        hub = queries.get_hub_by_link(token)
        if not form.validate():
            return _edit_page(token, hub, form), 422
        return _updated(token, form, hub)
    except NotFound as problem:
        return spent(problem.message)
    except Conflict:
        return _stale(token, form)
    except (Invalid, TooMany) as problem:
        form.blame(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        return refused(_edit_page(token, queries.get_hub_by_link(token), form), problem)


@blueprint.get("/hubs/host/<token>/sessions")
def sessions(token: str) -> ResponseReturnValue:
    """Show the sessions of the meeting to choose from, in the hub's own time."""
    try:
        hub = queries.get_hub_by_link(token)
    except NotFound as problem:
        return spent(problem.message)
    return _sessions_page(token, hub, {link.session_id for link in hub.follows})


@blueprint.post("/hubs/host/<token>/sessions")
def choose_sessions(token: str) -> ResponseReturnValue:
    """Let the hub follow what was chosen."""
    form = SessionsForm()
    try:
        hub = queries.get_hub_by_link(token)
        if form.validate():
            service.choose_sessions(token, form.chosen())
            flash(_("Saved. We write to you when the time of one of them changes."), "success")
            return redirect(url_for(".host", token=token), code=303)
    except NotFound as problem:
        return spent(problem.message)
    except Invalid as problem:
        form.blame(problem)
    return _sessions_page(token, hub, form.chosen(), form), 422


@blueprint.post("/hubs/host/<token>/withdraw")
def withdraw(token: str) -> ResponseReturnValue:
    """Withdraw the hub: it leaves the list, and the page stays to register it again."""
    form = WithdrawForm()
    try:
        if not form.validate():
            return _host_page(token, form), 422
        service.withdraw(token, form.lines("why"))
    except NotFound as problem:
        return spent(problem.message)
    except Conflict as problem:
        flash(problem.message, "warning")
        return redirect(url_for(".host", token=token), code=303)
    flash(_("Your hub is withdrawn."), "success")
    return redirect(url_for(".host", token=token), code=303)


@blueprint.post("/hubs/host/<token>/link")
def replace_link(token: str) -> ResponseReturnValue:
    """Send a new private link and make this and all earlier ones worthless."""
    try:
        hub = service.replace_link(token)
    except NotFound as problem:
        return spent(problem.message)
    flash(
        _(
            "A new link is on its way to %(email)s. All earlier ones no longer work.",
            email=hub.coordinator_email,
        ),
        "success",
    )
    return redirect(url_for(".index", meeting_id=hub.meeting_id), code=303)


def _host_page(token: str, withdrawing: WithdrawForm | None = None) -> str:
    hub = queries.get_hub_by_link(token)
    return render_template(
        "hubs/host.html",
        hub=hub,
        meeting=hub.meeting,
        token=token,
        asking=asking_token(token),
        days=agenda.by_day(agenda.followed(hub), hub.zone),
        why=queries.last_word(hub.id) if hub.state is State.DECLINED else "",
        withdrawing=withdrawing or WithdrawForm(formdata=None),
        is_accepted=hub.state is State.ACCEPTED,
        may_withdraw=hub.state in policy.DECLINABLE,
    )


def _stale(token: str, form: ChangeForm) -> ResponseReturnValue:
    """Show the form again with what was typed, so that it can be sent over the newer state."""
    hub = queries.get_hub_by_link(token)
    form.revision.data = str(hub.revision)
    form.form_errors.append(
        _(
            "The registration was changed since you opened this page. What you typed is kept; "
            "send it again to replace the newer one."
        )
    )
    return _edit_page(token, hub, form), 409


def _edit_page(token: str, hub: Hub, form: ChangeForm) -> str:
    return render_template("hubs/edit.html", hub=hub, meeting=hub.meeting, form=form, token=token)


def _sessions_page(token: str, hub: Hub, chosen: set[int], form: SessionsForm | None = None) -> str:
    """Return the page with everything that can be chosen, and what is followed though cancelled."""
    offered = {session.id: session for session in queries.sessions_to_follow(hub.meeting_id)}
    for link in hub.follows:
        offered.setdefault(link.session_id, link.session)
    ordered = sorted(offered.values(), key=lambda one: (one.starts_at or agenda.LAST, one.id))
    return render_template(
        "hubs/sessions.html",
        hub=hub,
        meeting=hub.meeting,
        days=agenda.by_day(ordered, hub.zone),
        chosen=chosen,
        form=form or SessionsForm(formdata=None),
        token=token,
    )


def _updated(token: str, form: ChangeForm, hub: Hub) -> ResponseReturnValue:
    """Change the hub and lead on to its page, or away from it where another host was named just now.

    Raises what the service raises.
    """
    before = hub.state
    service.update(token, form.hub(), revision=form.known_revision())
    try:
        queries.get_hub_by_link(token)
    except NotFound:
        flash(
            _(
                "Saved. A link of their own is on its way to %(email)s. Yours and all other links "
                "to the hub's page, and question forms opened by them, no longer work.",
                email=hub.coordinator_email,
            ),
            "success",
        )
        return redirect(url_for(".index", meeting_id=hub.meeting_id), code=303)
    flash(_said(before), "success")
    return redirect(url_for(".host", token=token), code=303)


def _said(state: State) -> str:
    """Return what a change means, by the state the hub was in."""
    if state is State.ACCEPTED:
        return _("Saved. Everybody sees it, and the coordinators are told.")
    if state is State.WAITING:
        return _("Saved.")
    return _("Saved, and handed in again. The coordinators decide.")
