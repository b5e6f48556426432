"""What a report says, as R12 of the Forum asks for it, and what of it cannot be kept."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import langcodes
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.reports.models import SessionReport

LONGEST_TITLE = 500  # characters
LONGEST_LINE = 200
LONGEST_TAG = 20  # the width of the column
LONGEST_TEXT = 50_000
MOST_SPEAKERS = 100
MOST_PRESENTATIONS = 50


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke, and for whom."""

    name: str
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Presentation:
    """What one presentation said, in a paragraph; its heading names speaker or title."""

    heading: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportFields:
    """What a report says; organisers stand one a line, language is a BCP 47 tag."""

    title: str
    organisers: str = ""
    rapporteur: str = ""
    speakers: tuple[Speaker, ...] = ()
    key_issues: str = ""
    presentations: tuple[Presentation, ...] = ()
    discussion: str = ""
    next_steps: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Publishing:
    """How a report goes into the library: for whom, under which licence, what is new in it.

    For whom and which licence is asked once: where it is there already, the library says it.
    """

    licence: str
    organisation_id: int | None = None  # None: the coalition itself
    note: str = ""


NAMES = tuple(field.name for field in fields(ReportFields))


def fields_from(kept: Mapping[str, Any]) -> ReportFields:
    """Return the fields that were kept as JSON."""
    return ReportFields(
        **{
            **kept,
            "speakers": tuple(Speaker(**one) for one in kept["speakers"]),
            "presentations": tuple(Presentation(**one) for one in kept["presentations"]),
        }
    )


def fields_of(report: SessionReport) -> ReportFields:
    """Return what a report says now."""
    return fields_from({name: getattr(report, name) for name in NAMES})


def as_kept(said: ReportFields) -> dict[str, Any]:
    """Return the fields as JSON keeps them."""
    kept = asdict(said)
    return {**kept, "speakers": [*kept["speakers"]], "presentations": [*kept["presentations"]]}


def checked(said: ReportFields) -> ReportFields:
    """Return the fields without empty rows. Raises Invalid with a sentence for each fault."""
    tidy = replace(
        said,
        speakers=tuple(one for one in said.speakers if one.name),
        presentations=tuple(one for one in said.presentations if one.heading or one.text),
    )
    faults = dict(_faults(tidy))
    if faults:
        raise Invalid(fields=faults)
    return tidy


def refuse_incomplete(said: ReportFields) -> None:
    """Raise Invalid with a sentence for each part that a published report must have."""
    missing = {}
    if not said.organisers:
        missing["organisers"] = _("Say who organised the session.")
    if not said.key_issues:
        missing["key_issues"] = _("Name the key issues.")
    if not (said.discussion or any(one.text for one in said.presentations)):
        missing["discussion"] = _("Tell what was discussed, or what the presentations said.")
    if missing:
        raise Invalid(_("Before it can be published the report needs a few things more."), missing)


def _faults(said: ReportFields) -> Iterator[tuple[str, str]]:
    if not said.title:
        yield "title", _("Give the report a title.")
    if len(said.language) > LONGEST_TAG or not langcodes.tag_is_valid(said.language):
        yield "language", _("Choose the language the report is written in.")
    yield from _too_long("title", said.title, LONGEST_TITLE)
    yield from _too_long("rapporteur", said.rapporteur, LONGEST_LINE)
    for name in ("organisers", "key_issues", "discussion", "next_steps"):
        yield from _too_long(name, getattr(said, name), LONGEST_TEXT)
    if len(said.speakers) > MOST_SPEAKERS:
        yield "speakers", _("Name %(most)d at most.", most=MOST_SPEAKERS)
    for speaker in said.speakers:
        yield from _too_long("speakers", speaker.name, LONGEST_LINE)
        yield from _too_long("speakers", speaker.affiliation, LONGEST_LINE)
    if len(said.presentations) > MOST_PRESENTATIONS:
        yield "presentations", _("Name %(most)d at most.", most=MOST_PRESENTATIONS)
    for one in said.presentations:
        yield from _too_long("presentations", one.heading, LONGEST_TITLE)
        yield from _too_long("presentations", one.text, LONGEST_TEXT)


def _too_long(field: str, text: str, most: int) -> Iterator[tuple[str, str]]:
    if len(text) > most:
        yield field, _("This is too long: at most %(most)d characters.", most=most)
