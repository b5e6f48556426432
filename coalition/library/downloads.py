"""Notes who took a members-only file, for the audit log."""

from datetime import timedelta

import structlog

from coalition.audit import service as audit
from coalition.errors import NoRoom, OutOfOrder
from coalition.library.models import Audience, Document, Version
from coalition.web.viewer import Viewer

log = structlog.get_logger(__name__)
ONCE_IN = timedelta(minutes=10)  # browsers ask for one file several times, in parts


def note_download(document: Document, version: Version, *, by: Viewer, way: str = "") -> None:
    """Note that a person takes the file of a version, when it is for members only.

    Once per person and file within ONCE_IN. Where nothing can be written, such as on a full disk,
    the file is sent all the same, and the log of the process says what could not be noted.
    """
    if document.audience == Audience.PUBLIC:
        return
    subject, number, title = f"document:{document.id}", version.number, document.title
    try:
        audit.note_once(
            "library.downloaded",
            subject,
            by=by.person_id,
            within=ONCE_IN,
            alike={"version": number},
            title=title,
            way=way,
        )
    except (NoRoom, OutOfOrder):
        log.exception("download_not_noted", subject=subject, version=number, person_id=by.person_id)
