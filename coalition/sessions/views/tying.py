"""Saying which documents belong to a session, and which do not."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import NotFound
from coalition.programme import service
from coalition.programme.models import Session
from coalition.sessions import queries
from coalition.sessions.forms import TieForm
from coalition.sessions.views.room import blueprint, session_to_change
from coalition.web.forms import clean
from coalition.web.viewing import current_viewer

LONGEST_WORDS = 200  # characters


@blueprint.get("/<int:session_id>/documents")
def documents(session_id: int) -> ResponseReturnValue:
    """Show the documents of a session and find others that can be tied to it."""
    return _page(session_to_change(session_id))


@blueprint.post("/<int:session_id>/documents")
def tie(session_id: int) -> ResponseReturnValue:
    """Tie a document to the session, or change what it is to it."""
    session = session_to_change(session_id)
    form = TieForm()
    document_id = form.document_id()
    if not form.validate() or document_id is None:
        flash(_("Choose a document, and what it is to the session."), "error")
        return _page(session), 422
    try:
        made = service.tie_document(session_id, document_id, form.chosen_use(), by=current_viewer())
    except (
        NotFound
    ) as problem:  # it was withdrawn or deleted meanwhile: the list shows what is left
        flash(problem.message, "error")
        return _page(session_to_change(session_id)), 422  # what was undone left nothing loaded
    flash(_("The document belongs to the session now."), "success")
    going_to = url_for(".documents", session_id=made.session_id, q=_words() or None)
    return redirect(going_to, code=303)


@blueprint.post("/<int:session_id>/documents/<int:document_id>/untie")
def untie(session_id: int, document_id: int) -> ResponseReturnValue:
    """Say that a document does not belong to the session; the document itself stays."""
    service.untie_document(session_id, document_id, by=current_viewer())
    flash(_("The document no longer belongs to the session. It stays in the library."), "success")
    return redirect(url_for(".documents", session_id=session_id), code=303)


def _words() -> str:
    return clean(request.args.get("q", ""))[:LONGEST_WORDS]


def _page(session: Session) -> str:
    viewer = current_viewer()
    tied = queries.documents_by_use(session, viewer=viewer)
    known = [tie.document_id for _use, ties in tied for tie in ties]
    found, has_more = queries.tieable(_words(), viewer=viewer, besides=known)
    return render_template(
        "sessions/documents.html",
        session=session,
        tied=tied,
        found=found,
        has_more=has_more,
        words=_words(),
        new_form=lambda: TieForm(formdata=None),
    )
