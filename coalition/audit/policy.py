"""Who may read the audit log, and what of its acts."""

from collections.abc import Mapping
from typing import Any

from coalition.web.viewer import Viewer

# What the next start compares with, secrets as digests: for nobody to read.
KEPT_BACK = frozenset({"settings"})
ORIGIN = frozenset({"address", "request"})  # where an act came from
NOTHING: frozenset[str] = frozenset()


def may_read(viewer: Viewer) -> bool:
    """Tell whether the viewer may read and export all of the log."""
    return viewer.is_coordinator


def told(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the details of an act that may be read and exported."""
    return {name: fact for name, fact in (detail or {}).items() if name not in KEPT_BACK}


def told_to(reader: int, detail: Mapping[str, Any] | None, *, by: int | None) -> dict[str, Any]:
    """Return the details of an act that may be told to a person whom it concerns.

    by: whose act it is. Where another was who did something about them is not theirs to know.
    """
    hidden = NOTHING if by in (None, reader) else ORIGIN
    return {name: fact for name, fact in told(detail).items() if name not in hidden}
