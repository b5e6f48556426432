"""What is said about a document: title, authors, date, languages, subjects, licence, audience."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import langcodes
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES
from coalition.library.models import Audience, Document
from coalition.library.orcids import tidy_orcid

LONGEST_TITLE = 500  # characters
LONGEST_NAME = 200  # characters, the width of the column
LONGEST_ABSTRACT = 10_000  # characters
MOST_AUTHORS = 100
MOST_LANGUAGES = 20
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuthorName:
    """A person or an organisation named as author; a person perhaps with an ORCID."""

    name: str
    is_organisation: bool = False
    orcid: str = ""  # 0000-0002-1825-0097, no address


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """What a depositor says about a document.

    kind: a key of kinds.KINDS · issued: YYYY, YYYY-MM or YYYY-MM-DD · languages: BCP 47 ·
    licence: SPDX identifier · audience: "public" or "members". All but the title may be empty
    in a draft.
    """

    title: str
    abstract: str = ""
    kind: str = ""
    authors: tuple[AuthorName, ...] = ()
    issued: str = ""
    languages: tuple[str, ...] = ()
    subject_ids: tuple[int, ...] = ()
    licence: str = ""
    audience: str = Audience.PUBLIC


def checked(fields: DocumentFields) -> DocumentFields:
    """Return the fields in their usual form: tags in canonical spelling, nothing named twice.

    Raises Invalid with a sentence for each field that cannot be kept.
    """
    languages = tuple(dict.fromkeys(_canonical(tag) for tag in fields.languages if tag))
    named = (_tidy(author) for author in fields.authors if author.name or author.orcid)
    authors = tuple(dict.fromkeys(named))
    tidy = replace(
        fields,
        languages=languages,
        authors=authors,
        subject_ids=tuple(dict.fromkeys(fields.subject_ids)),
    )
    _refuse({name: sentence for name, sentence in _faults(tidy) if sentence})
    return tidy


def refuse_incomplete(document: Document | DocumentFields) -> None:
    """Raise Invalid with a sentence for each field a published document must have."""
    missing = {
        "title": "" if document.title.strip() else _("Give the document a title."),
        "kind": "" if document.kind else _("Choose what kind of document it is."),
        "licence": "" if document.licence else _("Choose the licence readers get it under."),
        "languages": "" if document.languages else _("Say in which language it is written."),
    }
    _refuse({name: sentence for name, sentence in missing.items() if sentence})


def title_from(file_name: str) -> str:
    """Return a title made of a file's name: no folder, no ending, no underscores."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    words = re.sub(r"[_\s]+", " ", stem).strip()
    return words[:LONGEST_TITLE] or _("Untitled")


def is_partial_date(text: str) -> bool:
    """Tell whether text is a day, month or year of the calendar: YYYY[-MM[-DD]]."""
    found = PARTIAL_DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def is_language(tag: str) -> bool:
    """Tell whether tag is a well-formed BCP 47 tag of registered parts."""
    return langcodes.tag_is_valid(tag)


def _tidy(author: AuthorName) -> AuthorName:
    """Return an author with the ORCID in its usual form; one that is none stays, to be refused."""
    try:
        return replace(author, orcid=tidy_orcid(author.orcid))
    except Invalid:
        return author


def _canonical(tag: str) -> str:
    return langcodes.standardize_tag(tag) if is_language(tag) else tag


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise Invalid(fields=faults)


def _faults(fields: DocumentFields) -> Sequence[tuple[str, str]]:
    return (
        ("title", _title_fault(fields.title)),
        (
            "abstract",
            _("The abstract is too long: at most %(most)d characters.", most=LONGEST_ABSTRACT)
            if len(fields.abstract) > LONGEST_ABSTRACT
            else "",
        ),
        (
            "kind",
            _("Choose a kind from the list.") if fields.kind and fields.kind not in KINDS else "",
        ),
        ("authors", _authors_fault(fields.authors)),
        (
            "issued",
            _("Write the date as 2012, 2012-11 or 2012-11-08.")
            if fields.issued and not is_partial_date(fields.issued)
            else "",
        ),
        ("languages", _languages_fault(fields.languages)),
        (
            "licence",
            _("Choose a licence from the list.")
            if fields.licence and fields.licence not in LICENCES
            else "",
        ),
        ("audience", _("Choose who may read it.") if fields.audience not in set(Audience) else ""),
    )


def _title_fault(title: str) -> str:
    if not title.strip():
        return _("Give the document a title.")
    if len(title) > LONGEST_TITLE:
        return _("The title is too long: at most %(most)d characters.", most=LONGEST_TITLE)
    return ""


def _authors_fault(authors: Sequence[AuthorName]) -> str:
    if len(authors) > MOST_AUTHORS:
        return _("Name at most %(most)d authors.", most=MOST_AUTHORS)
    if any(len(author.name) > LONGEST_NAME for author in authors):
        return _("An author's name is too long: at most %(most)d characters.", most=LONGEST_NAME)
    return _orcids_fault([author for author in authors if author.orcid])


def _orcids_fault(bearers: Sequence[AuthorName]) -> str:
    """Return what is wrong with the ORCIDs of authors who have one."""
    for author in bearers:
        try:
            tidy_orcid(author.orcid)
        except Invalid as problem:
            return problem.fields["authors"]
        if not author.name:
            return _("Write the name of the author before the ORCID.")
        if author.is_organisation:
            return _("Only persons have an ORCID; take away that of %(name)s.", name=author.name)
    if len({author.orcid for author in bearers}) < len(bearers):
        return _("Two authors have the same ORCID.")
    return ""


def _languages_fault(languages: Sequence[str]) -> str:
    unknown = [tag for tag in languages if not is_language(tag)]
    if unknown:
        return _("“%(tag)s” is not a language code.", tag=unknown[0])
    if len(languages) > MOST_LANGUAGES:
        return _("Name at most %(most)d languages.", most=MOST_LANGUAGES)
    return ""
