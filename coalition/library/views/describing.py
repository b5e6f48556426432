"""Pages that describe a document, and publish or withdraw it."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.library import policy, queries, service
from coalition.library.forms import DescriptionForm, ReasonForm
from coalition.library.models import Document, State
from coalition.library.views.room import blueprint, document_to_edit, reading_state
from coalition.web.forms import number
from coalition.web.site import settings
from coalition.web.viewing import current_viewer


@blueprint.get("/<int:document_id>/edit")
def edit(document_id: int) -> ResponseReturnValue:
    """Show the form that describes a document."""
    document = document_to_edit(document_id)
    form = DescriptionForm(formdata=None)
    form.offer(queries.all_subjects(viewer=current_viewer()))
    form.show(document)
    return _edit_page(document, form)


@blueprint.post("/<int:document_id>/edit")
def update(document_id: int) -> ResponseReturnValue:
    """Save the description, and publish the document where that was asked for."""
    document = document_to_edit(document_id)
    form = DescriptionForm()
    form.offer(queries.all_subjects(viewer=current_viewer()))
    publishing = "publish" in request.form
    if not form.validate():
        form.blame_the_rest(publishing=publishing)
        return _edit_page(document, form), 422
    by = current_viewer()
    is_saved = False
    try:
        service.edit(document_id, form.fields(), by=by, revision=form.known_revision())
        is_saved = True
        if publishing:
            return _published(document_id, service.publish(document_id, by=by))
    except Invalid as problem:
        document = queries.get_document(document_id, viewer=by)
        if is_saved:
            form.show(document)
        form.blame(problem)
        form.blame_the_rest(publishing=publishing)
        return _edit_page(document, form), problem.status
    except Conflict as problem:
        document = queries.get_document(document_id, viewer=by)
        meanwhile = form.catch_up(document)
        form.blame(Invalid(problem.message))
        return _edit_page(document, form, meanwhile), problem.status
    flash(_("Saved."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)


@blueprint.get("/<int:document_id>/reading")
def reading(document_id: int) -> ResponseReturnValue:
    """Show how far the reading of the newest version has come: the part a waiting page asks for."""
    document = document_to_edit(document_id)
    return render_template("library/reading.html", **reading_state(document))


@blueprint.post("/<int:document_id>/publish")
def publish(document_id: int) -> ResponseReturnValue:
    """Publish the document as it was shown, or hand it in for review."""
    revision = number(request.form.get("revision"))
    try:
        state = service.publish(document_id, by=current_viewer(), revision=revision)
    except Invalid as problem:
        document = document_to_edit(document_id)
        form = DescriptionForm(formdata=None)
        form.offer(queries.all_subjects(viewer=current_viewer()))
        form.show(document)
        form.blame(problem)
        return _edit_page(document, form), 422
    return _published(document_id, state)


@blueprint.get("/<int:document_id>/withdraw")
def ask_why_withdrawn(document_id: int) -> ResponseReturnValue:
    """Ask for the reason to take a document back."""
    return _withdrawing(_published_document(document_id), ReasonForm(formdata=None))


@blueprint.post("/<int:document_id>/withdraw")
def withdraw(document_id: int) -> ResponseReturnValue:
    """Take a document back, with the reason."""
    document = _published_document(document_id)
    form = ReasonForm()
    if not form.validate():
        return _withdrawing(document, form), 422
    service.withdraw(document_id, form.lines("reason"), by=current_viewer())
    flash(_("The document is withdrawn. Its address now shows your reason."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)


def _published_document(document_id: int) -> Document:
    """Return a document that can be withdrawn. Raises NotFound and Conflict."""
    document = document_to_edit(document_id)
    if not policy.may_withdraw(current_viewer(), document):
        raise Conflict(_("Only what is published can be withdrawn."))
    return document


def _withdrawing(document: Document, form: ReasonForm) -> str:
    return render_template("library/withdraw.html", document=document, form=form)


def _edit_page(
    document: Document, form: DescriptionForm, meanwhile: Sequence[tuple[str, str]] = ()
) -> str:
    viewer = current_viewer()
    return render_template(
        "library/edit.html",
        form=form,
        meanwhile=meanwhile,
        may_publish=policy.may_publish(viewer, document),
        hands_in=settings().review_before_publishing and not viewer.is_coordinator,
        may_delete=policy.may_delete(viewer, document),
        **reading_state(document),
    )


def _published(document_id: int, state: State) -> Response:
    if state == State.IN_REVIEW:
        flash(_("Handed in. A coordinator will publish it or send it back."), "success")
    else:
        flash(_("Published. It can be found in a moment."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)  # type: ignore[return-value]
