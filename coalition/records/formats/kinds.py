"""What each kind of document is in the formats of reference managers: one table for all of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """The types of a kind of document, and its name in English, as references print it.

    csl: CSL 1.0.2 · bibtex: entry type · ris: TY · zotero: item type, which COinS carry.
    """

    name: str
    csl: str
    bibtex: str
    ris: str
    zotero: str


_TYPES = {
    "workshop-brief": Type("Workshop brief", "report", "techreport", "RPRT", "report"),
    "background-paper": Type("Background paper", "report", "techreport", "RPRT", "report"),
    "report": Type("Report", "report", "techreport", "RPRT", "report"),
    "statement": Type("Statement", "report", "misc", "GEN", "document"),
    "minutes": Type("Minutes", "report", "misc", "GEN", "document"),
    "presentation": Type("Presentation", "report", "misc", "SLIDE", "presentation"),
    "transcript": Type("Transcript", "report", "misc", "HEAR", "document"),
}
_OTHER = Type("", "report", "misc", "GEN", "document")


def type_of(kind: str) -> Type:
    """Return what a kind of document is; any that is not in the table is a document."""
    return _TYPES.get(kind, _OTHER)
