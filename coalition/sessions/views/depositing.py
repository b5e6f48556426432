"""Handing over files that belong to a session."""

from typing import Any, BinaryIO

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from coalition.ingest import sentences
from coalition.library import policy as library_policy
from coalition.library import queries as library
from coalition.library.models import Document
from coalition.library.views import handing_over
from coalition.library.views.room import wants_json
from coalition.programme.models import Session
from coalition.sessions import service
from coalition.sessions.forms import SessionFilesForm
from coalition.sessions.views.room import blueprint, session_to_change
from coalition.web.site import settings
from coalition.web.viewing import current_viewer


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
    given = handing_over.sent_files()
    if isinstance(given, Document):
        return handing_over.going_on(given)
    form = _form(given)
    if not form.validate():
        return handing_over.incomplete(form, lambda: _page(session, form))
    handed = handing_over.keep_each(handing_over.files_in(form), _keeping(session_id, form))
    if not handed.kept:  # what was undone left nothing loaded
        return handing_over.refused(
            form, handed, lambda: _page(session_to_change(session_id), form)
        )
    if wants_json():
        return handing_over.going_on(handed.kept[0])
    handing_over.tell(handed)
    if len(handed.kept) == 1 and not handed.refused:
        return handing_over.going_on(handed.kept[0])
    return redirect(url_for(".documents", session_id=session_id), code=303)


def _keeping(session_id: int, form: SessionFilesForm) -> handing_over.Keeping:
    """Return what keeps a file as a draft that belongs to the session."""

    def keep(stream: BinaryIO, name: str) -> Document:
        return service.deposit_document(
            session_id,
            stream,
            name,
            form.chosen_use(),
            by=current_viewer(),
            organisation_id=form.organisation_id(),
            once=handing_over.once(),
        )

    return keep


def _form(given: CombinedMultiDict[str, Any] | None) -> SessionFilesForm:
    viewer = current_viewer()
    form = SessionFilesForm(formdata=given)
    organisations = library.depositing_organisations(viewer=viewer)
    form.offer(organisations, coalition=library_policy.may_review(viewer))
    return form


def _page(session: Session, form: SessionFilesForm) -> str:
    return render_template(
        "sessions/new_document.html",
        session=session,
        form=form,
        limit_mb=settings().upload_max_mb,
        kinds=sentences.readable_kinds(),
    )
