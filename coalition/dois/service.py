"""Every write of DOIs: each document open to everybody gets one, for good, and the agency its metadata.

A DOI is sent by the queue and is never taken back: when its document is open no longer, the agency
is asked to let nobody find it, and it leads to the page that says why.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from coalition import tasks
from coalition.audit.service import note as note_act
from coalition.database import db, now, transaction
from coalition.dois import policy, queries
from coalition.dois.agency import Refused, Unreachable, put
from coalition.errors import NotAllowed
from coalition.library.entries import id_of, key_of
from coalition.records import announcing
from coalition.records.formats.datacite import as_json
from coalition.records.identifiers import SHOULDER
from coalition.records.models import Doi, DoiState
from coalition.records.queries import find_record
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS, Viewer

KIND = "doi"
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=12))
AT_ONCE = 200  # documents without a DOI that are noted in a minute

Attributes = Mapping[str, object]


def note_stamped(document_ids: Collection[int]) -> None:
    """Note that the agency is to know of documents, with the transaction that announces them."""
    if settings().datacite.is_on:
        for document_id in sorted(document_ids):
            tasks.submit(KIND, key_of(document_id))


def note_due() -> None:
    """Note documents that were open before there was an account; for once a minute."""
    if settings().datacite.is_on and (found := queries.unnamed_documents(AT_ONCE)):
        with transaction():
            _name(found)
            note_stamped(found)


def send(subjects: Sequence[str]) -> None:
    """Tell the agency how documents stand now: the queue's handler.

    Raises Unreachable and Later, to be tried again. What is refused is kept with the reason.
    """
    for subject in subjects if settings().datacite.is_on else ():
        _send(id_of(subject))


def send_again(document_id: int | None, *, by: Viewer) -> int:
    """Send a refused DOI once more, or all of them; return how many those are."""
    if not policy.may_look_after(by):
        raise NotAllowed(_("Only coordinators see how DOIs stand."))
    with transaction():
        refused = select(Doi).where(Doi.state == DoiState.REFUSED).with_for_update()
        if document_id is not None:
            refused = refused.where(Doi.document_id == document_id)
        found = db.session.scalars(refused).all()
        for doi in found:
            doi.state = DoiState.WAITING
            tasks.submit(KIND, key_of(doi.document_id))
        if found:
            note_act("dois.sent_again", by=by.person_id, count=len(found))
    return len(found)


def _send(document_id: int) -> None:
    """Send what is to be said of one document, unless it was said."""
    with transaction():
        wanted = _wanted(document_id)
        doi = _held(document_id)
        if doi is None and wanted is not None:
            _name([document_id])
            doi = _held(document_id)
        if doi is None or not _is_news(doi, wanted):
            return
        name = doi.name
    attributes = _hiding(document_id) if wanted is None else wanted | {"event": "publish"}
    try:
        put(settings().datacite, name, attributes)
    except Refused as reason:
        _note(document_id, DoiState.REFUSED, str(reason))
    except (Unreachable, tasks.Later) as reason:
        _note(document_id, None, str(reason))
        raise
    else:
        _note_sent(document_id, wanted)


def _wanted(document_id: int) -> dict[str, object] | None:
    """Return what is to be said of a document, None where it is not open to everybody."""
    record = find_record(document_id, viewer=ANONYMOUS)
    if record is None:
        return None
    # its name is the same before and after it is registered, so that nothing is sent twice
    return as_json(replace(record, doi=record.doi or _name_of(document_id)))


def _hiding(document_id: int) -> Attributes:
    return {"url": address_of("library.detail", document_id=document_id), "event": "hide"}


def _is_news(doi: Doi, wanted: Attributes | None) -> bool:
    """Tell whether the agency knows something else."""
    if wanted is None:
        was_never_there = doi.state == DoiState.REFUSED and doi.sent_at is None
        return doi.state != DoiState.HIDDEN and not was_never_there
    return doi.state != DoiState.REGISTERED or doi.digest != _digest(wanted)


def _note_sent(document_id: int, sent: Attributes | None) -> None:
    """Note what the agency knows now; what changed while it was sent is sent after it."""
    with transaction():
        doi = _held(document_id)
        if doi is None:
            return
        is_shown_anew = sent is not None and (doi.sent_at is None or doi.state == DoiState.HIDDEN)
        doi.state = DoiState.HIDDEN if sent is None else DoiState.REGISTERED
        doi.digest = _digest(sent) if sent is not None else ""
        doi.problem, doi.sent_at = "", now()
        db.session.flush()
        if is_shown_anew:  # its record has a DOI from now on
            tasks.submit(announcing.KIND, key_of(document_id))
        if _is_news(doi, _wanted(document_id)):
            tasks.submit(KIND, key_of(document_id))


def _note(document_id: int, state: DoiState | None, problem: str) -> None:
    with transaction():
        doi = _held(document_id)
        if doi is not None:
            doi.problem = problem
            doi.state = state or doi.state


def _name(document_ids: Sequence[int]) -> None:
    """Give documents their DOIs."""
    db.session.add_all(Doi(document_id=one, name=_new_name(one)) for one in document_ids)
    db.session.flush()


def _name_of(document_id: int) -> str:
    """Return the DOI a document has, else the one it will have."""
    doi = db.session.get(Doi, document_id)
    return doi.name if doi else _new_name(document_id)


def _new_name(document_id: int) -> str:
    return f"{settings().datacite.prefix}/{SHOULDER}{document_id}"


def _held(document_id: int) -> Doi | None:
    """Return the DOI of a document, to be written in this transaction."""
    return db.session.scalars(
        select(Doi)
        .where(Doi.document_id == document_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _digest(attributes: Attributes) -> str:
    return hashlib.sha256(json.dumps(attributes, sort_keys=True).encode()).hexdigest()
