"""Pages of the library: browsing, reading, depositing, describing, reviewing."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from coalition.errors import Conflict, Invalid
from coalition.library import originals, pages, policy, queries, receipt, service
from coalition.library.forms import (
    DepositForm,
    DescriptionForm,
    ReasonForm,
    SubjectsForm,
    VersionForm,
)
from coalition.library.imports import sentence_of
from coalition.library.kinds import kind_label
from coalition.library.licences import licence_label, licence_url
from coalition.library.models import Document, State, Version
from coalition.library.subjects import update_subjects as keep_subjects
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer

blueprint = Blueprint("library", __name__, url_prefix="/library")
blueprint.add_app_template_filter(kind_label, "kind_label")
blueprint.add_app_template_filter(licence_label, "licence_label")
blueprint.add_app_template_filter(licence_url, "licence_url")

# What a file may do when a browser opens it all the same: nothing.
FILE_POLICY = "sandbox; default-src 'none'"
MOST_MESSAGES = 6  # refusals shown one by one: all messages travel in one cookie
LONGEST_NAME_SHOWN = 60  # characters


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show the newest documents and the ways into the rest."""
    viewer = current_viewer()
    return render_template(
        "library/index.html",
        documents=queries.newest_documents(viewer=viewer, page=_page()),
        browse=queries.browse(viewer=viewer),
    )


@blueprint.get("/<int:document_id>")
def detail(document_id: int) -> ResponseReturnValue:
    """Show a document with the text of its newest readable version, or its tombstone."""
    document = queries.get_document(document_id, viewer=current_viewer())
    if not policy.may_read(current_viewer(), document):
        return render_template("library/withdrawn.html", document=document), 410
    return _reading_page(document, receipt.version_to_read(document))


@blueprint.get("/<int:document_id>/versions/<int:number>")
def version(document_id: int, number: int) -> ResponseReturnValue:
    """Show a version by its number; an old one says so."""
    found = queries.get_version(document_id, number, viewer=current_viewer())
    return _reading_page(found.document, found)


