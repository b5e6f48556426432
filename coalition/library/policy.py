"""Who may do what with a document: predicates of a viewer and a row, without a query."""

from coalition.library.models import Document, State
from coalition.web.viewer import Viewer

UNPUBLISHED = frozenset({State.DRAFT, State.IN_REVIEW})


def may_care_for(viewer: Viewer, document: Document) -> bool:
    """Tell whether the document is in the viewer's care: coordinators and its organisation."""
    return viewer.is_coordinator or document.organisation_id in viewer.organisation_ids


def may_know_of(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may see that the document exists; whoever may not gets 404.

    A withdrawn document is known, as a tombstone, to whoever might read it before.
    """
    if may_care_for(viewer, document):
        return True
    return document.state not in UNPUBLISHED and document.audience in viewer.audiences


def may_read(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may read the text and download the file."""
    return document.state != State.WITHDRAWN and may_know_of(viewer, document)


def may_deposit_for(viewer: Viewer, organisation_id: int | None) -> bool:
    """Tell whether the viewer may deposit for an approved organisation (None: the coalition)."""
    return viewer.is_coordinator or organisation_id in viewer.organisation_ids


def was_never_published(document: Document) -> bool:
    """Tell whether nobody was shown a document yet: a new file takes the place of the one before."""
    return document.state in UNPUBLISHED


def may_edit(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may change the description and add versions."""
    return document.state != State.WITHDRAWN and may_care_for(viewer, document)


def may_publish(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may publish, or hand in, what is not published yet."""
    if document.state == State.IN_REVIEW:
        return viewer.is_coordinator
    return document.state == State.DRAFT and may_care_for(viewer, document)


def may_review(viewer: Viewer) -> bool:
    """Tell whether the viewer decides on documents that were handed in."""
    return viewer.is_coordinator


def may_withdraw(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may take a published document back."""
    return document.state == State.PUBLISHED and may_care_for(viewer, document)


def may_delete(viewer: Viewer, document: Document) -> bool:
    """Tell whether the viewer may delete what was never published."""
    return document.state == State.DRAFT and may_care_for(viewer, document)


def may_retry_reading(viewer: Viewer) -> bool:
    """Tell whether the viewer may have a file read once more."""
    return viewer.is_coordinator


def may_decide_on_harm(viewer: Viewer) -> bool:
    """Tell whether the viewer decides what becomes of a file that is held back."""
    return viewer.is_coordinator


def may_edit_subjects(viewer: Viewer) -> bool:
    """Tell whether the viewer may change the list of subjects."""
    return viewer.is_coordinator
