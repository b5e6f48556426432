"""Handing over files that belong to a session."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import CombinedMultiDict

from coalition.errors import Invalid, NotFound, sentence_of
from coalition.ingest import sentences
from coalition.library import policy as library_policy
from coalition.library import queries as library
from coalition.library import repeats
from coalition.library.models import Document
from coalition.library.views.room import first_sentence, wants_json
from coalition.library.views.uploading import sent
from coalition.programme.models import Session
from coalition.sessions import service
from coalition.sessions.forms import SessionFilesForm
from coalition.sessions.views.room import blueprint, session_to_change
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

LONGEST_NAME_SHOWN = 60  # characters


@blueprint.get("/<int:session_id>/documents/new")
def new_document(session_id: int) -> ResponseReturnValue:
    """Show the form that takes files of the session."""
    session = session_to_change(session_id)
    form = _form(None)
    form.use.data = request.args.get("use", "")
    return _page(session, form)


@blueprint.post("/<int:session_id>/documents/new")
def deposit(session_id: int) -> ResponseReturnValue:
    """Keep each file as a draft that belongs to the session."""
    session = session_to_change(session_id)
    try:
        form = _form(sent("files"))
    except NotFound:  # perhaps it became a draft, and the answer never reached the browser
        made = repeats.find(_once(), by=current_viewer())
        if made is None:
            raise
        return _going_on(made)
    if not form.validate():
        return _refused(session, form)
    kept = _keep_all(session_id, form)
    if not kept:
        return _refused(session_to_change(session_id), form)  # what was undone left nothing loaded
    if wants_json():
        return _going_on(kept[0])
    flash(
        ngettext(
            "%(num)d file is kept as a draft. Describe it, then publish it.",
            "%(num)d files are kept as drafts. Describe each, then publish it.",
            len(kept),
        ),
        "success",
    )
    for sentence in form.form_errors:
        flash(sentence, "error")
    if len(kept) == 1 and not form.form_errors:
        return _going_on(kept[0])
    return redirect(url_for(".documents", session_id=session_id), code=303)


def _keep_all(session_id: int, form: SessionFilesForm) -> list[Document]:
    """Keep the files one by one; those refused are named, with the reason, among the form's errors."""
    kept: list[Document] = []
    for given in form.raw("files"):
        if not given.filename:
            continue
        try:
            document = service.deposit_document(
                session_id,
                given.stream,
                given.filename,
                form.chosen_use(),
                by=current_viewer(),
                organisation_id=form.organisation_id(),
                once=_once(),
            )
        except Invalid as problem:
            name = given.filename[:LONGEST_NAME_SHOWN]
            form.form_errors.append(
                _("%(file)s: %(reason)s", file=name, reason=sentence_of(problem))
            )
        else:
            kept += [document] if document not in kept else []
    return kept


def _once() -> str:
    """Return what tells this form, and the upload in it, from all others; empty without a token."""
    token = request.form.get("once", "")
    return f"{token} {request.form.get('upload', '')}" if token else ""


def _going_on(document: Document) -> ResponseReturnValue:
    going_to = url_for("library.receipt", document_id=document.id)
    return (jsonify(url=going_to), 201) if wants_json() else redirect(going_to, code=303)


def _form(given: CombinedMultiDict[str, Any] | None) -> SessionFilesForm:
    viewer = current_viewer()
    form = SessionFilesForm(formdata=given)
    organisations = library.depositing_organisations(viewer=viewer)
    form.offer(organisations, coalition=library_policy.may_review(viewer))
    return form


def _refused(session: Session, form: SessionFilesForm) -> ResponseReturnValue:
    if wants_json():
        sentence = " ".join(form.form_errors) or first_sentence(form)
        return jsonify(error=sentence), 422
    return _page(session, form), 422


def _page(session: Session, form: SessionFilesForm) -> str:
    return render_template(
        "sessions/new_document.html",
        session=session,
        form=form,
        limit_mb=settings().upload_max_mb,
        kinds=sentences.readable_kinds(),
    )
