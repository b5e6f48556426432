"""Operations that deposit documents, describe them and add versions."""

from flask import Response
from flask_babel import gettext as _

from coalition.api.answers import answer, nothing
from coalition.api.asking import MERGE_PATCH, sent
from coalition.api.describing.examples import CHANGES, METADATA
from coalition.api.describing.operations import Answer, Body, Described, described
from coalition.api.operations import operation
from coalition.api.shapes.documents import Document as Shape
from coalition.api.shapes.documents import Version
from coalition.api.shapes.given import Changes, Metadata
from coalition.api.shapes.words import said as _l
from coalition.api.showing.links import api_address
from coalition.api.views import receiving
from coalition.api.views.receiving import FORM
from coalition.api.views.room import blueprint
from coalition.api.views.telling import require_fresh, shape_of, tag_of
from coalition.database import transaction
from coalition.errors import Invalid, NotAllowed
from coalition.library import policy, service
from coalition.library import queries as library
from coalition.library.models import Document
from coalition.web.forms import clean
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

WRITING = (409, 413, 415, 422)


@blueprint.post("/api/v1/documents")
@described(
    Described(
        group="depositing",
        summary=_l("Deposit a document"),
        about=_l(
            "Keeps a file as version 1 of a new draft. The file is read in the background: the "
            "version tells how far that has come."
        ),
        body=Body(
            FORM,
            parts={"metadata": Metadata, "file": bytes},
            example={"metadata": METADATA, "file": "report.pdf"},
        ),
        takes_key=True,
        answers={201: Answer(_l("The new draft."), Shape, has_location=True)},
        refusals=(*WRITING, 507),
    )
)
@operation(scope="deposit")
def deposit() -> Response:
    """Deposit a document."""
    viewer = current_viewer()
    parts, file = receiving.sent_parts("metadata")
    metadata = receiving.metadata_of(parts["metadata"])
    try:
        made = service.deposit(
            file.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
            file.filename or "",
            by=viewer,
            organisation_id=receiving.organisation_of(metadata, viewer),
            fields=receiving.fields_of(metadata),
        )
    except Invalid as problem:
        raise receiving.pointed(problem, within="/metadata") from problem
    return told(made.id, viewer, 201)


@blueprint.patch("/api/v1/documents/<int:document_id>")
@described(
    Described(
        group="depositing",
        summary=_l("Change what is said of a document"),
        about=_l(
            "A JSON merge patch (RFC 7396): fields that are left out stay as they are, null "
            "empties one, and lists are sent whole."
        ),
        body=Body(MERGE_PATCH, shape=Changes, example=CHANGES),
        takes_match=True,
        answers={200: Answer(_l("The document as it is now."), Shape)},
        refusals=(*WRITING, 412, 428),
    )
)
@operation(scope="deposit")
def edit_document(document_id: int) -> Response:
    """Change what is said of a document."""
    viewer, changes = current_viewer(), sent(Changes, media_type=MERGE_PATCH)
    with transaction():
        found = fresh(document_id, viewer)
        try:
            service.edit(
                document_id,
                receiving.changed_fields(found, changes),
                by=viewer,
                revision=found.revision,
            )
        except Invalid as problem:
            raise receiving.pointed(problem) from problem
    return told(document_id, viewer)


@blueprint.delete("/api/v1/documents/<int:document_id>")
@described(
    Described(
        group="depositing",
        summary=_l("Delete a draft"),
        about=_l("With its files. What was published once is withdrawn instead."),
        takes_match=True,
        answers={204: Answer(_l("The draft is gone."))},
        refusals=(409, 412, 428),
    )
)
@operation(scope="deposit")
def delete_draft(document_id: int) -> Response:
    """Delete a draft."""
    viewer = current_viewer()
    with transaction():
        fresh(document_id, viewer)
        service.delete_draft(document_id, by=viewer)
    return nothing()


@blueprint.post("/api/v1/documents/<int:document_id>/versions")
@described(
    Described(
        group="depositing",
        summary=_l("Add a version"),
        about=_l(
            "The document keeps its address; earlier versions stay where they are. In a document "
            "that was never published the file takes the place of the one before, which is "
            "deleted, as version 1, and the note may be empty."
        ),
        body=Body(
            FORM,
            parts={"note": str, "file": bytes},
            example={"note": "The figures of 2012 were added.", "file": "report-2.pdf"},
        ),
        takes_key=True,
        answers={201: Answer(_l("The new version."), Version, has_location=True)},
        refusals=(*WRITING, 507),
    )
)
@operation(scope="deposit")
def add_version(document_id: int) -> Response:
    """Add a version."""
    viewer = current_viewer()
    in_care(document_id, viewer)
    parts, file = receiving.sent_parts("note")
    try:
        made = service.add_version(
            document_id,
            file.stream,  # type: ignore[arg-type]  # a binary stream, typed as any I/O
            file.filename or "",
            clean(parts["note"]),
            by=viewer,
        )
    except Invalid as problem:
        raise receiving.pointed(problem) from problem
    number = made.number
    document = library.get_document(document_id, viewer=viewer)
    shape = next(one for one in shape_of(document, viewer).versions if one.number == number)
    place = api_address("version", document_id=document_id, number=number)
    return answer(shape, 201, headers={"Location": place})


def in_care(document_id: int, viewer: Viewer) -> Document:
    """Return a document in the viewer's care. Raises NotFound, and NotAllowed for mere readers."""
    found = library.get_document(document_id, viewer=viewer)
    if not policy.may_care_for(viewer, found):
        raise NotAllowed(_("Only its organisation and the coordinators change this document."))
    return found


def fresh(document_id: int, viewer: Viewer) -> Document:
    """Return a document in the viewer's care that they have seen as it is now, in a transaction.

    Raises NotFound, NotAllowed, and Problem 428 and 412.
    """
    found = in_care(document_id, viewer)
    require_fresh(found, viewer)
    return found


def told(document_id: int, viewer: Viewer, status: int = 200) -> Response:
    """Answer with a document as it is now; a new one with its address."""
    found = library.get_document(document_id, viewer=viewer)
    shape = shape_of(found, viewer)
    headers = {"Location": shape.api_url} if status == 201 else {}
    return answer(shape, status, etag=tag_of(found, shape), headers=headers)
