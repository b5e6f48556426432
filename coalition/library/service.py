"""Every write of the library."""

from collections.abc import Sequence

READING = "read"


def read_versions(subjects: Sequence[str]) -> None:
    """Read."""
