"""What readers call the uses of documents in a session."""

from flask_babel import lazy_gettext as _l

from coalition.programme.models import Use

USES = {
    Use.BRIEF: _l("Brief"),
    Use.BACKGROUND_PAPER: _l("Background paper"),
    Use.PRESENTATION: _l("Presentation"),
    Use.TRANSCRIPT: _l("Transcript"),
    Use.REPORT: _l("Report"),
    Use.OTHER: _l("Other document"),
}
# over the documents of a use, however many there are
HEADINGS = {
    Use.BRIEF: _l("Briefs"),
    Use.BACKGROUND_PAPER: _l("Background papers"),
    Use.PRESENTATION: _l("Presentations"),
    Use.TRANSCRIPT: _l("Transcripts"),
    Use.REPORT: _l("Reports"),
    Use.OTHER: _l("Other documents"),
}


def use_label(use: Use) -> str:
    """Return what a document is to a session, in the reader's language."""
    return str(USES[use])


def use_heading(use: Use) -> str:
    """Return what stands over the documents of a use, in the reader's language."""
    return str(HEADINGS[use])


def likely_use(kind: str) -> Use:
    """Return what a document of this kind most likely is to a session."""
    return {
        "workshop-brief": Use.BRIEF,
        "background-paper": Use.BACKGROUND_PAPER,
        "presentation": Use.PRESENTATION,
        "transcript": Use.TRANSCRIPT,
        "report": Use.REPORT,
    }.get(kind, Use.OTHER)
