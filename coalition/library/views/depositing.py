"""Pages for depositors: handing over files, new versions, what is in their care."""

from typing import Any, BinaryIO

from flask import (
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict

from coalition.errors import Invalid
from coalition.ingest import sentences
from coalition.library import policy, queries, quota, service
from coalition.library.forms import DepositForm, VersionForm
from coalition.library.models import Document
from coalition.library.views import handing_over
from coalition.library.views.room import (
    blueprint,
    document_to_edit,
    page_number,
    wants_json,
)
from coalition.web.site import settings
from coalition.web.viewing import current_viewer


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """Show the documents in one's care, drafts included."""
    found = queries.my_documents(viewer=current_viewer(), page=page_number())
    return render_template("library/mine.html", documents=found)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the form that takes files."""
    return _deposit_page(_deposit_form(None))


@blueprint.post("/")
def create() -> ResponseReturnValue:
    """Keep each file as a draft of its own; those refused are named with the reason."""
    given = handing_over.sent_files()
    if isinstance(given, Document):
        return handing_over.going_on(given)
    form = _deposit_form(given)
    if not form.validate():
        return handing_over.incomplete(form, lambda: _deposit_page(form))
    files = handing_over.files_in(form)
    handed = handing_over.keep_each(files, _keeping(form.organisation_id()))
    if not handed.kept:
        return handing_over.refused(form, handed, lambda: _deposit_page(form))
    if wants_json():
        return handing_over.going_on(handed.kept[0])
    handing_over.tell(handed)
    if len(files) == 1:
        return handing_over.going_on(handed.kept[0])
    return redirect(url_for("library.mine"), code=303)


@blueprint.get("/<int:document_id>/versions/new")
def new_version(document_id: int) -> ResponseReturnValue:
    """Show the form that takes the file of a new version."""
    document = document_to_edit(document_id)
    return _version_page(document, _version_form(document, None))


@blueprint.post("/<int:document_id>/versions")
def add_version(document_id: int) -> ResponseReturnValue:
    """Keep a file as the next version, or in the place of the one before."""
    document = document_to_edit(document_id)
    sent = handing_over.sent_files("file", of=document_id)
    if isinstance(sent, Document):
        return _version_kept(document_id)
    form = _version_form(document, sent)
    if form.validate():
        given = form.raw("file")
        try:
            service.add_version(
                document_id,
                given.stream,
                given.filename or "",
                form.what_changed(),
                by=current_viewer(),
                once=handing_over.once(document_id),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            return _version_kept(document_id)
    return handing_over.incomplete(form, lambda: _version_page(document, form))


@blueprint.post("/<int:document_id>/delete")
def delete_draft(document_id: int) -> ResponseReturnValue:
    """Delete a draft and its files; go on to the document ?then= that holds the same."""
    service.delete_draft(document_id, by=current_viewer())
    flash(_("The draft is deleted."), "success")
    then = request.form.get("then", type=int)
    going_to = url_for("library.detail", document_id=then) if then else url_for("library.mine")
    return redirect(going_to, code=303)


def _keeping(organisation_id: int | None) -> handing_over.Keeping:
    """Return what keeps a file as a draft of an organisation, or of the coalition (None)."""

    def keep(stream: BinaryIO, name: str) -> Document:
        return service.deposit(
            stream,
            name,
            by=current_viewer(),
            organisation_id=organisation_id,
            once=handing_over.once(),
        )

    return keep


def _deposit_form(sent: CombinedMultiDict[str, Any] | None) -> DepositForm:
    viewer = current_viewer()
    form = DepositForm(formdata=sent)
    form.offer(queries.depositing_organisations(viewer=viewer), coalition=policy.may_review(viewer))
    return form


def _deposit_page(form: DepositForm) -> str:
    return render_template(
        "library/new.html",
        form=form,
        limit_mb=settings().upload_max_mb,
        kinds=sentences.readable_kinds(),
        uses=quota.uses(viewer=current_viewer()),
    )


def _version_kept(document_id: int) -> ResponseReturnValue:
    going_to = url_for("library.detail", document_id=document_id)
    if wants_json():
        return jsonify(url=going_to), 201
    flash(_("The new version is kept and will be read in a moment."), "success")
    return redirect(going_to, code=303)


def _version_form(document: Document, given: CombinedMultiDict[str, Any] | None) -> VersionForm:
    form = VersionForm(formdata=given)
    if policy.was_never_published(document):
        form.replace_only()
    return form


def _version_page(document: Document, form: VersionForm) -> str:
    limit = settings().upload_max_mb
    return render_template("library/new_version.html", document=document, form=form, limit_mb=limit)
