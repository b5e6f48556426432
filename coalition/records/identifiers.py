"""Names of documents that outlive addresses: ARK of one's own, and DOI where one was registered."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from coalition.database import db
from coalition.records.models import Doi, DoiState
from coalition.web.site import settings

SHOULDER = "c"  # names under it are ours; others of the same authority may use another


def ark_of(document_id: int) -> str:
    """Return the ARK of a document, such as ark:12345/c12; "" without ARK_NAAN."""
    naan = settings().ark_naan
    return f"ark:{naan}/{SHOULDER}{document_id}" if naan else ""


def dois_of(document_ids: Collection[int]) -> Mapping[int, str]:
    """Return the DOIs that lead somewhere, by document; one query."""
    known = select(Doi.document_id, Doi.name).where(
        Doi.document_id.in_(document_ids), Doi.sent_at.is_not(None), Doi.state != DoiState.HIDDEN
    )
    return {row[0]: row[1] for row in db.session.execute(known)}
