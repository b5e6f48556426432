"""Operations that publish documents and take them back."""

from flask import Response

from coalition.api.asking import sent
from coalition.api.describing.examples import EXAMPLES
from coalition.api.describing.operations import Answer, Body, Described, described
from coalition.api.operations import operation
from coalition.api.shapes.documents import Document as Shape
from coalition.api.shapes.given import Withdrawing
from coalition.api.shapes.words import said as _l
from coalition.api.views import receiving
from coalition.api.views.depositing import fresh, told
from coalition.api.views.room import blueprint
from coalition.database import transaction
from coalition.errors import Invalid
from coalition.library import service
from coalition.web.forms import clean_lines
from coalition.web.viewing import current_viewer


@blueprint.post("/api/v1/documents/<int:document_id>/publish")
@described(
    Described(
        group="depositing",
        summary=_l("Publish a draft"),
        about=_l(
            "Where coordinators review first it is handed in: the answer says which state the "
            "document has now. A published document needs a title, a kind, a licence and a "
            "language."
        ),
        takes_match=True,
        takes_key=True,
        answers={200: Answer(_l("The document as it is now."), Shape)},
        refusals=(409, 412, 413, 422, 428),
    )
)
@operation(scope="publish")
def publish(document_id: int) -> Response:
    """Publish a draft."""
    viewer = current_viewer()
    with transaction():
        found = fresh(document_id, viewer)
        try:
            service.publish(document_id, by=viewer, revision=found.revision)
        except Invalid as problem:
            raise receiving.pointed(problem) from problem
    return told(document_id, viewer)


@blueprint.post("/api/v1/documents/<int:document_id>/withdraw")
@described(
    Described(
        group="depositing",
        summary=_l("Withdraw a document"),
        about=_l("Its address then says that it was withdrawn, when and why."),
        body=Body("application/json", shape=Withdrawing, example=EXAMPLES[Withdrawing]),
        takes_match=True,
        takes_key=True,
        answers={200: Answer(_l("The document as it is now, without versions."), Shape)},
        refusals=(409, 412, 413, 415, 422, 428),
    )
)
@operation(scope="publish")
def withdraw(document_id: int) -> Response:
    """Withdraw a document."""
    viewer, given = current_viewer(), sent(Withdrawing)
    with transaction():
        fresh(document_id, viewer)
        try:
            service.withdraw(document_id, clean_lines(given.reason), by=viewer)
        except Invalid as problem:
            raise receiving.pointed(problem) from problem
    return told(document_id, viewer)
