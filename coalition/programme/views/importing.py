"""Bringing in a programme: choosing a file, seeing what it would change, and doing just that."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, FileField, HiddenField, StringField
from wtforms.validators import InputRequired

from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.programme import policy, queries
from coalition.programme.imports import keeping, running
from coalition.programme.imports.differences import shower_of
from coalition.programme.imports.plan import Outcome, Plan
from coalition.programme.imports.table import COLUMNS, OUT
from coalition.programme.models import Meeting
from coalition.programme.views.room import blueprint
from coalition.web.bodies import TABLE_BYTES
from coalition.web.forms import Form
from coalition.web.viewing import current_viewer


class FileForm(Form):
    """A file with a programme."""

    file = FileField(
        _l("File"), [InputRequired(_l("Choose a file: a CSV table or a calendar (.ics)."))]
    )


class ImportForm(Form):
    """What is to be done with sessions the file does not name; `plan` is what was looked at."""

    plan = HiddenField()
    cancel = BooleanField(_l("Cancel the sessions the file does not name"))
    reason = StringField(_l("Reason, for everybody to read"))


@blueprint.get("/<int:meeting_id>/import")
def choose_import(meeting_id: int) -> ResponseReturnValue:
    """Show the form for a file, and what files can hold."""
    return _choosing(_meeting(meeting_id), FileForm(formdata=None))


@blueprint.post("/<int:meeting_id>/import")
def rehearse_import(meeting_id: int) -> ResponseReturnValue:
    """Keep a file for a while and go on to what it would change."""
    meeting, form, viewer = _meeting(meeting_id), FileForm(), current_viewer()
    if not form.validate():
        return _choosing(meeting, form), 422
    data = request.files["file"].read()
    try:
        if not data:
            raise Invalid(fields={"file": _("This file is empty. Choose another one.")})
        running.rehearse(data, meeting_id, by=viewer)
    except Invalid as problem:
        form.blame(problem if problem.fields else Invalid(fields={"file": problem.message}))
        return _choosing(meeting, form), 422
    key = keeping.keep(data, meeting_id, by=viewer)
    return redirect(url_for(".rehearsed_import", meeting_id=meeting_id, key=key), code=303)


@blueprint.get("/<int:meeting_id>/import/<key>")
def rehearsed_import(meeting_id: int, key: str) -> ResponseReturnValue:
    """Show what a file would change, row by row; nothing is written yet."""
    meeting, viewer = _meeting(meeting_id), current_viewer()
    try:
        data = keeping.kept(key, meeting_id, by=viewer)
        plan = running.rehearse(data, meeting_id, by=viewer)
    except (Invalid, NotFound) as problem:
        return _sent_again(meeting, problem)
    return _rehearsal(meeting, key, plan, ImportForm(formdata=None, plan=plan.digest))


@blueprint.post("/<int:meeting_id>/import/<key>")
def import_programme(meeting_id: int, key: str) -> ResponseReturnValue:
    """Do what was shown, all of it or nothing; show it anew where it is another by now."""
    meeting, viewer, form = _meeting(meeting_id), current_viewer(), ImportForm()
    try:
        data = keeping.kept(key, meeting_id, by=viewer)
    except NotFound as problem:
        return _sent_again(meeting, problem)
    reason = form.text("reason") if form.raw("cancel") else ""
    status = 422
    try:
        if form.raw("cancel"):
            running.refuse_reason(reason)
        expected = form.text("plan") or "none"
        done = running.bring_in(data, meeting_id, by=viewer, expected=expected, reason=reason)
    except Invalid as problem:
        form.blame(problem)
    except Conflict as problem:
        form.blame(Invalid(problem.message))
        status = Conflict.status
    else:
        keeping.forget(key, meeting_id, by=viewer)
        flash(_told(done, bool(reason)), "success")
        return redirect(url_for(".detail", meeting_id=meeting_id), code=303)
    plan = running.rehearse(data, meeting_id, by=viewer)
    form.plan.data = plan.digest
    return _rehearsal(meeting, key, plan, form), status


def _meeting(meeting_id: int) -> Meeting:
    """Return the meeting for those who may import into it. Raises NotFound and NotAllowed."""
    meeting = queries.get_meeting(meeting_id)
    if not policy.may_edit_meetings(current_viewer()):
        raise NotAllowed(_("Coordinators import programmes."))
    return meeting


def _choosing(meeting: Meeting, form: FileForm) -> str:
    return render_template(
        "programme/import.html",
        meeting=meeting,
        form=form,
        columns=[COLUMNS[name] for name in OUT],
        limit_mb=TABLE_BYTES // 1_000_000,
    )


def _sent_again(meeting: Meeting, problem: Invalid | NotFound) -> ResponseReturnValue:
    """Show the form for a file once more, with why."""
    form = FileForm(formdata=None)
    form.blame(Invalid(fields={"file": problem.message}))
    return _choosing(meeting, form), problem.status


def _rehearsal(meeting: Meeting, key: str, plan: Plan, form: ImportForm) -> str:
    return render_template(
        "programme/import_rehearsal.html",
        meeting=meeting,
        key=key,
        plan=plan,
        form=form,
        shower=shower_of(plan, meeting),
    )


def _told(plan: Plan, cancels: bool) -> str:
    new, changed = len(plan.of(Outcome.NEW)), len(plan.of(Outcome.CHANGED))
    told = [
        ngettext("%(num)d session is new.", "%(num)d sessions are new.", new) if new else "",
        ngettext("%(num)d session changed.", "%(num)d sessions changed.", changed)
        if changed
        else "",
        ngettext(
            "%(num)d session was cancelled.", "%(num)d sessions were cancelled.", len(plan.gone)
        )
        if cancels and plan.gone
        else "",
    ]
    return " ".join(filter(None, told)) or _("The programme was up to date already.")
