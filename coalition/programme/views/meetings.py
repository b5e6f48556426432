"""Making a meeting and changing what is said about it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coalition.errors import Conflict, Invalid
from coalition.programme import queries, service
from coalition.programme.differences import Difference
from coalition.programme.forms import MeetingForm
from coalition.programme.models import Meeting
from coalition.programme.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the form for a new meeting."""
    return _new_page(MeetingForm(formdata=None))


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Make a meeting."""
    form = MeetingForm()
    if form.validate():
        try:
            meeting = service.create_meeting(form.fields(), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("The meeting is made. Add its sessions, or import its programme."), "success")
            return redirect(url_for("programme.detail", meeting_id=meeting.id), code=303)
    return _new_page(form), 422


@blueprint.get("/<int:meeting_id>/edit")
def edit(meeting_id: int) -> ResponseReturnValue:
    """Show the form that changes a meeting."""
    meeting = queries.get_meeting(meeting_id)
    form = MeetingForm(formdata=None)
    form.show(meeting)
    return _edit_page(meeting, form)


@blueprint.post("/<int:meeting_id>/edit")
def update(meeting_id: int) -> ResponseReturnValue:
    """Change what is said about a meeting."""
    form = MeetingForm()
    status = 422
    meanwhile: tuple[Difference, ...] = ()
    if form.validate():
        try:
            service.update_meeting(
                meeting_id, form.fields(), by=current_viewer(), revision=form.known_revision()
            )
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            form.form_errors.append(problem.message)
            meanwhile = form.catch_up(queries.get_meeting(meeting_id))
            status = 409
        else:
            flash(_("Saved."), "success")
            _tell_of_sessions_outside(meeting_id)
            return redirect(url_for("programme.detail", meeting_id=meeting_id), code=303)
    return _edit_page(queries.get_meeting(meeting_id), form, meanwhile), status


def _tell_of_sessions_outside(meeting_id: int) -> None:
    """Say when sessions are held before the first day or after the last."""
    count = queries.outside_count(queries.get_meeting(meeting_id), viewer=current_viewer())
    if count:
        flash(
            ngettext(
                "%(num)d session is held on a day outside of the meeting.",
                "%(num)d sessions are held on days outside of the meeting.",
                count,
            ),
            "warning",
        )


def _new_page(form: MeetingForm) -> str:
    return render_template("programme/new.html", form=form)


def _edit_page(meeting: Meeting, form: MeetingForm, meanwhile: tuple[Difference, ...] = ()) -> str:
    return render_template(
        "programme/edit.html",
        form=form,
        meeting=meeting,
        used=queries.part_uses(meeting.id),
        meanwhile=meanwhile,
    )
