"""The form of a session: its words, its time in the meeting's zone, who holds it and who takes part."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coalition.errors import Invalid
from coalition.programme.description import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    MOST_ORGANISERS,
    MOST_PEOPLE,
    SessionFields,
    checked_session,
)
from coalition.programme.fields import (
    ADDRESS,
    LONG,
    SHORT,
    TOO_LONG,
    URL,
    ClockField,
    DayField,
    PersonLine,
    choices_of,
    missing_parts,
    moment_in,
    times_shown,
)
from coalition.programme.holders import Holders
from coalition.programme.kinds import KINDS
from coalition.programme.models import Meeting, Session
from coalition.web.forms import Form, clean, number
from coalition.web.languages import language_name
from coalition.web.lines import Lines

OFFERED_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")  # of the United Nations' interpreters
FEWEST_ROWS = 3  # to begin with
MORE_ROWS = 3
Times = tuple[datetime | None, datetime | None]  # beginning and end


class SessionForm(Form):
    """Everything that is said about a session."""

    revision = HiddenField()
    zone = HiddenField()  # whose clocks are typed
    number = StringField(
        _l("Number in the programme"), [Length(max=LONGEST_NUMBER, message=TOO_LONG)]
    )
    kind = SelectField(_l("Kind of session"), validate_choice=False)
    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give the session a title.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
        render_kw={"dir": "auto"},
    )
    description = TextAreaField(
        _l("Description"),
        [LONG],
        description=_l("What it is about and who should come. An empty line parts paragraphs."),
        render_kw={"rows": 8, "dir": "auto"},
    )
    theme = SelectField(_l("Theme"), validate_choice=False)
    is_ours = BooleanField(_l("Our coalition takes part in it"))
    day = DayField(_l("Day"))
    begins = ClockField(_l("From"))
    ends = ClockField(_l("To"))
    last_day = DayField(
        _l("Last day"), description=_l("Only where it ends on another day, such as after midnight.")
    )
    room = SelectField(_l("Room"), validate_choice=False)
    webcast = StringField(
        _l("Webcast"), [ADDRESS], description=_l("Where one watches."), render_kw=URL
    )
    remote_address = StringField(
        _l("Remote participation"),
        [ADDRESS],
        description=_l("Where one joins and speaks from afar."),
        render_kw=URL,
    )
    remote_instructions = TextAreaField(
        _l("How to take part remotely"), [LONG], render_kw={"rows": 3, "dir": "auto"}
    )
    languages = SelectMultipleField(
        _l("Languages"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Spoken or interpreted."),
    )
    other_languages = StringField(
        _l("Other languages"),
        description=_l("Their codes, such as az or pt-BR."),
        render_kw={"class": "short", "dir": "ltr"},
    )
    organisers = Lines(StringField(_l("Organiser"), [SHORT]), max_entries=MOST_ORGANISERS)
    people = Lines(FormField(PersonLine), max_entries=MOST_PEOPLE)
    despite = HiddenField()  # the clashes that were seen and are to be

    def offer(self, meeting: Meeting) -> None:
        """Fill the lists to choose from; the meeting's themes and rooms must be loaded."""
        self.kind.choices = [(key, str(label)) for key, label in KINDS.items()]
        self.theme.choices = choices_of(
            [theme.name for theme in meeting.themes], self.theme.data, _("None")
        )
        self.room.choices = choices_of(
            [room.name for room in meeting.rooms], self.room.data, _("Not known yet")
        )
        self.languages.choices = [(tag, language_name(tag)) for tag in OFFERED_LANGUAGES]
        self.languages.choices.sort(key=lambda choice: choice[1].casefold())

    def add_rows(self, count: int = MORE_ROWS) -> None:
        """Append empty lines for organisers and people."""
        for rows in (self.organisers, self.people):
            for _row in range(min(count, rows.max_entries - len(rows))):
                rows.append_entry()

    def fill_rows(self) -> None:
        """Have some lines to begin with, and an empty one at the end."""
        for rows in (self.organisers, self.people):
            while len(rows) < rows.max_entries and (len(rows) < FEWEST_ROWS or _is_used(rows[-1])):
                rows.append_entry()

    def show(self, session: Session) -> None:
        """Fill in what is said of the session now; everything of it must be loaded."""
        zone = session.meeting.zone
        offered = [tag for tag in session.languages if tag in OFFERED_LANGUAGES]
        names = ("revision", "number", "kind", "title", "description", "is_ours", "webcast")
        more = ("remote_address", "remote_instructions")
        self.process(
            data={name: getattr(session, name) for name in (*names, *more)}
            | times_shown(session.starts_at, session.ends_at, zone)
            | {
                "zone": zone.key,
                "theme": session.theme.name if session.theme else "",
                "room": session.room.name if session.room else "",
                "languages": offered,
                "other_languages": ", ".join(t for t in session.languages if t not in offered),
                "organisers": [
                    o.organisation.name if o.organisation else o.name for o in session.organisers
                ],
                "people": [
                    {
                        "role": p.role.value,
                        "name": p.name,
                        "affiliation": p.affiliation,
                        "email": p.email,
                    }
                    for p in session.people
                ],
            }
        )

    def known_revision(self) -> int | None:
        """Return the revision the form was made of."""
        return number(self.raw("revision"))

    def goes_by_clocks_of(self, meeting: Meeting) -> bool:
        """Tell whether the zone the form was shown in, where it says one, is that of the meeting."""
        return self.raw("zone") in {None, "", meeting.timezone}

    def read(
        self, zone: ZoneInfo, holders: Holders, session: Session | None = None
    ) -> SessionFields | None:
        """Return what was given, or None when something of it is wrong, each fault at its field.

        The times of the session that is changed stay as they are where none others were typed.
        """
        self.validate()
        kept = (session.starts_at, session.ends_at) if session else (None, None)
        starts_at, ends_at = self._times(zone, kept)
        tags = self.text("other_languages").replace(",", " ").replace(";", " ").split()
        people = (line.form.person() for line in self.people)
        fields = SessionFields(
            title=self.text("title"),
            kind=self.raw("kind") or "",
            number=self.text("number"),
            description=self.lines("description"),
            theme=self.text("theme"),
            room=self.text("room"),
            starts_at=starts_at,
            ends_at=ends_at,
            webcast=self.text("webcast"),
            remote_address=self.text("remote_address"),
            remote_instructions=self.lines("remote_instructions"),
            languages=(*(self.raw("languages") or ()), *tags),
            is_ours=bool(self.raw("is_ours")),
            organisers=tuple(holders.named(clean(row.data)) for row in self.organisers),
            people=tuple(person for person in people if person),
        )
        if self.errors:
            return None
        try:
            return checked_session(fields)
        except Invalid as problem:
            self.blame(problem)
            return None

    def blame(self, problem: Invalid) -> None:
        """Show a wrong code of a language beside the field it was typed in."""
        said = {"languages": "other_languages", "starts_at": "begins", "ends_at": "ends"}
        fields = {said.get(name, name): text for name, text in problem.fields.items()}
        super().blame(Invalid(problem.message, fields))

    def _times(self, zone: ZoneInfo, kept: Times) -> Times:
        """Return both moments, or none; what is wrong with them is said at the fields."""
        parts: list[Any] = [self.day, self.begins, self.ends, self.last_day]
        if not any(clean(part.data) for part in parts):
            return None, None
        for part, sentence in zip(parts[:3], missing_parts(), strict=True):
            if not clean(part.data):
                part.errors = [sentence]
        day, last = self.day.day(), self.last_day.day()
        begins, ends = self.begins.clock(), self.ends.clock()
        if day is None or begins is None or ends is None or self.last_day.errors:
            return None, None
        starts_at = moment_in(self.begins, day, begins, zone, kept=kept[0])
        ends_at = moment_in(self.ends, last or day, ends, zone, kept=kept[1], after=starts_at)
        if starts_at and ends_at and ends_at <= starts_at:
            self.ends.errors = [
                _("It ends before it begins. If it ends after midnight, give the last day too.")
            ]
        return starts_at, ends_at


def _is_used(row: Any) -> bool:
    """Tell whether anything was typed into a line; the role alone is nothing."""
    if isinstance(row, FormField):
        return any(clean(part.data) for part in row.form if part.short_name != "role")
    return bool(clean(row.data))
