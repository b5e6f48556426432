"""What the page of a document shows of its usage."""

from dataclasses import dataclass

from coalition.database import now
from coalition.usage import queries
from coalition.usage.counting import Numbers
from coalition.usage.periods import USUAL, period_of
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Shown:
    """All that was ever counted of a document, and the last twelve months."""

    total: Numbers
    recent: queries.Usage


def shown_of(document_id: int, *, viewer: Viewer) -> Shown | None:
    """Return what is shown of a document; None while nobody used it. One query, or two."""
    total = queries.total_of(document_id, viewer=viewer)
    if not total:
        return None
    period = period_of(USUAL, None, now().date())
    return Shown(total, queries.document_usage(document_id, period, viewer=viewer))
