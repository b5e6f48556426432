"""What the library says of a report: at first, and again without losing what was changed there."""

from dataclasses import replace

import langcodes
from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.database import now
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document
from coalition.programme.models import Session
from coalition.reports.description import Publishing, ReportFields
from coalition.web.languages import interface_languages

LONGEST_ABSTRACT = 5_000  # characters of the key issues that describe the document


def described(session: Session, said: ReportFields, how: Publishing) -> DocumentFields:
    """Return what the library says of a report that was never there."""
    organisers = [line.strip() for line in said.organisers.split("\n") if line.strip()]
    people = [AuthorName(said.rapporteur)] if said.rapporteur else []
    held_on = session.ends_at.astimezone(session.meeting.zone).date() if session.ends_at else None
    return DocumentFields(
        title=_title(said),
        abstract=said.key_issues[:LONGEST_ABSTRACT],
        kind="report",
        authors=(*people, *(AuthorName(name[:200], is_organisation=True) for name in organisers)),
        issued=(held_on or now().date()).isoformat(),
        languages=(langcodes.standardize_tag(said.language),),
        licence=how.licence,
    )


def kept_of(document: Document) -> DocumentFields:
    """Return what the library says of a document now; its authors and subjects are loaded."""
    return DocumentFields(
        title=document.title,
        abstract=document.abstract,
        kind=document.kind,
        authors=tuple(
            AuthorName(one.name, one.is_organisation, one.orcid) for one in document.authors
        ),
        issued=document.issued,
        languages=tuple(document.languages),
        subject_ids=tuple(subject.id for subject in document.subjects),
        licence=document.licence,
        audience=document.audience.value,
    )


def described_again(
    kept: DocumentFields, before: ReportFields, said: DocumentFields, wrote: DocumentFields
) -> DocumentFields:
    """Return what the library is to say once a newer text of the report is published.

    What the last publication `wrote`, of the text `before`, gives way to what is `said` now; what
    others put in its place in the library stays, and so does what no report says: the audience,
    the subjects, ORCIDs, the licence and the date.
    """
    is_our_title = _plain(kept.title) in _titles(before)
    is_our_abstract = _plain(kept.abstract) == _plain(wrote.abstract)
    return replace(
        kept,
        title=said.title if is_our_title else kept.title,
        abstract=said.abstract if is_our_abstract else kept.abstract,
        kind=kept.kind or said.kind,
        authors=_authors(kept.authors, wrote.authors, said.authors),
        languages=said.languages if kept.languages in {(), wrote.languages} else kept.languages,
        licence=kept.licence or said.licence,
    )


def _authors(
    kept: tuple[AuthorName, ...], wrote: tuple[AuthorName, ...], said: tuple[AuthorName, ...]
) -> tuple[AuthorName, ...]:
    """Return the authors the library has, less those the report let go, and those it took up."""
    known = {_who(one): one for one in kept}
    before, after = {_who(one) for one in wrote}, {_who(one) for one in said}
    if known.keys() == before:
        return tuple(known.get(_who(one), one) for one in said)  # in the order of the report
    stayed = [one for one in kept if _who(one) in after or _who(one) not in before]
    fresh = [one for one in said if _who(one) not in before | known.keys()]
    return (*stayed, *fresh)


def _who(author: AuthorName) -> tuple[str, bool]:
    """Return by what the same author is known again, whatever the ORCID."""
    return _plain(author.name), author.is_organisation


def _title(said: ReportFields) -> str:
    return _("Report: %(title)s", title=said.title)[:500]


def _titles(said: ReportFields) -> set[str]:
    """Return the titles a text may have been given: in the language of whoever published it."""
    titles = set()
    for tag, _name in interface_languages():
        with force_locale(tag):
            titles.add(_plain(_title(said)))
    return titles


def _plain(text: str) -> str:
    """Return a text without the spaces and line ends in which forms differ."""
    return " ".join(text.split())
