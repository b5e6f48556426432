"""Who may do what with a saved search, and when its time has come."""

from datetime import datetime

from coalition.alerts.models import SavedSearch
from coalition.web.viewer import Viewer


def may_save(viewer: Viewer) -> bool:
    """Tell whether the viewer may save a search without confirming an address."""
    return viewer.is_signed_in


def may_know_of(viewer: Viewer, search: SavedSearch) -> bool:
    """Tell whether the search is the viewer's own; to all others there is none."""
    return viewer.is_signed_in and search.person_id == viewer.person_id


def is_due(search: SavedSearch, at: datetime) -> bool:
    """Tell whether new finds are to be looked for at this moment."""
    if search.confirmed_at is None or search.paused_at is not None:
        return False
    return search.next_look_at <= at
