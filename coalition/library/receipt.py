"""What was done with a document and its file, in words for whoever cares for it."""

from flask_babel import gettext as _

from coalition.ingest import sentences
from coalition.library.models import Act, Document, DocumentEvent, Reading, State, Version
from coalition.library.pages import page_name
from coalition.library.reading import FAILED


def version_to_read(document: Document) -> Version:
    """Return the newest version that has a text, else the newest."""
    readable = [version for version in document.versions if version.reading == Reading.READABLE]
    return (readable or document.versions)[-1]


def is_waiting(version: Version) -> bool:
    """Tell whether the reading is not at its end yet."""
    return version.reading in {Reading.WAITING, Reading.READING}


def problem_of(version: Version) -> str:
    """Return why a file could not be read and what to do, or an empty string."""
    if version.reading != Reading.UNREADABLE:
        return ""
    if version.problem == FAILED:
        return _(
            "The site failed to read this file. It is kept, and a coordinator can have it read "
            "again."
        )
    return sentences.describe(version.problem, version.problem_detail)


def notices_of(version: Version) -> list[str]:
    """Return what was noticed while reading, a sentence each, with the page it is about."""
    found = []
    for notice in version.notices:
        sentence = sentences.describe(str(notice["code"]), str(notice.get("detail") or ""))
        page = notice.get("page")
        if page:
            name = page_name(version.unit, int(page))
            sentence = _("%(page)s: %(sentence)s", page=name, sentence=sentence)
        found.append(sentence)
    return found


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
