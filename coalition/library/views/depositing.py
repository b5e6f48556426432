"""Pages for depositors: handing over files, new versions, what is in their care."""

from typing import Any

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
from flask_babel import ngettext
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from coalition.errors import Invalid, NotFound, sentence_of
from coalition.ingest import sentences
from coalition.library import policy, queries, quota, repeats, service
from coalition.library.forms import DepositForm, VersionForm
from coalition.library.models import Document
from coalition.library.views.room import (
    blueprint,
    document_to_edit,
    first_sentence,
    page_number,
    wants_json,
)
from coalition.library.views.uploading import sent
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

MOST_MESSAGES = 6  # refusals shown one by one: all messages travel in one cookie
LONGEST_NAME_SHOWN = 60  # characters


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
    try:
        form = _deposit_form(sent("files"))
    except NotFound:  # perhaps it became a draft, and the answer never reached the browser
        made = repeats.find(_once(), by=current_viewer())
        if made is None:
            raise
        return _going_on(made)
    if not form.validate():
        return _refused(form)
    kept: list[Document] = []
    refused: list[tuple[str, Invalid]] = []
    files = [given for given in form.raw("files") if given.filename]
    for given in files:
        try:
            document = _keep(given, form.organisation_id())
            kept += [document] if document not in kept else []
        except Invalid as problem:
            refused.append((given.filename[:LONGEST_NAME_SHOWN], problem))
    if not kept and wants_json():
        return jsonify(error=" ".join(sentence_of(refusal) for _name, refusal in refused)), 422
    if not kept:
        for name, refusal in refused:
            sentence = _("%(file)s: %(reason)s", file=name, reason=sentence_of(refusal))
            form.blame(Invalid(fields={"files": sentence}))
        return _refused(form)
    if wants_json():
        return _going_on(kept[0])
    _tell(len(kept), refused)
    return _going_on(kept[0]) if len(files) == 1 else redirect(url_for("library.mine"), code=303)


@blueprint.get("/<int:document_id>/versions/new")
def new_version(document_id: int) -> ResponseReturnValue:
    """Show the form that takes the file of a new version."""
    return _version_page(document_to_edit(document_id), VersionForm(formdata=None))


@blueprint.post("/<int:document_id>/versions")
def add_version(document_id: int) -> ResponseReturnValue:
    """Keep a file as the next version."""
    document = document_to_edit(document_id)
    form = VersionForm(formdata=sent("file"))
    if form.validate():
        given = form.raw("file")
        try:
            service.add_version(
                document_id,
                given.stream,
                given.filename or "",
                form.text("note"),
                by=current_viewer(),
            )
        except Invalid as problem:
            form.blame(problem)
        else:
            going_to = url_for("library.detail", document_id=document_id)
            if wants_json():
                return jsonify(url=going_to), 201
            flash(_("The new version is kept and will be read in a moment."), "success")
            return redirect(going_to, code=303)
    if wants_json():
        return jsonify(error=first_sentence(form)), 422
    return _version_page(document, form), 422


@blueprint.post("/<int:document_id>/delete")
def delete_draft(document_id: int) -> ResponseReturnValue:
    """Delete a draft and its files; go on to the document ?then= that holds the same."""
    service.delete_draft(document_id, by=current_viewer())
    flash(_("The draft is deleted."), "success")
    then = request.form.get("then", type=int)
    going_to = url_for("library.detail", document_id=then) if then else url_for("library.mine")
    return redirect(going_to, code=303)


def _once() -> str:
    """Return what tells this form, and the upload in it, from all others; empty without a token."""
    token = request.form.get("once", "")
    return f"{token} {request.form.get('upload', '')}" if token else ""


def _going_on(document: Document) -> ResponseReturnValue:
    """Send a depositor on to the receipt of the draft a file became."""
    going_to = url_for("library.receipt", document_id=document.id)
    return (jsonify(url=going_to), 201) if wants_json() else redirect(going_to, code=303)


def _keep(given: FileStorage, organisation_id: int | None) -> Document:
    return service.deposit(
        given.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
        given.filename or "",
        by=current_viewer(),
        organisation_id=organisation_id,
        once=_once(),
    )


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


def _refused(form: DepositForm) -> ResponseReturnValue:
    if wants_json():
        return jsonify(error=first_sentence(form)), 422
    return _deposit_page(form), 422


def _tell(kept: int, refused: list[tuple[str, Invalid]]) -> None:
    """Say what became of each file."""
    flash(
        ngettext(
            "%(num)d file is kept as a draft. Describe it, then publish it.",
            "%(num)d files are kept as drafts. Describe each, then publish it.",
            kept,
        ),
        "success",
    )
    for name, problem in refused[:MOST_MESSAGES]:
        flash(_("%(file)s: %(reason)s", file=name, reason=sentence_of(problem)), "error")
    more = max(len(refused) - MOST_MESSAGES, 0)
    if more:
        sentence = ngettext(
            "%(num)d more file was refused.", "%(num)d more files were refused.", more
        )
        flash(sentence, "error")


def _version_page(document: Document, form: VersionForm) -> str:
    limit = settings().upload_max_mb
    return render_template("library/new_version.html", document=document, form=form, limit_mb=limit)
