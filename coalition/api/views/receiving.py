"""What programs send about documents, turned into the records that the library's services take."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from msgspec import UNSET
from werkzeug.datastructures import FileStorage

from coalition.api.asking import read_json
from coalition.api.problems import Fault, Problem, pointer_to
from coalition.api.shapes.given import AuthorGiven, Changes, Metadata
from coalition.errors import Invalid
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document
from coalition.web.forms import clean, clean_lines
from coalition.web.viewer import Viewer

FORM = "multipart/form-data"
NAMES = {"subjects": "subject_ids", "organisation": "organisation_id"}  # as services call them
OUTSIDE = frozenset({"file", "note"})  # parts of a form beside the description
Value = TypeVar("Value")


def sent_parts(*known: str) -> tuple[Mapping[str, str], FileStorage]:
    """Return the text of a form by name, and its file. Raises Problem 415 and 422."""
    if request.mimetype != FORM:
        sentence = _("Send %(type)s in UTF-8, and say so in Content-Type.", type=FORM)
        raise Problem(415, sentence, headers={"Accept-Post": FORM})
    faults = [
        Fault(_("There is no part “%(name)s” here.", name=name), pointer_to(name))
        for name in {*request.form, *request.files} - {*known, "file"}
    ]
    faults += [
        Fault(_("Send the part “%(name)s”, as text.", name=name), pointer_to(name))
        for name in known
        if len(request.form.getlist(name)) != 1
    ]
    files = [one for one in request.files.getlist("file") if one.filename]
    if len(files) != 1 or "file" in request.form:
        faults.append(Fault(_("Send one file, with its name, as the part “file”."), "/file"))
    if faults:
        raise Problem(422, " ".join(fault.detail for fault in faults), errors=faults)
    return {name: request.form[name] for name in known}, files[0]


def metadata_of(text: str) -> Metadata:
    """Return the description in a part of a form. Raises Problem 400 and 422."""
    return read_json(text, Metadata, within="/metadata")


def fields_of(metadata: Metadata) -> DocumentFields:
    """Return a description as the library takes it."""
    return DocumentFields(
        title=clean(metadata.title),
        abstract=clean_lines(metadata.abstract),
        kind=metadata.kind or "",
        authors=_authors(metadata.authors),
        issued=clean(metadata.issued),
        languages=tuple(metadata.languages),
        subject_ids=tuple(metadata.subject_ids),
        licence=metadata.licence or "",
        audience=metadata.audience,
    )


def changed_fields(document: Document, changes: Changes) -> DocumentFields:
    """Return what is said of a document after a merge patch (RFC 7396): null empties a field."""
    authors = tuple(
        AuthorName(author.name, author.is_organisation, author.orcid) for author in document.authors
    )
    subject_ids = tuple(subject.id for subject in document.subjects)
    return DocumentFields(
        title=document.title if changes.title is UNSET else clean(changes.title),
        abstract=_text(changes.abstract, document.abstract),
        kind=_or(changes.kind, document.kind, ""),
        authors=authors if changes.authors is UNSET else _authors(changes.authors or ()),
        issued=_or(changes.issued, document.issued, ""),
        languages=tuple(_or(changes.languages, document.languages, [])),
        subject_ids=tuple(_or(changes.subject_ids, [*subject_ids], [])),
        licence=_or(changes.licence, document.licence, ""),
        audience=_or(changes.audience, document.audience.value, ""),
    )


def organisation_of(metadata: Metadata, by: Viewer) -> int | None:
    """Return for whom a document is deposited; None is the coalition. Raises Invalid.

    Who represents one organisation need not name it.
    """
    if metadata.organisation_id is not UNSET:
        return metadata.organisation_id
    if len(by.organisation_ids) == 1 and not by.is_coordinator:
        return min(by.organisation_ids)
    sentence = _("Say for which organisation: you may deposit for more than one.")
    raise Invalid(fields={"organisation": sentence})


def pointed(problem: Invalid, *, within: str = "") -> Problem:
    """Return a service's refusal with pointers into what was sent; `within`: of the description."""
    faults = []
    for field, sentence in problem.fields.items():
        name = NAMES.get(field, field)
        place = "" if field in OUTSIDE else within
        faults.append(Fault(str(sentence), place + pointer_to(name)))
    detail = " ".join([problem.message, *problem.fields.values()]).strip()
    return Problem(422, detail, errors=faults)


def _authors(given: Iterable[AuthorGiven]) -> tuple[AuthorName, ...]:
    return tuple(
        AuthorName(clean(author.name), author.is_organisation, clean(author.orcid))
        for author in given
    )


def _text(given: object, present: str) -> str:
    return present if given is UNSET else clean_lines(str(given or ""))


def _or(given: object, present: Value, empty: Value) -> Value:
    """Return what is there when nothing is given, and what is empty when null is."""
    if given is UNSET:
        return present
    return empty if given is None else given  # type: ignore[return-value]  # of the shape's type
