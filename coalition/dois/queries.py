"""Every read of DOIs: how they stand with the agency, and which documents have none yet."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import case, exists, func, select

from coalition.database import db
from coalition.dois import policy
from coalition.errors import NotAllowed
from coalition.library.models import Document
from coalition.records.models import Announcement, Doi, DoiState
from coalition.web.viewer import Viewer

PER_PAGE = 50
# what needs a coordinator comes first
_ORDER = case(
    {DoiState.REFUSED: 0, DoiState.WAITING: 1, DoiState.REGISTERED: 2, DoiState.HIDDEN: 3},
    value=Doi.state,
)


def dois(*, viewer: Viewer, page: int) -> Pagination:
    """Return all DOIs, refused ones first. Raises NotAllowed."""
    _refuse_others(viewer)
    ordered = select(Doi).order_by(_ORDER, Doi.document_id.desc())
    return db.paginate(ordered, page=max(page, 1), per_page=PER_PAGE, error_out=False)


def titles_of(found: Sequence[Doi], *, viewer: Viewer) -> Mapping[int, str]:
    """Return the titles of the documents of DOIs, by number. Raises NotAllowed."""
    _refuse_others(viewer)
    numbers = [doi.document_id for doi in found]
    rows = db.session.execute(select(Document.id, Document.title).where(Document.id.in_(numbers)))
    return {row[0]: row[1] for row in rows}


def counts(*, viewer: Viewer) -> Mapping[DoiState, int]:
    """Return how many DOIs are in each state; states of none are left out."""
    _refuse_others(viewer)
    rows = db.session.execute(select(Doi.state, func.count()).group_by(Doi.state))
    return {row[0]: row[1] for row in rows}


def refused_count(*, viewer: Viewer) -> int:
    """Return how many DOIs the agency refused; none for those who may not look after them."""
    if not policy.may_look_after(viewer):
        return 0
    refused = select(func.count()).where(Doi.state == DoiState.REFUSED)
    return db.session.scalar(refused) or 0


def unnamed_documents(limit: int) -> Sequence[int]:
    """Return documents that are open to everybody and have no DOI yet, the oldest first."""
    named = exists().where(Doi.document_id == Announcement.document_id)
    found = select(Announcement.document_id).where(~Announcement.is_gone, ~named)
    return db.session.scalars(found.order_by(Announcement.document_id).limit(limit)).all()


def _refuse_others(viewer: Viewer) -> None:
    if not policy.may_look_after(viewer):
        raise NotAllowed(_("Only coordinators see how DOIs stand."))
