"""What a search finds as references for writing programs: BibTeX, RIS and CSL-JSON."""

from collections.abc import Callable, Iterable, Iterator

from flask import Response
from flask_babel import gettext as _

from coalition.errors import NotFound
from coalition.library.entries import id_of
from coalition.programme.queries import documents_of, get_session
from coalition.records.formats import bibtex as bibtex_format
from coalition.records.formats import csl as csl_format
from coalition.records.formats import ris as ris_format
from coalition.records.formats.catalogue import BY_ENDING, BY_KEY, Format
from coalition.records.queries import records_of
from coalition.records.record import Record
from coalition.records.views.room import blueprint
from coalition.search.taking.listings import Listing
from coalition.search.views.taking import all_found, file_of
from coalition.web.viewing import current_viewer

BATCH = 500  # records read at a time
WRITERS: dict[str, Callable[[Iterable[Record]], bytes]] = {
    "bib": bibtex_format.write_all,
    "ris": ris_format.write_all,
    "csl.json": csl_format.write_all,
}


@blueprint.get("/search.bib")
def bibtex() -> Response:
    """Give the documents found as BibTeX."""
    listing = all_found(documents_only=True)
    return _file(bibtex_format.write_all(_records(listing), listing.notice), listing, "bibtex")


@blueprint.get("/search.ris")
def ris() -> Response:
    """Give the documents found as RIS."""
    listing = all_found(documents_only=True)
    return _file(ris_format.write_all(_records(listing)), listing, "ris")


@blueprint.get("/search.csl.json")
def csl() -> Response:
    """Give the documents found as CSL-JSON."""
    listing = all_found(documents_only=True)
    return _file(csl_format.write_all(_records(listing)), listing, "csl")


@blueprint.get("/sessions/<int:session_id>/references.<ending>")
def of_session(session_id: int, ending: str) -> Response:
    """Give the papers of a session as references."""
    write = WRITERS.get(ending)
    if write is None:
        raise NotFound(_("There is no such format."))
    session = get_session(session_id, viewer=current_viewer())
    ids = [tie.document_id for tie in documents_of(session.id, viewer=current_viewer())]
    references = write(records_of(ids, viewer=current_viewer()).values())
    answer = Response(references, content_type=_content_type(BY_ENDING[ending]))
    name = f"session-{session_id}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _records(listing: Listing) -> Iterator[Record]:
    """Give the records of what was found; what is gone since it was indexed is left out."""
    ids = list(dict.fromkeys(id_of(hit.key) for hit in listing.hits))
    for first in range(0, len(ids), BATCH):
        yield from records_of(ids[first : first + BATCH], viewer=current_viewer()).values()


def _file(references: bytes, listing: Listing, key: str) -> Response:
    """Return references in a format as a file to keep."""
    form = BY_KEY[key]
    return file_of(references, listing, form.ending, _content_type(form))


def _content_type(form: Format) -> str:
    return f"{form.media_type}; charset=utf-8"
