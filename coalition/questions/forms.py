"""The forms of questions: asking, entering, answering, declining, setting a desk up, reporting."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import langcodes
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from coalition.accounts.forms import WRONG_EMAIL
from coalition.errors import Invalid
from coalition.hubs.models import Hub
from coalition.programme.models import Session
from coalition.programme.times import moment
from coalition.questions.asking import ONCE_BYTES, Asked, DeskFields, Remarks, fingerprint_of
from coalition.questions.labels import VIAS
from coalition.questions.models import Shown, Via
from coalition.web.forms import Form, number
from coalition.web.languages import interface_languages, language_name, locale_tag

SHOWN = [
    SelectChoice(Shown.NAME.value, _l("Name and affiliation")),
    SelectChoice(Shown.AFFILIATION.value, _l("Affiliation alone")),
    SelectChoice(Shown.NOTHING.value, _l("Nothing: anonymous")),
]
WRITE_QUESTION = _l("Write your question.")
LONGEST_TAG = 20  # characters, the width of the columns
_LOCAL = "%Y-%m-%dT%H:%M"


class QuestionForm(Form):
    """A question and who asks it; `once` makes one question of it, however often it is sent."""

    wording = TextAreaField(
        _l("Your question"), [DataRequired(WRITE_QUESTION)], render_kw={"rows": 4, "dir": "auto"}
    )
    language = SelectField(_l("Language of the question"), validate_choice=False)
    name = StringField(_l("Your name"), render_kw={"autocomplete": "name", "dir": "auto"})
    affiliation = StringField(
        _l("Your affiliation"), render_kw={"autocomplete": "organization", "dir": "auto"}
    )
    shown = RadioField(
        _l("What others see of you"),
        [InputRequired(_l("Choose what others see."))],
        choices=SHOWN,
        default=Shown.NAME.value,
    )
    once = HiddenField()

    def speak(self, session: Session) -> None:
        """Offer the languages of the session and of the site, the reader's own chosen."""
        tags = dict.fromkeys([*session.languages, *(tag for tag, _ in interface_languages())])
        self.language.choices = [
            SelectChoice(tag, language_name(tag).capitalize(), {"lang": locale_tag()})
            for tag in tags
        ]
        if self.language.data not in tags:
            self.language.data = locale_tag() if locale_tag() in tags else next(iter(tags))
        self.once.data = self.once.data or secrets.token_urlsafe(ONCE_BYTES)

    def asked(self, via: Via, hub_id: int | None = None) -> Asked:
        """Return the question as it arrives by this way."""
        return Asked(
            text=self.lines("wording"),
            once=self.raw("once") or "",
            language=language_of(self),
            name=self.text("name"),
            affiliation=self.text("affiliation"),
            shown=Shown(self.raw("shown")) if self.raw("shown") else Shown.NAME,
            via=via,
            hub_id=hub_id,
        )


class AskForm(QuestionForm):
    """The public's form. It needs no token against forgery: to ask, one must be nobody at all.

    So it goes on working however long the page was open, and without any cookie.
    """

    class Meta(QuestionForm.Meta):
        """How the form is made."""

        csrf = False


class EntryForm(QuestionForm):
    """The moderators' form for what was asked in the room, by mail or at a hub."""

    wording = TextAreaField(
        _l("Question"), [DataRequired(WRITE_QUESTION)], render_kw={"rows": 3, "dir": "auto"}
    )
    name = StringField(_l("Asked by"), render_kw={"dir": "auto"})
    affiliation = StringField(_l("Affiliation"), render_kw={"dir": "auto"})
    shown = RadioField(
        _l("What others see of whoever asked"), choices=SHOWN, default=Shown.NAME.value
    )
    via = SelectField(
        _l("Came by"), choices=[SelectChoice(via.value, label) for via, label in VIAS.items()]
    )
    hub = SelectField(_l("Hub"), validate_choice=False)

    def place(self, hubs: Sequence[Hub]) -> None:
        """Offer the hubs a question can come from."""
        self.hub.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(hub.id), hub.city or hub.host) for hub in hubs
        ]

    def entered(self) -> Asked:
        """Return the question as it was entered."""
        via = Via(self.raw("via")) if self.raw("via") in set(Via) else Via.ROOM
        return self.asked(via, number(self.raw("hub")) if via is Via.HUB else None)


