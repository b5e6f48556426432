"""The forms of the news."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL
from coalition.errors import Invalid
from coalition.news import queries
from coalition.news.description import (
    LONGEST_DESCRIPTION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PostFields,
)
from coalition.news.models import Post, Rhythm
from coalition.programme.fields import ClockField, DayField
from coalition.programme.times import moment
from coalition.web.clocks import day_range
from coalition.web.forms import Form, number
from coalition.web.languages import language_name, locale_tag

TOO_LONG = _l("Use at most %(max)d characters.")
RHYTHMS = [
    SelectChoice(Rhythm.DAILY.value, _l("Daily, when there is news")),
    SelectChoice(Rhythm.WEEKLY.value, _l("Weekly, when there is news")),
]


class PostForm(Form):
    """A post, as a coordinator writes it."""

    revision = HiddenField()
    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give the post a title.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
        render_kw={"dir": "auto"},
    )
    body = TextAreaField(
        _l("Text"),
        [
            DataRequired(_l("Write what there is to say.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        render_kw={"dir": "auto"},
    )
    language = SelectField(_l("Language of the post"))
    about = SelectField(
        _l("About"),
        description=_l("The meeting or session it belongs to, where there is one."),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.language.choices = _languages(self.language.data)
        self.about.choices = _subjects()
        if not self.is_submitted() and not self.language.data:
            self.language.data = locale_tag()

    def show(self, post: Post) -> None:
        """Fill in what the post says now."""
        self.title.data, self.body.data = post.title, post.text
        self.language.data, self.revision.data = post.language, str(post.revision)
        self.language.choices = _languages(post.language)
        self.about.data = about_of(post)

    def said(self) -> PostFields:
        """Return what was given, clean, after `validate()`."""
        kind, _colon, key = self.text("about").partition(":")
        return PostFields(
            title=self.text("title"),
            text=self.lines("body"),
            language=self.text("language"),
            meeting_id=number(key) if kind == "meeting" else None,
            session_id=number(key) if kind == "session" else None,
        )

    def catch_up(self, post: Post) -> list[tuple[str, str]]:
        """Keep what was typed, as a change of the post as it is now.

        Return what is kept now where it differs, each with the label of its field.
        """
        self.revision.data = str(post.revision)
        kept = {
            "title": (post.title, post.title),
            "body": (post.text, post.text),
            "language": (post.language, language_name(post.language)),
            "about": (about_of(post), _about_in_words(post)),
        }
        return [
            (self._fields[name].label.text, shown)
            for name, (value, shown) in kept.items()
            if value != self.raw(name)
        ]

    @property
    def seen_revision(self) -> int | None:
        """Return which state of the post the form was made of."""
        return number(self.revision.data)


class PictureForm(Form):
    """What a picture shows."""

    description = TextAreaField(
        _l("Description"),
        [Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
        description=_l("What is to be seen, in a sentence, for those who do not see it."),
        render_kw={"dir": "auto", "rows": 2},
    )
    is_decoration = BooleanField(_l("It only decorates and needs no description"))


class NewPictureForm(PictureForm):
    """A picture and what it shows."""

    file = FileField(
        _l("Picture"),
        description=_l("JPEG, PNG or WebP. Where and with what it was taken is left out."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class ScheduleForm(Form):
    """When a post is to come out, by the clocks of a zone that the page names."""

    day = DayField(_l("Day"), [InputRequired(_l("Give the day."))])
    clock = ClockField(_l("Time"), [InputRequired(_l("Give the time."))])

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment, after `validate()`. Raises Invalid for one that clocks leave out."""
        day, clock = self.day.day(), self.clock.clock()
        if day is None or clock is None:
            raise Invalid(fields={"day": _("Give day and time.")})
        try:
            return moment(day, clock, zone)
        except Invalid as problem:
            raise Invalid(fields={"clock": problem.message}) from None


class WithdrawForm(Form):
    """Why a post is taken back."""

    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason in a sentence; readers will see it."))]
    )


class RhythmForm(Form):
    """How often someone is told of news."""

    rhythm = RadioField(
        _l("How often"),
        [InputRequired(_l("Choose how often you want to be told."))],
        choices=RHYTHMS,
        default=Rhythm.WEEKLY.value,
    )

    def chosen(self) -> Rhythm:
        """Return the rhythm of a form that is valid."""
        return Rhythm(self.raw("rhythm"))


class StrangerForm(RhythmForm):
    """The same from somebody without an account, who gives an address."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), Length(max=200, message=TOO_LONG)],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )


def about_of(post: Post) -> str:
    """Return what a post is about, as the form names it."""
    if post.session_id:
        return f"session:{post.session_id}"
    return f"meeting:{post.meeting_id}" if post.meeting_id else ""


def _languages(chosen: str | None) -> list[tuple[str, str]]:
    """Return languages as (tag, name), by name as the reader calls them."""
    tags = {str(tag) for tag in Locale("en").languages if len(str(tag)) == 2} | {chosen or "en"}
    named = ((tag, language_name(tag)) for tag in tags)
    return sorted(named, key=lambda pair: pair[1].casefold())


def _about_in_words(post: Post) -> str:
    if post.session:
        return f"{post.session.number} {post.session.title}".strip()
    return post.meeting.name if post.meeting else _("Nothing in particular")


def _subjects() -> list[SelectChoice]:
    """Return what a post may be about: the meetings, each with its public sessions, the latest first.

    Of meetings with one name the days are said too.
    """
    meetings, sessions = queries.meetings_to_name(), queries.sessions_to_name()
    named = Counter(meeting.name for meeting in meetings)
    found = [SelectChoice("", _("Nothing in particular"))]
    for meeting in meetings:
        name = meeting.name
        if named[name] > 1:
            name = f"{name} · {day_range(meeting.begins_on, meeting.ends_on)}"
        whole = _("The meeting: %(name)s", name=name)
        found.append(SelectChoice(f"meeting:{meeting.id}", whole, optgroup=name))
        found.extend(
            SelectChoice(f"session:{one.id}", f"{one.number} {one.title}".strip(), optgroup=name)
            for one in sessions.get(meeting.id, ())
        )
    return found
