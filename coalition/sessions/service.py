"""What is done from the page of a session: handing over a file that belongs to it."""

from typing import BinaryIO

from flask_babel import gettext as _

from coalition.errors import NotAllowed
from coalition.library import service as library
from coalition.library.models import Document
from coalition.programme import policy
from coalition.programme import queries as programme
from coalition.programme import service as programme_service
from coalition.programme.models import Use
from coalition.web.viewer import Viewer


def deposit_document(
    session_id: int,
    stream: BinaryIO,
    file_name: str,
    use: Use,
    *,
    by: Viewer,
    organisation_id: int | None,
    once: str = "",
) -> Document:
    """Keep a file as a draft that belongs to a session: both, or neither. Returns the draft.

    None is the coalition itself; `once` is the token of a form. Raises NotFound, NotAllowed, and
    Invalid with a sentence when the file is refused.
    """
    session = programme.get_session(session_id, viewer=by)
    if not policy.may_edit(by, session):  # before anything is kept
        raise NotAllowed(_("Only those who hold a session and the coordinators change it."))
    return library.deposit(
        stream,
        file_name,
        by=by,
        organisation_id=organisation_id,
        once=once,
        then=lambda draft: programme_service.tie_document(session_id, draft.id, use, by=by),
    )
