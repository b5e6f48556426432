"""Publishing the report of a session into the library."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library.models import State as DocumentState
from coalition.members import queries as members
from coalition.reports import service
from coalition.reports.description import fields_of, refuse_incomplete
from coalition.reports.forms import COALITION, USUAL_LICENCE, PublishForm
from coalition.reports.queries import Standing, get_written
from coalition.reports.views.room import blueprint
from coalition.web.forms import number
from coalition.web.viewing import current_viewer


@blueprint.get("/sessions/<int:session_id>/report/publish")
def publish(session_id: int) -> ResponseReturnValue:
    """Ask under which licence and for whom, and say what is still missing."""
    standing = _published_by_viewer(session_id)
    form, report = PublishForm(formdata=None), standing.report
    _offer(form, standing)
    form.organisation.data = _usual_organisation(standing)
    document = report.document if report else None
    form.licence.data = document.licence if document else USUAL_LICENCE
    form.revision.data = str(report.revision if report else 0)
    return _page(standing, form)


@blueprint.post("/sessions/<int:session_id>/report/publish")
def publish_report(session_id: int) -> ResponseReturnValue:
    """Put the report into the library."""
    standing = _published_by_viewer(session_id)
    form = PublishForm()
    _offer(form, standing)
    if not form.validate():
        return _page(standing, form), 422
    try:
        state = service.publish(
            session_id,
            form.how(),
            by=current_viewer(),
            revision=number(form.raw("revision")) or 0,
        )
    except Invalid as problem:
        form.blame(problem)
        return _page(standing, form), 422
    if state is DocumentState.IN_REVIEW:
        flash(_("Handed in: a coordinator looks at the report before it is published."), "success")
    else:
        flash(_("The report is published in the library."), "success")
    return redirect(url_for(".detail", session_id=session_id), code=303)


def _published_by_viewer(session_id: int) -> Standing:
    standing = get_written(session_id, viewer=current_viewer())
    if not standing.may_publish:
        raise NotAllowed(_("Its organisers and the coordinators publish the report of a session."))
    if standing.report is None:
        raise Conflict(_("Nothing is written yet. Save the draft first."))
    return standing


def _offer(form: PublishForm, standing: Standing) -> None:
    """Offer those who hold the session and the viewer represents; coordinators all who hold it."""
    viewer = current_viewer()
    held_by = [one.organisation for one in standing.session.organisers if one.organisation]
    own = {one.id for one in members.own_organisations(viewer=viewer)} & viewer.organisation_ids
    offered = [one for one in held_by if viewer.is_coordinator or one.id in own]
    form.offer(offered, coalition=viewer.is_coordinator)


def _usual_organisation(standing: Standing) -> str:
    report = standing.report
    document = report.document if report else None
    if document is not None:
        return str(document.organisation_id or COALITION)
    own = current_viewer().organisation_ids
    held_by = [one.organisation_id for one in standing.session.organisers if one.organisation_id]
    mine = [number for number in held_by if number in own]
    return str(next(iter(mine or held_by), COALITION))


def _page(standing: Standing, form: PublishForm) -> str:
    assert standing.report is not None  # noqa: S101  # checked before
    missing: dict[str, str] = {}
    try:
        refuse_incomplete(fields_of(standing.report))
    except Invalid as problem:
        missing = problem.fields
    return render_template("reports/publish.html", standing=standing, form=form, missing=missing)
