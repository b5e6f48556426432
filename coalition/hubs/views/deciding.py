"""The queue of hubs and what coordinators decide on the page of one."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.hubs import decisions, labels, policy, queries
from coalition.hubs.forms import DecideForm, DeclineForm
from coalition.hubs.models import State
from coalition.hubs.views.room import blueprint
from coalition.programme import queries as programme
from coalition.web.forms import number
from coalition.web.viewing import current_viewer

TABS = (State.WAITING, State.ACCEPTED, State.UNCONFIRMED, State.DECLINED, State.WITHDRAWN)
LAST_PAGE = 1_000_000  # beyond it no database counts rows


@blueprint.get("/meetings/<int:meeting_id>/hubs/queue")
def queue(meeting_id: int) -> ResponseReturnValue:
    """Show the hubs of a meeting by state, those that wait first, oldest first."""
    meeting = programme.get_meeting(meeting_id)
    chosen = next((state for state in TABS if state == request.args.get("list")), State.WAITING)
    page = min(number(request.args.get("page")) or 1, LAST_PAGE)
    hubs, counts = queries.queue(meeting_id, chosen, page, viewer=current_viewer())
    return render_template(
        "hubs/queue.html",
        meeting=meeting,
        hubs=hubs,
        chosen=chosen,
        tabs_of=[(state, labels.state_label(state), counts[state]) for state in TABS],
        page=page,
        pages=max(1, -(-counts[chosen] // queries.PAGE_SIZE)),
    )


@blueprint.post("/hubs/<int:hub_id>/accept")
def accept(hub_id: int) -> ResponseReturnValue:
    """Take a hub into the list."""
    form = DecideForm()
    return _act(
        hub_id,
        form,
        lambda: decisions.accept(hub_id, by=current_viewer(), revision=form.known_revision()),
        _("Accepted. The host is told by mail."),
    )


@blueprint.post("/hubs/<int:hub_id>/decline")
def decline(hub_id: int) -> ResponseReturnValue:
    """Decline a hub, or take it off the list."""
    form = DeclineForm()
    return _act(
        hub_id,
        form,
        lambda: decisions.decline(
            hub_id, form.lines("why"), by=current_viewer(), revision=form.known_revision()
        ),
        _("Declined. The host is told by mail, with your reason."),
    )


@blueprint.post("/hubs/<int:hub_id>/link")
def send_link(hub_id: int) -> ResponseReturnValue:
    """Send the host of a hub a new private link."""
    hub = decisions.send_link(hub_id, by=current_viewer())
    flash(_("A new link is on its way to %(email)s.", email=hub.coordinator_email), "success")
    return redirect(url_for(".detail", hub_id=hub_id), code=303)


def _act(
    hub_id: int, form: DecideForm, act: Callable[[], object], done: str
) -> ResponseReturnValue:
    """Do one act of a hub's page, or show the page again with what was typed and why not."""
    queries.get_hub(hub_id, viewer=current_viewer())
    status, conflict = 422, ""
    try:
        if form.validate():
            act()
            flash(done, "success")
            return redirect(url_for(".detail", hub_id=hub_id), code=303)
    except Invalid as problem:
        form.blame(problem)
    except Conflict as problem:
        status, conflict = 409, problem.message
    return page_of_hub(hub_id, form, conflict), status


def page_of_hub(hub_id: int, refused: DecideForm | None = None, conflict: str = "") -> str:
    """Return the page of a hub, for coordinators with its history and with what was refused."""
    viewer = current_viewer()
    hub = queries.get_hub(hub_id, viewer=viewer)
    declining = refused if isinstance(refused, DeclineForm) else DeclineForm(formdata=None)
    may_decide = policy.may_decide(viewer)
    return render_template(
        "hubs/detail.html",
        hub=hub,
        meeting=hub.meeting,
        shows_contacts=policy.may_see_contacts(viewer, hub),
        may_accept=may_decide and hub.state in policy.DECIDABLE,
        declining=declining if may_decide and hub.state in policy.DECLINABLE else None,
        is_refused=refused is not None,
        conflict=conflict,
        history=[
            (labels.act_sentence(event.act, event.by.name if event.by else ""), event)
            for event in queries.history_of(hub_id, viewer=viewer)
        ],
        icons=labels.ACT_ICONS,
        told_changes=labels.told_changes,
    )
