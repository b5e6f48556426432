"""A member's own pages: its details, its representatives, invitations."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.accounts import queries as account_queries
from coalition.accounts.views import go_on
from coalition.errors import Invalid, NotFound
from coalition.members import policy, queries, representation, service
from coalition.members.forms import AcceptForm, DetailsForm, InviteForm, details_of
from coalition.members.models import State
from coalition.members.views.room import blueprint, spent
from coalition.web.languages import locale_tag
from coalition.web.site import path_of
from coalition.web.viewing import current_viewer, forget_viewer


@blueprint.get("/<int:organisation_id>/edit")
def edit(organisation_id: int) -> ResponseReturnValue:
    """Show the form for a member's details."""
    organisation = queries.get_own_organisation(organisation_id, viewer=current_viewer())
    if organisation.state is not State.APPROVED:
        return redirect(url_for(".application", organisation_id=organisation_id), code=303)
    form = DetailsForm(formdata=None, data=details_of(organisation))
    return render_template("members/edit.html", organisation=organisation, form=form)


@blueprint.post("/<int:organisation_id>/edit")
def update(organisation_id: int) -> ResponseReturnValue:
    """Change a member's details."""
    viewer = current_viewer()
    organisation = queries.get_own_organisation(organisation_id, viewer=viewer)
    form = DetailsForm()
    if form.validate():
        try:
            changed = service.edit(organisation_id, form.details(), by=viewer)
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("Saved.") if changed else _("Nothing was different."), "success")
            return redirect(url_for(".detail", organisation_id=organisation_id), code=303)
    return render_template("members/edit.html", organisation=organisation, form=form), 422


@blueprint.get("/<int:organisation_id>/representatives")
def representatives(organisation_id: int) -> ResponseReturnValue:
    """Show who speaks for an organisation now and before, and who is invited."""
    return _representatives_page(organisation_id, InviteForm(formdata=None))


@blueprint.post("/<int:organisation_id>/representatives")
def invite(organisation_id: int) -> ResponseReturnValue:
    """Invite a colleague."""
    form = InviteForm()
    if form.validate():
        email = form.text("email").casefold()
        try:
            representation.invite(
                organisation_id, email, by=current_viewer(), language=locale_tag()
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("An invitation is on its way to %(email)s.", email=email), "success")
            return _to_representatives(organisation_id)
    return _representatives_page(organisation_id, form), 422


@blueprint.post("/<int:organisation_id>/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Make an invitation worthless."""
    representation.withdraw_invitation(organisation_id, invitation_id, by=current_viewer())
    flash(_("The invitation is withdrawn; its link no longer works."), "success")
    return _to_representatives(organisation_id)


@blueprint.post("/<int:organisation_id>/representatives/<int:person_id>/hand-over")
def hand_over(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """Make another representative the contact."""
    representation.hand_over(organisation_id, person_id, by=current_viewer())
    flash(_("Letters to the organisation go to the new contact from now on."), "success")
    return _to_representatives(organisation_id)


@blueprint.post("/<int:organisation_id>/leave")
def leave(organisation_id: int) -> ResponseReturnValue:
    """Stop representing an organisation."""
    representation.leave(organisation_id, by=current_viewer())
    forget_viewer()
    flash(_("You no longer represent this organisation. Thank you for your work."), "success")
    return redirect(url_for("home.index"), code=303)


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation, and what this reader has to do to accept it."""
    return _invitation_page(token, AcceptForm(formdata=None))


@blueprint.post("/invitation/<token>")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation."""
    viewer = current_viewer()
    form = AcceptForm()
    try:
        invited = representation.find_invitation(token)
        organisation_id = invited.organisation_id
        is_known = account_queries.find_confirmed(invited.email) is not None
        if is_known or viewer.is_signed_in:
            newcomer = None
        elif form.validate():
            newcomer = form.newcomer(invited.email)
        else:
            return _invitation_page(token, form, 422)
        person = representation.accept_invitation(
            token, newcomer, by=viewer, address=request.remote_addr or ""
        )
    except NotFound as problem:
        return spent(problem.message, is_invitation=True)
    except Invalid as problem:
        form.blame(problem)
        return _invitation_page(token, form, 422)
    page = url_for(".detail", organisation_id=organisation_id)
    if viewer.is_signed_in:
        forget_viewer()
        answer: ResponseReturnValue = redirect(page, code=303)
    else:
        answer = go_on(person, page)
    flash(_("Welcome. You now represent the organisation."), "success")
    return answer


def _representatives_page(organisation_id: int, form: InviteForm) -> str:
    viewer = current_viewer()
    organisation = queries.get_own_organisation(organisation_id, viewer=viewer)
    rows = queries.representatives_of(organisation_id, viewer=viewer)
    return render_template(
        "members/representatives.html",
        organisation=organisation,
        present=[row for row in rows if row.until_at is None],
        former=[row for row in rows if row.until_at is not None],
        invitations=queries.pending_invitations(organisation_id, viewer=viewer),
        may_edit=policy.may_edit(viewer, organisation_id) and organisation.state is State.APPROVED,
        represents=policy.represents(viewer, organisation_id),
        form=form,
    )


def _to_representatives(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".representatives", organisation_id=organisation_id), code=303)


def _invitation_page(token: str, form: AcceptForm, status: int = 200) -> tuple[str, int]:
    try:
        invited = representation.find_invitation(token)
    except NotFound as problem:
        return spent(problem.message, is_invitation=True)
    person = account_queries.find_confirmed(invited.email)
    page = render_template(
        "members/invitation.html",
        invitation=invited,
        token=token,
        form=form,
        is_known=person is not None,
        is_oneself=person is not None and person.id == current_viewer().person_id,
        here=path_of("members.invitation", token=token),
    )
    return page, status
