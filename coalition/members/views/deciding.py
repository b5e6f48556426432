"""The queue and the page of an application, where applicant and coordinators talk."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.members import decisions, labels, policy, queries, register, service
from coalition.members.duplicates import likely_duplicates
from coalition.members.forms import (
    AnswerForm,
    AskForm,
    CorrectForm,
    DeclineForm,
    ReinstateForm,
    SeenForm,
    SuspendForm,
    details_of,
)
from coalition.members.models import Act, Organisation, OrganisationEvent, State
from coalition.members.views.room import blueprint, region_label
from coalition.web.viewing import current_viewer

TABS = {  # the queue's lists, each with the states in it
    "open": (State.WAITING, State.ASKED),
    "unconfirmed": (State.UNCONFIRMED,),
    "declined": (State.DECLINED,),
    "suspended": (State.SUSPENDED,),
}


@blueprint.get("/queue")
def queue() -> ResponseReturnValue:
    """Show the applications, those that wait for a coordinator first, oldest first."""
    viewer = current_viewer()
    chosen = request.args.get("list", "open")
    chosen = chosen if chosen in TABS else "open"
    counts = queries.state_counts(viewer=viewer)
    pages = max(1, -(-sum(counts[state] for state in TABS[chosen]) // queries.PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows, _total = queries.queue(TABS[chosen], page, viewer=viewer)
    return render_template(
        "members/queue.html",
        rows=rows,
        chosen=chosen,
        counts={name: sum(counts[state] for state in states) for name, states in TABS.items()},
        page=page,
        pages=pages,
    )


@blueprint.get("/<int:organisation_id>/application")
def application(organisation_id: int) -> ResponseReturnValue:
    """Show an application: its state, what was said, and what may be done now."""
    return application_page(organisation_id)


@blueprint.post("/<int:organisation_id>/resend")
def resend(organisation_id: int) -> ResponseReturnValue:
    """Send the link to confirm again, or hand in when the address is confirmed by now."""
    if service.resend(organisation_id, by=current_viewer()):
        flash(_("Your application is with the coordinators."), "success")
    else:
        flash(_("A new link is on its way to your address."), "success")
    return redirect(url_for(".application", organisation_id=organisation_id), code=303)


@blueprint.post("/<int:organisation_id>/answer")
def answer(organisation_id: int) -> ResponseReturnValue:
    """Answer a question."""
    form = AnswerForm()
    return _act(
        organisation_id,
        form,
        lambda: service.answer(
            organisation_id, form.lines("answer"), by=current_viewer(), seen=form.last_seen
        ),
        _("Your answer is sent to the coordinators."),
    )


@blueprint.post("/<int:organisation_id>/correct")
def correct(organisation_id: int) -> ResponseReturnValue:
    """Correct an application and hand it in again."""
    form = CorrectForm()
    return _act(
        organisation_id,
        form,
        lambda: service.correct(
            organisation_id,
            form.details(),
            form.lines("remark"),
            by=current_viewer(),
            seen=form.last_seen,
        ),
        _("Your application is corrected and with the coordinators."),
    )


@blueprint.post("/<int:organisation_id>/ask")
def ask(organisation_id: int) -> ResponseReturnValue:
    """Ask the applicant for more."""
    form = AskForm()
    return _act(
        organisation_id,
        form,
        lambda: decisions.ask(
            organisation_id, form.lines("question"), by=current_viewer(), seen=form.last_seen
        ),
        _("Your question is sent to the applicant."),
    )


@blueprint.post("/<int:organisation_id>/approve")
def approve(organisation_id: int) -> ResponseReturnValue:
    """Make the applicant a member."""
    form = SeenForm()
    return _act(
        organisation_id,
        form,
        lambda: decisions.approve(organisation_id, by=current_viewer(), seen=form.last_seen),
        _("Approved. The applicant is told by mail."),
    )


@blueprint.post("/<int:organisation_id>/decline")
def decline(organisation_id: int) -> ResponseReturnValue:
    """Decline an application."""
    form = DeclineForm()
    return _act(
        organisation_id,
        form,
        lambda: decisions.decline(
            organisation_id, form.lines("why"), by=current_viewer(), seen=form.last_seen
        ),
        _("Declined. The applicant is told by mail, with your reason."),
    )


@blueprint.post("/<int:organisation_id>/suspend")
def suspend(organisation_id: int) -> ResponseReturnValue:
    """Suspend a membership."""
    form = SuspendForm()
    return _act(
        organisation_id,
        form,
        lambda: decisions.suspend(
            organisation_id, form.lines("why"), by=current_viewer(), seen=form.last_seen
        ),
        _("Suspended. The representatives are told by mail, with your reason."),
    )


@blueprint.post("/<int:organisation_id>/reinstate")
def reinstate(organisation_id: int) -> ResponseReturnValue:
    """Give a suspended member its place back."""
    form = ReinstateForm()
    return _act(
        organisation_id,
        form,
        lambda: decisions.reinstate(
            organisation_id, form.lines("why"), by=current_viewer(), seen=form.last_seen
        ),
        _("Reinstated. The representatives are told by mail."),
    )


def _act(
    organisation_id: int, form: SeenForm, act: Callable[[], object], done: str
) -> ResponseReturnValue:
    """Do one act of the application page, or show the page again with what was typed and why not."""
    queries.get_own_organisation(organisation_id, viewer=current_viewer())
    status, conflict = 422, ""
    try:
        if form.validate():
            act()
            flash(done, "success")
            return redirect(url_for(".application", organisation_id=organisation_id), code=303)
    except Invalid as problem:
        form.blame(problem)
    except Conflict as problem:
        status, conflict = 409, problem.message
    return application_page(organisation_id, form, conflict), status


def application_page(
    organisation_id: int, refused: SeenForm | None = None, conflict: str = ""
) -> str:
    """Return the page where applicant and coordinators talk, with the form that was refused."""
    viewer = current_viewer()
    organisation = queries.get_own_organisation(organisation_id, viewer=viewer)
    history = queries.history_of(organisation_id, viewer=viewer)
    return render_template(
        "members/application.html",
        organisation=organisation,
        region=region_label(register.region_of(organisation, organisation.stakeholder_group)),
        history=[
            (labels.act_sentence(event.act, event.by.name if event.by else _("Somebody")), event)
            for event in history
        ],
        icons=labels.ACT_ICONS,
        field_label=labels.field_label,
        sentence=labels.state_sentence(
            organisation.state, to_applicant=policy.represents(viewer, organisation_id)
        ),
        representatives=queries.representatives_of(organisation_id, viewer=viewer),
        duplicates=likely_duplicates(organisation, viewer=viewer),
        why=_words_of(organisation.state, history),
        seen=history[-1].id if history else 0,
        conflict=conflict,
        forms=_forms_for(organisation, refused),
        open_form=type(refused).__name__ if refused else "",
    )


def _words_of(state: State, history: Sequence[OrganisationEvent]) -> OrganisationEvent | None:
    """Return the question or the reason that led to this state, to stand beside it."""
    acts = {State.ASKED: Act.ASKED, State.DECLINED: Act.DECLINED, State.SUSPENDED: Act.SUSPENDED}
    if state not in acts:
        return None
    return next((event for event in reversed(history) if event.act is acts[state]), None)


def _forms_for(organisation: Organisation, refused: SeenForm | None) -> dict[str, SeenForm]:
    """Return the forms that fit the state and the viewer, by what they do.

    The refused one keeps what was typed; it stays even when its time has passed, to be copied.
    """
    viewer = current_viewer()
    kinds: dict[str, type[SeenForm]] = {}
    if policy.may_speak_for(viewer, organisation.id):
        if organisation.state is State.ASKED:
            kinds["answer"] = AnswerForm
        if organisation.state in policy.CORRECTABLE:
            kinds["correct"] = CorrectForm
    if policy.may_decide(viewer):
        if organisation.state in policy.OPEN:
            kinds |= {"approve": SeenForm, "ask": AskForm, "decline": DeclineForm}
        if organisation.state is State.APPROVED:
            kinds["suspend"] = SuspendForm
        if organisation.state is State.SUSPENDED:
            kinds["reinstate"] = ReinstateForm
    return {
        name: refused
        if refused is not None and type(refused) is kind
        else _blank(kind, organisation)
        for name, kind in kinds.items()
    }


def _blank(kind: type[SeenForm], organisation: Organisation) -> SeenForm:
    data = details_of(organisation) if kind is CorrectForm else None
    return kind(formdata=None, data=data)
