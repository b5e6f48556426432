"""What a search finds as references for writing programs: BibTeX, RIS and CSL-JSON."""

from collections.abc import Iterator

from flask import Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from coalition.library.entries import id_of
from coalition.records.formats import bibtex as bibtex_format
from coalition.records.formats import csl as csl_format
from coalition.records.formats import ris as ris_format
from coalition.records.formats.catalogue import BY_KEY
from coalition.records.queries import records_of
from coalition.records.record import Record
from coalition.records.views.room import blueprint
from coalition.search.asking import Asked
from coalition.search.queries import NotReady
from coalition.search.taking.listings import MOST_LISTED, Listing, list_all
from coalition.search.views.room import RETRY_SECONDS
from coalition.web.viewing import current_viewer

BATCH = 500  # records read at a time


@blueprint.get("/search.bib")
def bibtex() -> Response:
    """Give the documents found as BibTeX."""
    listing = _listing()
    return _file(bibtex_format.write_all(_records(listing), listing.notice), listing, "bibtex")


@blueprint.get("/search.ris")
def ris() -> Response:
    """Give the documents found as RIS."""
    listing = _listing()
    return _file(ris_format.write_all(_records(listing)), listing, "ris")


@blueprint.get("/search.csl.json")
def csl() -> Response:
    """Give the documents found as CSL-JSON."""
    listing = _listing()
    return _file(csl_format.write_all(_records(listing)), listing, "csl")


def _listing() -> Listing:
    """Return the documents the reader of this request finds, up to the limit."""
    index = current_app.extensions["coalition.index"]
    audiences = current_viewer().audiences
    try:
        return list_all(index, Asked.read(request.args), audiences=audiences, documents_only=True)
    except NotReady:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS) from None


def _records(listing: Listing) -> Iterator[Record]:
    """Give the records of what was found; what is gone since it was indexed is left out."""
    ids = list(dict.fromkeys(id_of(hit.key) for hit in listing.hits))
    for first in range(0, len(ids), BATCH):
        yield from records_of(ids[first : first + BATCH], viewer=current_viewer()).values()


def _file(references: bytes, listing: Listing, key: str) -> Response:
    """Return a file to keep; its name and headers tell when not everything is in it."""
    name = f"search-first-{MOST_LISTED}" if listing.is_cut else "search"
    form = BY_KEY[key]
    answer = Response(references, content_type=f"{form.media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.ending}"'
    answer.headers["X-Total-Count"] = str(listing.total)
    answer.headers["X-Listed-Count"] = str(len(listing.hits))
    return answer
