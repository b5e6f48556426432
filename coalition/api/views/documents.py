"""Operations that read documents, their versions and files."""

from http import HTTPStatus
from typing import Annotated

from flask import Response
from flask_babel import format_date
from flask_babel import gettext as _
from msgspec import Meta

from coalition.api import queries
from coalition.api.answers import answer
from coalition.api.describing.operations import Answer, Described, Parameter, described
from coalition.api.operations import operation
from coalition.api.paging import asked_page
from coalition.api.problems import Problem
from coalition.api.queries import DocumentFilters
from coalition.api.shapes.documents import Document as Shape
from coalition.api.shapes.documents import Version
from coalition.api.shapes.lists import DocumentList, SubjectList, VersionList
from coalition.api.shapes.parts import Kind, Language, Number, Subject
from coalition.api.shapes.words import said as _l
from coalition.api.showing.pages import page_of
from coalition.api.views.filtering import Filters
from coalition.api.views.room import blueprint
from coalition.api.views.telling import shape_of, shapes_of, tag_of
from coalition.library import policy
from coalition.library import queries as library
from coalition.library.kinds import KINDS
from coalition.library.models import Document
from coalition.library.views.sending import original_of
from coalition.web.viewer import Viewer
from coalition.web.viewing import current_viewer

PUBLISHED, MINE = "published", "mine"
FILTERS = (
    Parameter("organisation", Number, _l("Documents of this organisation."), "3"),
    Parameter("kind", Kind, _l("Documents of this kind."), "report"),
    Parameter("subject", Number, _l("Documents about this subject.")),
    Parameter("language", Language, _l("Documents in this language."), "en"),
    Parameter("session", Number, _l("Documents of this session.")),
    Parameter("meeting", Number, _l("Documents of the sessions of this meeting.")),
    Parameter(
        "published_since",
        str,
        _l("Documents published since this day (UTC) or moment."),
        "2012-11-08",
    ),
    Parameter(
        "state",
        Annotated[str, Meta(extra_json_schema={"enum": [PUBLISHED, MINE]})],
        _l("mine: all that is in your own care, drafts and withdrawn ones too. Needs a token."),
        PUBLISHED,
    ),
)


@blueprint.get("/api/v1/documents")
@described(
    Described(
        group="documents",
        summary=_l("List documents"),
        about=_l("Those you may read, the latest published first."),
        parameters=FILTERS,
        is_paged=True,
        answers={200: Answer(_l("A page of documents."), DocumentList)},
    )
)
@operation(scope="read")
def documents() -> Response:
    """List documents."""
    viewer, page, filters = current_viewer(), asked_page(), _filters()
    if filters.is_mine and not viewer.is_signed_in:
        raise Problem(
            401, _("Only with a token can you list what is yours: send Authorization: Bearer.")
        )
    found = queries.documents(filters, viewer=viewer, page=page.number, per_page=page.size)
    items = shapes_of(found.items, viewer)
    shown = page_of(DocumentList, items, page, found.total)
    return answer(shown, headers=page.headers(shown.total))


@blueprint.get("/api/v1/documents/<int:document_id>")
@described(
    Described(
        group="documents",
        summary=_l("Read a document"),
        about=_l("What is said of it, with all versions. Drafts are read with a token."),
        answers={200: Answer(_l("The document."), Shape)},
        refusals=(410,),
    )
)
@operation(scope="read")
def document(document_id: int) -> Response:
    """Read a document."""
    viewer = current_viewer()
    found = _readable(document_id, viewer)
    shape = shape_of(found, viewer)
    return answer(shape, etag=tag_of(found, shape))


@blueprint.get("/api/v1/documents/<int:document_id>/versions")
@described(
    Described(
        group="documents",
        summary=_l("List the versions of a document"),
        about=_l("All of them, the newest last."),
        answers={200: Answer(_l("The versions."), VersionList)},
        refusals=(410,),
    )
)
@operation(scope="read")
def versions(document_id: int) -> Response:
    """List the versions of a document."""
    viewer = current_viewer()
    return answer(VersionList(items=shape_of(_readable(document_id, viewer), viewer).versions))


@blueprint.get("/api/v1/documents/<int:document_id>/versions/<int:number>")
@described(
    Described(
        group="documents",
        summary=_l("Read a version"),
        about=_l(
            "Its file, and how far the reading of it has come: a file that was deposited is read "
            "within seconds as a rule. Ask again until it is readable or unreadable."
        ),
        answers={200: Answer(_l("The version."), Version)},
        refusals=(410,),
    )
)
@operation(scope="read")
def version(document_id: int, number: int) -> Response:
    """Read a version."""
    viewer = current_viewer()
    found = shape_of(_readable(document_id, viewer), viewer)
    for one in found.versions:
        if one.number == number:
            return answer(one)
    raise Problem(404, _("This version does not exist, or it is not open to you."))


@blueprint.get("/api/v1/documents/<int:document_id>/versions/<int:number>/file")
@described(
    Described(
        group="documents",
        summary=_l("Download the file of a version"),
        about=_l("The bytes as they were deposited; parts of it by Range."),
        answers={
            200: Answer(_l("The file."), is_file=True),
            206: Answer(_l("A part of the file."), is_file=True),
            304: Answer(_l("Nothing changed since the ETag you sent.")),
        },
        refusals=(409, 410, 416),
    )
)
@operation(scope="read", gives="")
def version_file(document_id: int, number: int) -> Response:
    """Download the file of a version."""
    viewer = current_viewer()
    _readable(document_id, viewer)
    return original_of(library.get_version(document_id, number, viewer=viewer))


@blueprint.get("/api/v1/subjects")
@described(
    Described(
        group="documents",
        summary=_l("List the subjects"),
        about=_l("The coalition's own list, in its order."),
        answers={200: Answer(_l("All subjects."), SubjectList)},
    )
)
@operation(scope="read")
def subjects() -> Response:
    """List the subjects."""
    Filters().refuse_wrong()
    found = library.all_subjects(viewer=current_viewer())
    return answer(SubjectList(items=[Subject(id=one.id, name=one.name) for one in found]))


def _readable(document_id: int, viewer: Viewer) -> Document:
    """Return a document the viewer may read. Raises NotFound, and Problem 410 for a withdrawn one."""
    Filters().refuse_wrong()
    found = library.get_document(document_id, viewer=viewer)
    if policy.may_read(viewer, found):
        return found
    raise Problem(
        HTTPStatus.GONE,
        _(
            "This document was withdrawn on %(when)s. The reason: %(reason)s",
            when=format_date(found.withdrawn_at, "long", rebase=False),
            reason=found.withdrawn_reason,
        ),
    )


def _filters() -> DocumentFilters:
    given = Filters(*(parameter.name for parameter in FILTERS))
    filters = DocumentFilters(
        organisation=given.number("organisation"),
        subject=given.number("subject"),
        session=given.number("session"),
        meeting=given.number("meeting"),
        kind=given.one_of("kind", KINDS),
        language=given.language("language"),
        published_since=given.moment("published_since"),
        is_mine=given.one_of("state", (PUBLISHED, MINE)) == MINE,
    )
    given.refuse_wrong()
    return filters
