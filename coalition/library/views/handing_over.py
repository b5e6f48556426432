"""What every form that takes files does: each is kept or refused, and both are said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from coalition.errors import Invalid, NotFound, sentence_of
from coalition.library import repeats
from coalition.library.models import Document
from coalition.library.views.room import first_sentence, wants_json
from coalition.library.views.uploading import sent
from coalition.web.forms import Form
from coalition.web.viewing import current_viewer

MOST_MESSAGES = 6  # refusals shown one by one: all messages travel in one cookie
LONGEST_NAME_SHOWN = 60  # characters

Keeping = Callable[[BinaryIO, str], Document]


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of files: the drafts, and those refused as the name to show and the reason."""

    kept: tuple[Document, ...]
    refused: tuple[tuple[str, Invalid], ...]


def once(of: int | None = None) -> str:
    """Return what tells this form, and the upload in it, from all others; empty without a token.

    The form of a new version is told by its document, `of`, as well.
    """
    token = request.form.get("once", "")
    mark = f"{token} {request.form.get('upload', '')}" if token else ""
    return f"{mark} {of}" if mark and of else mark


def sent_files(
    field: str = "files", *, of: int | None = None
) -> CombinedMultiDict[str, Any] | Document:
    """Return what the form holds; or what it became, when that answer never reached the browser.

    That is a new draft, or the document `of` which there is a version more. Raises NotFound and Conflict when the upload the form names is not there as a whole.
    """
    try:
        return sent(field)
    except NotFound:
        made = repeats.find(once(of), by=current_viewer())
        if made is None:
            raise
        return made


def files_in(form: Form) -> list[FileStorage]:
    """Return the files of a form, without a field that was left empty."""
    return [given for given in form.raw("files") if given.filename]


def keep_each(files: Iterable[FileStorage], keep: Keeping) -> Handed:
    """Keep files one by one: `keep` takes bytes and a name. What it refuses stops no other."""
    kept: list[Document] = []
    refused: list[tuple[str, Invalid]] = []
    for given in files:
        name = given.filename or ""
        try:
            document = keep(cast(BinaryIO, given.stream), name)
        except Invalid as problem:
            refused.append((name[:LONGEST_NAME_SHOWN], problem))
        else:
            kept += [document] if document not in kept else []
    return Handed(tuple(kept), tuple(refused))


def going_on(document: Document) -> ResponseReturnValue:
    """Send a depositor on to the receipt of the draft a file became."""
    going_to = url_for("library.receipt", document_id=document.id)
    return (jsonify(url=going_to), 201) if wants_json() else redirect(going_to, code=303)


def refused(form: Form, handed: Handed, page: Callable[[], str]) -> ResponseReturnValue:
    """Say why nothing was kept: a script is told the reasons, else they stand at the files."""
    if wants_json() and handed.refused:
        reasons = " ".join(sentence_of(problem) for _name, problem in handed.refused)
        return jsonify(error=reasons), 422
    for name, problem in handed.refused:
        form.blame(Invalid(fields={"files": _refusal(name, problem)}))
    return incomplete(form, page)


def incomplete(form: Form, page: Callable[[], str]) -> ResponseReturnValue:
    """Say what is wrong with a form: to a script, or on the page that shows the form again."""
    if wants_json():
        return jsonify(error=first_sentence(form)), 422
    return page(), 422


def tell(handed: Handed) -> None:
    """Say on the next page what became of each file."""
    flash(
        ngettext(
            "%(num)d file is kept as a draft. Describe it, then publish it.",
            "%(num)d files are kept as drafts. Describe each, then publish it.",
            len(handed.kept),
        ),
        "success",
    )
    for name, problem in handed.refused[:MOST_MESSAGES]:
        flash(_refusal(name, problem), "error")
    more = max(len(handed.refused) - MOST_MESSAGES, 0)
    if more:
        sentence = ngettext(
            "%(num)d more file was refused.", "%(num)d more files were refused.", more
        )
        flash(sentence, "error")


def _refusal(name: str, problem: Invalid) -> str:
    return _("%(file)s: %(reason)s", file=name, reason=sentence_of(problem))
