"""Files between their rehearsal and their import: kept beside the database for a while."""

import hashlib
import re
import time
from contextlib import suppress
from pathlib import Path

from flask_babel import gettext as _

from coalition.causes import FULL
from coalition.errors import NoRoom, NotFound
from coalition.web.site import settings
from coalition.web.viewer import Viewer
from coalition.web.whole import write_whole

FOLDER = "rehearsed"
KEPT_SECONDS = 24 * 3600
KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


def keep(data: bytes, meeting_id: int, *, by: Viewer) -> str:
    """Keep a file for a day; return its key, good for this person and meeting alone.

    Raises NoRoom when the disk is full.
    """
    forget_old()
    key = hashlib.sha256(data).hexdigest()
    path = _path(key, meeting_id, by)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, prefix=f"{path.name}.")  # the person's number first, as of all here
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        raise NoRoom(_("The site has no room left for this. Send it again later.")) from problem
    return key


def kept(key: str, meeting_id: int, *, by: Viewer) -> bytes:
    """Return a file that was kept. Raises NotFound when it is not there, or not any longer."""
    missing = _("This file is not kept any longer. Send it again.")
    if not KEY.fullmatch(key):
        raise NotFound(missing)
    try:
        return _path(key, meeting_id, by).read_bytes()
    except FileNotFoundError:
        raise NotFound(missing) from None


def forget(key: str, meeting_id: int, *, by: Viewer) -> None:
    """Delete a file that was imported."""
    with suppress(OSError):
        _path(key, meeting_id, by).unlink()


def forget_old() -> None:
    """Delete what was kept for longer than a day."""
    with suppress(FileNotFoundError):
        for path in _folder().iterdir():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()


def _path(key: str, meeting_id: int, by: Viewer) -> Path:
    return _folder() / f"{by.person_id}-{meeting_id}-{key}"


def _folder() -> Path:
    return settings().instance / FOLDER
