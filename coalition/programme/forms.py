"""The forms of the programme: meetings, following a session, reasons, and the fields of times."""

from collections.abc import Iterator
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Email, InputRequired, Length

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL
from coalition.members.places import countries, country_name
from coalition.programme.description import (
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_OF_A_MEETING,
    MeetingFields,
    NewName,
)
from coalition.programme.differences import Difference
from coalition.programme.fields import ADDRESS, LONG, SHORT, TOO_LONG, URL, DayField
from coalition.programme.models import Meeting, Room, Theme
from coalition.web.clocks import city_of, day_name, zones_by_region
from coalition.web.forms import Form, clean, number
from coalition.web.lines import Lines

WORDS = ("theme", "about", "website")


class PartLine(PlainForm):  # type: ignore[misc]  # as above
    """A theme or a room that a meeting has; an empty name takes it off."""

    id = HiddenField()
    name = StringField(_l("Name"), [SHORT])


class MeetingForm(Form):
    """What is said about a meeting."""

    revision = HiddenField()
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give the meeting a name.")), SHORT],
        description=_l("As people call it, such as IGF 2012."),
    )
    begins_on = DayField(_l("First day"), [InputRequired(_l("Give the first day."))])
    ends_on = DayField(_l("Last day"), [InputRequired(_l("Give the last day."))])
    place = StringField(_l("Place"), [SHORT], description=_l("City and venue."))
    country = SelectField(_l("Country"))
    timezone = SelectField(
        _l("Time zone"),
        [DataRequired(_l("Choose the time zone of the place where the meeting is held."))],
        description=_l("The place whose clocks are right for it; summer time follows by itself."),
    )
    theme = StringField(
        _l("Main theme"), [Length(max=LONGEST_TITLE, message=TOO_LONG)], render_kw={"dir": "auto"}
    )
    about = TextAreaField(_l("About the meeting"), [LONG], render_kw={"dir": "auto"})
    website = StringField(_l("Website"), [ADDRESS], render_kw=URL)
    known_themes = Lines(FormField(PartLine), max_entries=MOST_OF_A_MEETING)
    themes = TextAreaField(_l("Themes"), description=_l("One a line, in their order."))
    known_rooms = Lines(FormField(PartLine), max_entries=MOST_OF_A_MEETING)
    rooms = TextAreaField(_l("Rooms"), description=_l("One a line, in their order."))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        locale = str(get_locale() or "en")
        self.country.choices = [("", _("Choose…")), *countries(locale)]
        self.timezone.choices = zone_choices(self.timezone.data)
        self._name_what_is_added()

    def show(self, meeting: Meeting) -> None:
        """Fill in what is said of the meeting now; its themes and rooms must be loaded."""
        names = ("name", "place", "country", "timezone", "theme", "about", "website", "revision")
        self.process(
            data={name: getattr(meeting, name) for name in names}
            | {"begins_on": meeting.begins_on.isoformat(), "ends_on": meeting.ends_on.isoformat()}
            | {"known_themes": _lines(meeting.themes), "known_rooms": _lines(meeting.rooms)}
        )
        self.timezone.choices = zone_choices(meeting.timezone)
        self._name_what_is_added()

    def catch_up(self, meeting: Meeting) -> tuple[Difference, ...]:
        """Take over the themes and rooms a meeting has by now, keep what else was typed.

        Return what is kept now where it differs from what the form says then.
        """
        self.revision.data = str(meeting.revision)
        for part, now_known in (("themes", meeting.themes), ("rooms", meeting.rooms)):
            typed = {new.id: new.name for new in self._renamed(part)}
            lines = [{"id": str(row.id), "name": typed.pop(row.id, row.name)} for row in now_known]
            self._fields[f"known_{part}"].process(None, lines)
            self._fields[part].data = "\n".join(filter(None, (*typed.values(), self.lines(part))))
        return tuple(self._differences(meeting))

    def _differences(self, meeting: Meeting) -> Iterator[Difference]:
        """Give each field that says something else than the meeting, with what that says."""
        shown = {
            "begins_on": day_name(meeting.begins_on),
            "ends_on": day_name(meeting.ends_on),
            "country": country_name(meeting.country, str(get_locale() or "en")),
            "timezone": city_of(meeting.timezone) or meeting.timezone,
        }
        typed = self.fields()
        for name in ("name", "begins_on", "ends_on", "place", "country", "timezone", *WORDS):
            kept = getattr(meeting, name)
            if kept != getattr(typed, name):
                yield Difference(self._fields[name].label.text, shown.get(name, kept))
        for part, rows in (("themes", meeting.themes), ("rooms", meeting.rooms)):
            names = tuple(row.name for row in rows)
            if names != getattr(typed, part):
                label = _("Themes") if part == "themes" else _("Rooms")
                yield Difference(label, "\n".join(names))

    def known_revision(self) -> int | None:
        """Return the revision the form was made of."""
        return number(self.raw("revision"))

    def fields(self) -> MeetingFields:
        """Return what was given, after `validate()`."""
        begins_on, ends_on = self.begins_on.day(), self.ends_on.day()
        if begins_on is None or ends_on is None:
            raise ValueError("the form was not validated")
        return MeetingFields(
            name=self.text("name"),
            timezone=self.text("timezone"),
            begins_on=begins_on,
            ends_on=ends_on,
            place=self.text("place"),
            country=self.text("country"),
            theme=self.text("theme"),
            about=self.lines("about"),
            website=self.text("website"),
            themes=self._names("themes"),
            rooms=self._names("rooms"),
            renamed_themes=self._renamed("themes"),
            renamed_rooms=self._renamed("rooms"),
        )

    def _name_what_is_added(self) -> None:
        """Let the texts for new themes and rooms say that there are some already."""
        if len(self.known_themes):
            self.themes.label.text = _("Further themes")
        if len(self.known_rooms):
            self.rooms.label.text = _("Further rooms")

    def _names(self, part: str) -> tuple[str, ...]:
        added = (clean(line) for line in self.lines(part).splitlines())
        known = (new.name for new in self._renamed(part))
        return tuple(name for name in (*known, *added) if name)

    def _renamed(self, part: str) -> tuple[NewName, ...]:
        lines = [line.form for line in self._fields[f"known_{part}"]]
        named = ((number(line.id.data), clean(line.name.data)) for line in lines)
        return tuple(NewName(key, name) for key, name in named if key is not None and name)


class ReasonForm(Form):
    """Why a session is cancelled, or a proposal declined."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Give the reason in a sentence.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
        render_kw={"rows": 4, "dir": "auto"},
    )


class FollowForm(Form):
    """The address that is to hear of a session's changes."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(GIVE_EMAIL), Email(WRONG_EMAIL), SHORT],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )


def zone_choices(chosen: str | None) -> dict[str, list[tuple[str, str]]]:
    """Return the zones of the world as groups of a select: the seat's region first, by city.

    A zone that is not offered but chosen already stays on offer.
    """
    groups = {region: list(zones) for region, zones in zones_by_region().items()}
    offered = {name for zones in groups.values() for name, _city in zones}
    first: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose…"))]}
    if chosen and chosen not in offered:
        first[""].append((chosen, chosen))
    return first | groups


def _lines(parts: list[Theme] | list[Room]) -> list[dict[str, Any]]:
    return [{"id": str(part.id), "name": part.name} for part in parts]
