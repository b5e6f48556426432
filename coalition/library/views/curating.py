"""Pages for coordinators: reviewing what was handed in, reading files again, the subjects."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.library import queries, screening, service
from coalition.library.forms import ReasonForm, SubjectsForm
from coalition.library.models import Document, State
from coalition.library.subjects import update_subjects as keep_subjects
from coalition.library.views.room import blueprint, document_to_edit, page_number
from coalition.web.viewing import current_viewer


@blueprint.get("/review")
def review() -> ResponseReturnValue:
    """Show what was handed in, the longest waiting first."""
    found = queries.review_queue(viewer=current_viewer(), page=page_number())
    return render_template("library/review.html", documents=found)


@blueprint.get("/<int:document_id>/send-back")
def ask_why_sent_back(document_id: int) -> ResponseReturnValue:
    """Ask for the reason to give a document back."""
    return _sending_back(_in_review(document_id), ReasonForm(formdata=None))


@blueprint.post("/<int:document_id>/send-back")
def send_back(document_id: int) -> ResponseReturnValue:
    """Give a document back to its depositor, with the reason."""
    document = _in_review(document_id)
    form = ReasonForm()
    if not form.validate():
        return _sending_back(document, form), 422
    service.send_back(document_id, form.lines("reason"), by=current_viewer())
    flash(_("Sent back. The depositor sees your reason."), "success")
    return redirect(url_for("library.review"), code=303)


@blueprint.post("/<int:document_id>/versions/<int:number>/retry")
def retry(document_id: int, number: int) -> ResponseReturnValue:
    """Have a file read once more."""
    service.retry_reading(document_id, number, by=current_viewer())
    flash(_("The file will be read again in a moment."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)


@blueprint.post("/<int:document_id>/versions/<int:number>/look-again")
def look_again(document_id: int, number: int) -> ResponseReturnValue:
    """Have a file that is held back looked at once more."""
    screening.look_again(document_id, number, by=current_viewer())
    flash(_("The file will be looked at again in a moment."), "success")
    return redirect(_version_page(document_id, number), code=303)


@blueprint.post("/<int:document_id>/versions/<int:number>/remove-file")
def remove_file(document_id: int, number: int) -> ResponseReturnValue:
    """Delete a file that is held back, for good."""
    screening.remove_file(document_id, number, by=current_viewer())
    flash(_("The file is deleted. The document stays, without it."), "success")
    return redirect(_version_page(document_id, number), code=303)


@blueprint.get("/subjects")
def subjects() -> ResponseReturnValue:
    """Show the list of subjects with how often each is used."""
    return _subjects_page(SubjectsForm(formdata=None))


@blueprint.post("/subjects")
def update_subjects() -> ResponseReturnValue:
    """Save the list of subjects."""
    form = SubjectsForm()
    known = queries.all_subjects(viewer=current_viewer())
    if form.validate():
        try:
            keep_subjects(form.names(known, request.form), by=current_viewer())
        except (Invalid, Conflict) as problem:
            form.blame(Invalid(problem.message))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("library.subjects"), code=303)
    return _subjects_page(form), 422


def _version_page(document_id: int, number: int) -> str:
    return url_for("library.version", document_id=document_id, number=number)


def _subjects_page(form: SubjectsForm) -> str:
    viewer = current_viewer()
    return render_template(
        "library/subjects.html",
        form=form,
        subjects=queries.all_subjects(viewer=viewer),
        uses=queries.subject_uses(viewer=viewer),
    )


def _in_review(document_id: int) -> Document:
    """Return a document that waits for review. Raises NotFound and Conflict."""
    document = document_to_edit(document_id)
    if document.state != State.IN_REVIEW:
        raise Conflict(_("This document does not wait for review any more."))
    return document


def _sending_back(document: Document, form: ReasonForm) -> str:
    return render_template("library/send_back.html", document=document, form=form)
