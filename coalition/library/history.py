"""What was done to a document, in words for whoever cares for it."""

from flask_babel import gettext as _

from coalition.library.models import Act, Document, DocumentEvent, State


def act_in_words(event: DocumentEvent) -> str:
    """Return who did what to a document, as a line of its history."""
    who = event.by.name if event.by else _("Somebody")
    sentences_by_act = {
        Act.DEPOSITED: _("%(who)s deposited the document", who=who),
        Act.EDITED: _("%(who)s changed the description", who=who),
        Act.HANDED_IN: _("%(who)s handed the document in for review", who=who),
        Act.SENT_BACK: _("%(who)s sent the document back", who=who),
        Act.PUBLISHED: _("%(who)s published the document", who=who),
        Act.VERSION_ADDED: _("%(who)s added a version", who=who),
        Act.WITHDRAWN: _("%(who)s withdrew the document", who=who),
    }
    return sentences_by_act[event.act]


def why_sent_back(document: Document) -> str:
    """Return why a coordinator sent a draft back, as long as it is not handed in again."""
    if document.state != State.DRAFT:
        return ""
    reasons = [event.text for event in document.history if event.act == Act.SENT_BACK]
    return reasons[-1] if reasons else ""