class AnswerForm(Form):
    """What was answered, or is answered in writing."""

    answer = TextAreaField(
        _l("Answer"), [DataRequired(_l("Write the answer."))], render_kw={"rows": 6, "dir": "auto"}
    )
    answered_by = StringField(_l("Answered by"), render_kw={"dir": "auto"})
    language = SelectField(_l("Language of the answer"), validate_choice=False)
    seen = HiddenField()


class WordingForm(Form):
    """A question in clearer words."""

    wording = TextAreaField(
        _l("Question"), [DataRequired(WRITE_QUESTION)], render_kw={"rows": 4, "dir": "auto"}
    )
    seen = HiddenField()


class DeclineForm(Form):
    """Why a question is kept from the public."""

    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Give the reason; whoever asked can read it."))],
        render_kw={"dir": "auto"},
    )
    seen = HiddenField()


class DeskForm(Form):
    """When a desk is open, in the time of the meeting, and what it shows."""

    opens_at = DateTimeLocalField(_l("Opens"), [Optional()], format=[_LOCAL, f"{_LOCAL}:%S"])
    closes_at = DateTimeLocalField(_l("Closes"), [Optional()], format=[_LOCAL, f"{_LOCAL}:%S"])
    shows_waiting = BooleanField(_l("Show waiting questions to everybody"))
    email = EmailField(
        _l("Address for questions by mail"), [Optional(), Email(WRONG_EMAIL), Length(max=200)]
    )
    seen = HiddenField()

    def catch_up(self, kept: DeskFields, zone: ZoneInfo) -> list[tuple[str, str]]:
        """Keep what was typed, as a change of what is kept now; return where that differs.

        Each difference is the label of a field and what is kept in it.
        """
        self.seen.data, typed = fingerprint_of(kept), self.fields(zone)
        shown = {
            "opens_at": _clock(kept.opens_at, zone),
            "closes_at": _clock(kept.closes_at, zone),
            "shows_waiting": _("Yes") if kept.shows_waiting else _("No"),
            "email": kept.email,
        }
        return [
            (self[name].label.text, text)
            for name, text in shown.items()
            if getattr(kept, name) != getattr(typed, name)
        ]

    def fields(self, zone: ZoneInfo) -> DeskFields:
        """Return what was set. Raises Invalid for a time that clocks of the zone leave out."""
        return DeskFields(
            opens_at=self._moment("opens_at", zone),
            closes_at=self._moment("closes_at", zone),
            shows_waiting=self.raw("shows_waiting"),
            email=self.text("email"),
        )

    def _moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        given: datetime | None = self.raw(name)
        if given is None:
            return None
        try:
            return moment(given.date(), given.time(), zone)
        except Invalid as problem:
            raise Invalid(fields={name: problem.message}) from None


class RemarksForm(Form):
    """What only the remote moderator can say about the session."""

    participant_count = IntegerField(
        _l("Remote participants"), [Optional(), NumberRange(min=0)], render_kw={"class": "short"}
    )
    topics = TextAreaField(_l("Topics of the questions"), render_kw={"rows": 4, "dir": "auto"})
    remarks = TextAreaField(_l("Remarks"), render_kw={"rows": 6, "dir": "auto"})
    seen = HiddenField()

    def catch_up(self, kept: Remarks) -> list[tuple[str, str]]:
        """Do as DeskForm.catch_up does, with the remarks."""
        self.seen.data, typed = fingerprint_of(kept), self.given()
        count = kept.participant_count
        shown = {
            "participant_count": "" if count is None else str(count),
            "topics": kept.topics,
            "remarks": kept.remarks,
        }
        return [
            (self[name].label.text, text)
            for name, text in shown.items()
            if getattr(kept, name) != getattr(typed, name)
        ]

    def given(self) -> Remarks:
        """Return what was written."""
        return Remarks(self.raw("participant_count"), self.lines("topics"), self.lines("remarks"))


def _clock(at: datetime | None, zone: ZoneInfo) -> str:
    return format_datetime(at.astimezone(zone), rebase=False) if at else ""


def language_of(form: Form) -> str:
    """Return the language chosen in a form, nothing for what is the code of none."""
    given = form.raw("language") or ""
    return given if len(given) <= LONGEST_TAG and langcodes.tag_is_valid(given) else ""


def offer_languages(form: AnswerForm, session: Session, chosen: str) -> None:
    """Offer the languages an answer may be in, that of the question first."""
    tags = [chosen, *session.languages, *(tag for tag, _ in interface_languages())]
    form.language.choices = [
        SelectChoice(tag, language_name(tag).capitalize())
        for tag in dict.fromkeys(filter(None, tags))
    ]
