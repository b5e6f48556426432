"""The report of a session as a document for paper."""

from collections.abc import Iterator

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.printing.paper import Bullets, Facts, Heading, Line, Paper, Paragraph, Part, Run
from coalition.programme.models import Session
from coalition.reports.blocks import blocks_of
from coalition.reports.description import ReportFields
from coalition.web.clocks import times_shown
from coalition.web.languages import direction_of
from coalition.web.site import address_of, settings


def report_paper(session: Session, said: ReportFields) -> Paper:
    """Return the report in its own language; its headings too, where the site speaks that."""
    known = settings().interface_languages
    spoken = said.language if said.language in known else known[0]
    with force_locale(spoken.replace("-", "_")):
        return Paper(
            title=said.title,
            language=said.language,
            is_right_to_left=direction_of(said.language) == "rtl",
            authors=tuple(filter(None, (said.rapporteur, *said.organisers.split("\n")))),
            description=_("Report of a session of %(meeting)s.", meeting=session.meeting.name),
            overline=" · ".join((_("Session report"), session.meeting.name)),
            under=tuple(_under(session)),
            header=session.meeting.name,
            page_of=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            address=address_of("sessions.detail", session_id=session.id),
            parts=tuple(_parts(said)),
        )


def _under(session: Session) -> Iterator[str]:
    if session.starts_at and session.ends_at:
        shown = times_shown(session.starts_at, session.ends_at, session.meeting.zone)
        when = f"{shown.begins}–{shown.ends} ({shown.zone})"
        yield f"{session.number} · {when}" if session.number else when


def _parts(said: ReportFields) -> Iterator[Part]:
    speakers = [
        (Run(f"{one.name}, {one.affiliation}" if one.affiliation else one.name),)
        for one in said.speakers
    ]
    facts: list[tuple[str, list[Line]]] = [
        (_("Organisers"), [(Run(line),) for line in said.organisers.split("\n") if line]),
        (_("Rapporteur"), [(Run(said.rapporteur),)] if said.rapporteur else []),
        (_("Speakers"), [*speakers]),
    ]
    yield Facts([(name, lines) for name, lines in facts if lines])
    yield from _section(_("Key issues"), said.key_issues)
    if said.presentations:
        yield Heading(_("Presentations"))
        for one in said.presentations:
            if one.heading:
                yield Heading(one.heading, level=2)
            yield from _paragraphs(one.text)
    yield from _section(_("Discussion"), said.discussion)
    yield from _section(_("Next steps"), said.next_steps)


def _section(name: str, text: str) -> Iterator[Part]:
    if text:
        yield Heading(name)
        yield from _paragraphs(text)


def _paragraphs(text: str) -> Iterator[Part]:
    for block in blocks_of(text):
        if block.text:
            yield Paragraph(block.text)
        if block.items:
            yield Bullets(block.items)
