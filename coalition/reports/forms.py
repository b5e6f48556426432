"""The forms of reports: writing one, and publishing it."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from coalition.library.licences import LICENCES, licence_label
from coalition.members.models import Organisation
from coalition.reports.description import Presentation, Publishing, ReportFields, Speaker
from coalition.web.forms import Form, clean, clean_lines, number
from coalition.web.languages import interface_languages, language_name

COALITION = "coalition"  # the choice that stands for the coalition itself
HEADINGS, TEXTS = "presentation_heading", "presentation_text"  # repeated, in the order of the page
FREE_ROWS = 2  # shown for presentations that are still to come
USUAL_LICENCE = "CC-BY-4.0"


class ReportForm(Form):
    """What a report says; `revision` is that of the text the writer began with."""

    revision = HiddenField()
    title = StringField(
        _l("Title"), [DataRequired(_l("Give the report a title."))], render_kw={"dir": "auto"}
    )
    language = SelectField(_l("Language of the report"), validate_choice=False)
    organisers = TextAreaField(_l("Organisers"), render_kw={"rows": 3, "dir": "auto"})
    rapporteur = StringField(_l("Rapporteur"), render_kw={"dir": "auto"})
    speakers = TextAreaField(_l("Speakers"), render_kw={"rows": 5, "dir": "auto"})
    key_issues = TextAreaField(_l("Key issues"), render_kw={"rows": 8, "dir": "auto"})
    discussion = TextAreaField(_l("Discussion"), render_kw={"rows": 12, "dir": "auto"})
    next_steps = TextAreaField(_l("Next steps"), render_kw={"rows": 6, "dir": "auto"})

    presentations: tuple[Presentation, ...] = ()
    presentations_error = ""

    def show(self, said: ReportFields, revision: int) -> None:
        """Fill in what the report says."""
        self.process(
            data={
                "revision": revision,
                "title": said.title,
                "language": said.language,
                "organisers": said.organisers,
                "rapporteur": said.rapporteur,
                "speakers": "\n".join(_speaker_lines(said.speakers)),
                "key_issues": said.key_issues,
                "discussion": said.discussion,
                "next_steps": said.next_steps,
            }
        )
        self.offer(said.language)
        self.presentations = said.presentations

    def offer(self, chosen: str) -> None:
        """Offer the languages of the site, and the one that is chosen already."""
        choices = dict(interface_languages())
        self.language.choices = list(({chosen: language_name(chosen)} | choices).items())

    def keep(self, given: MultiDict[str, str]) -> None:
        """Take the presentations of the page, in their order; the form's own fields know none."""
        pairs = zip(given.getlist(HEADINGS), given.getlist(TEXTS), strict=False)
        found = (Presentation(clean(heading), clean_lines(text)) for heading, text in pairs)
        self.presentations = tuple(one for one in found if one.heading or one.text)
        self.offer(self.text("language") or "en")

    def fields(self) -> ReportFields:
        """Return what was typed."""
        return ReportFields(
            title=self.text("title"),
            organisers=self.lines("organisers"),
            rapporteur=self.text("rapporteur"),
            speakers=tuple(_speakers(self.lines("speakers"))),
            key_issues=self.lines("key_issues"),
            presentations=self.presentations,
            discussion=self.lines("discussion"),
            next_steps=self.lines("next_steps"),
            language=self.text("language"),
        )

    def began_with(self) -> int:
        """Return the revision the writer began with; 0 is the draft."""
        return number(self.raw("revision")) or 0


class PublishForm(Form):
    """For whom and under which licence a report goes into the library."""

    revision = HiddenField()
    organisation = SelectField(_l("Published for"), [InputRequired()])
    licence = SelectField(
        _l("Licence"), [InputRequired(_l("Choose the licence readers get it under."))]
    )
    note = StringField(_l("What changed"), render_kw={"dir": "auto"})

    def offer(self, organisations: Sequence[Organisation], *, coalition: bool) -> None:
        """Offer the organisations the viewer may deposit for, and the licences."""
        own = [(COALITION, _("The coalition itself"))] if coalition else []
        self.organisation.choices = [(str(one.id), one.name) for one in organisations] + own
        self.licence.choices = [(spdx, licence_label(spdx)) for spdx in LICENCES]

    def how(self) -> Publishing:
        """Return how it is to be published, of a form that is valid."""
        chosen = self.raw("organisation")
        return Publishing(
            licence=self.raw("licence"),
            organisation_id=None if chosen == COALITION else int(chosen),
            note=self.text("note"),
        )


def _speaker_lines(speakers: Sequence[Speaker]) -> Iterator[str]:
    for one in speakers:
        yield f"{one.name}, {one.affiliation}" if one.affiliation else one.name


def _speakers(lines: str) -> Iterator[Speaker]:
    """Give a speaker for each line: the name, then after a comma the affiliation."""
    for line in lines.split("\n"):
        marks = [mark for mark in ",،,;" if mark in line]
        cut = min((line.index(mark) for mark in marks), default=len(line))
        if clean(line):
            yield Speaker(clean(line[:cut]), clean(line[cut + 1 :]))
