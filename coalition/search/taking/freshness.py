"""When what can be found last changed, for readers who ask again and again."""

from datetime import UTC, datetime
from pathlib import Path

from coalition.search.index import Index


def changed_at(index: Index) -> datetime:
    """Return the last moment at which a file of the index came or went: every commit makes some.

    To the second, since HTTP knows no less. Ask before searching, so that what is written in
    between counts as a later change.
    """
    moments = [folder.stat().st_mtime for folder in _folders(index)]
    return datetime.fromtimestamp(int(max(moments, default=0)), UTC)


def _folders(index: Index) -> list[Path]:
    return [index.folder, *index.folder.glob("data-*")] if index.folder.is_dir() else []