@blueprint.get("/<int:document_id>/versions/<int:number>/file")
def download(document_id: int, number: int) -> ResponseReturnValue:
    """Send the original of a version, to be kept and never to be shown within the site."""
    found = queries.get_version(document_id, number, viewer=current_viewer())
    answer = send_file(
        originals.storage().path(found.file_digest),
        mimetype=found.file.media_type,
        as_attachment=True,
        download_name=found.file_name,
        conditional=True,
        etag=found.file_digest,
        last_modified=found.created_at,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """Show the documents in one's care, drafts included."""
    found = queries.my_documents(viewer=current_viewer(), page=_page())
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
    if not kept:
        for name, refusal in refused:
            sentence = _("%(file)s: %(reason)s", file=name, reason=sentence_of(refusal))
            form.blame(Invalid(fields={"files": sentence}))
        return _refused(form)
    going_to = url_for("library.edit", document_id=kept[0].id)
    if _wants_json():
        return jsonify(url=going_to), 201
    _tell(len(kept), refused)
    return redirect(going_to if len(files) == 1 else url_for("library.mine"), code=303)


@blueprint.get("/<int:document_id>/edit")
def edit(document_id: int) -> ResponseReturnValue:
    """Show the form that describes a document."""
    document = _document_to_edit(document_id)
    form = DescriptionForm(formdata=None)
    form.offer(queries.all_subjects(viewer=current_viewer()))
    form.show(document)
    return _edit_page(document, form)


@blueprint.post("/<int:document_id>/edit")
def update(document_id: int) -> ResponseReturnValue:
    """Save the description, and publish the document where that was asked for."""
    document = _document_to_edit(document_id)
    form = DescriptionForm()
    form.offer(queries.all_subjects(viewer=current_viewer()))
    if not form.validate():
        return _edit_page(document, form), 422
    by = current_viewer()
    try:
        service.edit(document_id, form.fields(), by=by, revision=form.known_revision())
        if "publish" in request.form:
            return _published(document_id, service.publish(document_id, by=by))
    except (Invalid, Conflict) as problem:
        document = queries.get_document(document_id, viewer=by)
        form.catch_up(document)
        form.blame(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        return _edit_page(document, form), problem.status
    flash(_("Saved."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)


@blueprint.get("/<int:document_id>/reading")
def reading(document_id: int) -> ResponseReturnValue:
    """Show how far the reading of the newest version has come: the part a waiting page asks for."""
    document = _document_to_edit(document_id)
    return render_template("library/reading.html", **_reading_state(document))


@blueprint.get("/<int:document_id>/versions/new")
def new_version(document_id: int) -> ResponseReturnValue:
    """Show the form that takes the file of a new version."""
    return _version_page(_document_to_edit(document_id), VersionForm(formdata=None))


@blueprint.post("/<int:document_id>/versions")
def add_version(document_id: int) -> ResponseReturnValue:
    """Keep a file as the next version."""
    document = _document_to_edit(document_id)
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
            if _wants_json():
                return jsonify(url=going_to), 201
            flash(_("The new version is kept and will be read in a moment."), "success")
            return redirect(going_to, code=303)
    if _wants_json():
        return jsonify(error=_first_sentence(form)), 422
    return _version_page(document, form), 422


@blueprint.post("/<int:document_id>/publish")
def publish(document_id: int) -> ResponseReturnValue:
    """Publish the document as it was shown, or hand it in for review."""
    shown = request.form.get("revision", "")
    revision = int(shown) if shown.isdecimal() else None
    try:
        state = service.publish(document_id, by=current_viewer(), revision=revision)
    except Invalid as problem:
        document = _document_to_edit(document_id)
        form = DescriptionForm(formdata=None)
        form.offer(queries.all_subjects(viewer=current_viewer()))
        form.show(document)
        form.blame(problem)
        return _edit_page(document, form), 422
    return _published(document_id, state)


@blueprint.route("/<int:document_id>/withdraw", methods=["GET", "POST"])
def withdraw(document_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take the document back."""
    document = _document_to_edit(document_id)
    if not policy.may_withdraw(current_viewer(), document):
        raise Conflict(_("Only what is published can be withdrawn."))
    form = ReasonForm()
    if request.method == "POST" and form.validate():
        service.withdraw(document_id, form.lines("reason"), by=current_viewer())
        flash(_("The document is withdrawn. Its address now shows your reason."), "success")
        return redirect(url_for("library.detail", document_id=document_id), code=303)
    page = render_template("library/withdraw.html", document=document, form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:document_id>/delete")
def delete_draft(document_id: int) -> ResponseReturnValue:
    """Delete a draft and its files."""
    service.delete_draft(document_id, by=current_viewer())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("library.mine"), code=303)


@blueprint.get("/review")
def review() -> ResponseReturnValue:
    """Show what was handed in, the longest waiting first."""
    found = queries.review_queue(viewer=current_viewer(), page=_page())
    return render_template("library/review.html", documents=found)


@blueprint.route("/<int:document_id>/send-back", methods=["GET", "POST"])
def send_back(document_id: int) -> ResponseReturnValue:
    """Ask for the reason, then give the document back to its depositor."""
    document = _document_to_edit(document_id)
    if document.state != State.IN_REVIEW:
        raise Conflict(_("This document does not wait for review any more."))
    form = ReasonForm()
    if request.method == "POST" and form.validate():
        service.send_back(document_id, form.lines("reason"), by=current_viewer())
        flash(_("Sent back. The depositor sees your reason."), "success")
        return redirect(url_for("library.review"), code=303)
    page = render_template("library/send_back.html", document=document, form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:document_id>/versions/<int:number>/retry")
def retry(document_id: int, number: int) -> ResponseReturnValue:
    """Have a file read once more."""
    service.retry_reading(document_id, number, by=current_viewer())
    flash(_("The file will be read again in a moment."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)


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


def _page() -> int:
    return request.args.get("page", default=1, type=int)


def _wants_json() -> bool:
    """Tell whether a script sent the form and waits for an answer to itself."""
    return request.accept_mimetypes.best == "application/json"


def _keep(given: FileStorage, organisation_id: int | None) -> Document:
    return service.deposit(
        given.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
        given.filename or "",
        by=current_viewer(),
        organisation_id=organisation_id,
    )


def _document_to_edit(document_id: int) -> Document:
    """Return a document in the viewer's care. 403 for readers who may only know of it."""
    document = queries.get_document(document_id, viewer=current_viewer())
    if not policy.may_care_for(current_viewer(), document):
        abort(403)
    if document.state == State.WITHDRAWN:
        raise Conflict(_("This document is withdrawn and stays as it is."))
    return document


def _deposit_form() -> DepositForm:
    viewer = current_viewer()
    form = DepositForm()
    form.offer(queries.depositing_organisations(viewer=viewer), coalition=policy.may_review(viewer))
    return form


def _deposit_page(form: DepositForm) -> str:
    limit = settings().upload_max_mb
    return render_template("library/new.html", form=form, limit_mb=limit)


def _refused(form: DepositForm) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(error=_first_sentence(form)), 422
    return _deposit_page(form), 422


def _first_sentence(form: Any) -> str:
    """Return the first thing wrong with a form, for a script to show beside the file."""
    sentences = [*form.form_errors, *(e for field in form for e in field.errors)]
    return str(sentences[0]) if sentences else _("The form is not complete.")


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


def _edit_page(document: Document, form: DescriptionForm) -> str:
    viewer = current_viewer()
    return render_template(
        "library/edit.html",
        form=form,
        may_publish=policy.may_publish(viewer, document),
        hands_in=settings().review_before_publishing and not viewer.is_coordinator,
        may_delete=policy.may_delete(viewer, document),
        **_reading_state(document),
    )


def _version_page(document: Document, form: VersionForm) -> str:
    return render_template("library/new_version.html", document=document, form=form)


def _subjects_page(form: SubjectsForm) -> str:
    viewer = current_viewer()
    return render_template(
        "library/subjects.html",
        form=form,
        subjects=queries.all_subjects(viewer=viewer),
        uses=queries.subject_uses(viewer=viewer),
    )


def _published(document_id: int, state: State) -> Response:
    if state == State.IN_REVIEW:
        flash(_("Handed in. A coordinator will publish it or send it back."), "success")
    else:
        flash(_("Published. It can be found in a moment."), "success")
    return redirect(url_for("library.detail", document_id=document_id), code=303)  # type: ignore[return-value]


def _reading_state(document: Document) -> dict[str, Any]:
    newest = document.versions[-1]
    return {
        "document": document,
        "newest": newest,
        "is_waiting": receipt.is_waiting(newest),
        "problem": receipt.problem_of(newest),
        "notices": receipt.notices_of(newest),
        "sent_back": receipt.why_sent_back(document),
        "may_retry": policy.may_retry_reading(current_viewer()),
    }


def _reading_page(document: Document, shown: Version) -> str:
    viewer = current_viewer()
    query = request.args.get("q", "")
    return render_template(
        "library/detail.html",
        shown=shown,
        text=pages.text_of(shown, viewer=viewer, page=_page(), query=query),
        query=query,
        permanent_address=address_of("library.detail", document_id=document.id),
        act_in_words=receipt.act_in_words,
        shown_problem=receipt.problem_of(shown),
        is_newest=shown is document.versions[-1],
        is_asked_for=request.endpoint == "library.version",
        in_care=policy.may_care_for(viewer, document),
        may_publish=policy.may_publish(viewer, document),
        may_withdraw=policy.may_withdraw(viewer, document),
        may_review=policy.may_review(viewer) and document.state == State.IN_REVIEW,
        hands_in=settings().review_before_publishing and not viewer.is_coordinator,
        **_reading_state(document),
    )
