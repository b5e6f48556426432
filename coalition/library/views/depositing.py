"""Pages for depositors: handing over files, new versions, what is in their care."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from coalition.errors import Invalid
from coalition.library import policy, queries, service
from coalition.library.forms import DepositForm, VersionForm
from coalition.library.imports import sentence_of
from coalition.library.models import Document
from coalition.library.views.room import (
    blueprint,
    document_to_edit,
    first_sentence,
    page_number,
    wants_json,
)
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
    return _deposit_page(_deposit_form())


@blueprint.post("/")
def create() -> ResponseReturnValue:
    """Keep each file as a draft of its own; those refused are named with the reason."""
    form = _deposit_form()
    if not form.validate():
        return _refused(form)
    kept: list[Document] = []
    refused: list[tuple[str, Invalid]] = []
    files = [given for given in form.raw("files") if given.filename]
    for given in files:
        try:
            kept.append(_keep(given, form.organisation_id()))
        except Invalid as problem:
            refused.append((given.filename[:LONGEST_NAME_SHOWN], problem))
    if not kept and wants_json():
        return jsonify(error=" ".join(sentence_of(refusal) for _name, refusal in refused)), 422
    if not kept:
        for name, refusal in refused:
            sentence = _("%(file)s: %(reason)s", file=name, reason=sentence_of(refusal))
            form.blame(Invalid(fields={"files": sentence}))
        return _refused(form)
    going_to = url_for("library.edit", document_id=kept[0].id)
    if wants_json():
        return jsonify(url=going_to), 201
    _tell(len(kept), refused)
    return redirect(going_to if len(files) == 1 else url_for("library.mine"), code=303)


@blueprint.get("/<int:document_id>/versions/new")
def new_version(document_id: int) -> ResponseReturnValue:
    """Show the form that takes the file of a new version."""
    return _version_page(document_to_edit(document_id), VersionForm(formdata=None))


@blueprint.post("/<int:document_id>/versions")
def add_version(document_id: int) -> ResponseReturnValue:
    """Keep a file as the next version."""
    document = document_to_edit(document_id)
    form = VersionForm()
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
    """Delete a draft and its files."""
    service.delete_draft(document_id, by=current_viewer())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("library.mine"), code=303)


def _keep(given: FileStorage, organisation_id: int | None) -> Document:
    return service.deposit(
        given.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
        given.filename or "",
        by=current_viewer(),
        organisation_id=organisation_id,
    )


def _deposit_form() -> DepositForm:
    viewer = current_viewer()
    form = DepositForm()
    form.offer(queries.depositing_organisations(viewer=viewer), coalition=policy.may_review(viewer))
    return form


def _deposit_page(form: DepositForm) -> str:
    limit = settings().upload_max_mb
    return render_template("library/new.html", form=form, limit_mb=limit)


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
    return render_template("library/new_version.html", document=document, form=form)
