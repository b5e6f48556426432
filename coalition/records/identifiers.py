"""Names of documents that outlive addresses: ARK of one's own, and DOI where one was registered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from coalition.database import db
from coalition.records.models import Doi, DoiState
from coalition.web.site import address_of, settings

SHOULDER = "c"  # names under it are ours; others of the same authority may use another


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a document beside its address: what it is called, how it is written, where it leads."""

    label: str  # proper, never translated
    text: str
    address: str


def names_of(document_id: int) -> Sequence[Name]:
    """Return the DOI and the ARK of a document, as far as it has them."""
    ark, doi = ark_of(document_id), dois_of([document_id]).get(document_id)
    found = [Name("DOI", doi, doi_address(doi))] if doi else []
    if ark:
        found.append(Name("ARK", ark, ark_address(document_id)))
    return found


def doi_address(doi: str) -> str:
    """Return the address a DOI leads on from."""
    return f"https://doi.org/{quote(doi)}"


def ark_address(document_id: int) -> str:
    """Return the address at which the ARK of a document leads to it; there is one."""
    return address_of("dois.ark", naan=settings().ark_naan, name=f"{SHOULDER}{document_id}")


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
