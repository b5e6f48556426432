"""The forms of hubs: registering and changing, choosing sessions, deciding, asking for a new link."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL
from coalition.hubs.labels import FIELDS
from coalition.hubs.models import Hub
from coalition.hubs.registration import COLUMNS, LONGEST_TEXT, HubFields
from coalition.hubs.zones import zones_by_country
from coalition.members import places
from coalition.web.clocks import city_of
from coalition.web.forms import Form, number
from coalition.web.languages import language_name, locale_tag

# The languages offered as boxes, those of the United Nations and of large communities.
OFFERED_LANGUAGES = (
    *("ar", "zh", "en", "fr", "ru", "es"),
    *("bn", "cs", "de", "el", "fa", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt"),
    *("ro", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi"),
)
LONG = Length(max=LONGEST_TEXT, message=_l("Use at most %(max)d characters."))
SHORT = Length(max=200, message=_l("Use at most %(max)d characters."))
PLAIN = {"dir": "ltr", "class": "short", "inputmode": "decimal"}
MINUS = str.maketrans({"−": "-", "–": "-", ",": ".", "٫": "."})  # as keyboards and maps write them


class Required(DataRequired):  # type: ignore[misc]  # WTForms ships no types
    """Marks a field that must be filled in; the sentence for an empty one comes with the others."""

    def __call__(self, _form: Form, _field: Any) -> None:
        """Accept everything: the registration itself refuses what is missing."""


class SessionsForm(Form):
    """Which sessions a hub follows."""

    sessions = SelectMultipleField(_l("Sessions"), validate_choice=False)

    def chosen(self) -> set[int]:
        """Return the numbers of the sessions chosen; 0, which no session has, for what is none."""
        return {number(given) or 0 for given in self.raw("sessions") or ()}


class ChangeForm(Form):
    """A registration, as its host changes it."""

    revision = HiddenField()
    host = StringField(FIELDS["host"], [Required(), SHORT])
    country = SelectField(FIELDS["country"], [Required()], validate_choice=False)
    city = StringField(FIELDS["city"], [Required(), SHORT])
    timezone = SelectField(
        FIELDS["timezone"],
        validate_choice=False,
        description=_l("Leave this as it is where the country has one time zone alone."),
    )
    latitude = StringField(
        FIELDS["latitude"], description=_l("Degrees north, such as −1.29"), render_kw=PLAIN
    )
    longitude = StringField(
        FIELDS["longitude"], description=_l("Degrees east, such as 36.82"), render_kw=PLAIN
    )
    interests = TextAreaField(
        FIELDS["interests"],
        [Required(), LONG],
        description=_l("What you want to hear and talk about."),
    )
    expected_count = StringField(
        FIELDS["expected_count"],
        [Required()],
        description=_l("A number; an estimate will do."),
        render_kw={"dir": "ltr", "class": "short", "inputmode": "numeric"},
    )
    activities = TextAreaField(
        FIELDS["activities"],
        [LONG],
        description=_l("What you do before the meeting: a rehearsal, a debate, a call for papers."),
    )
    languages = SelectMultipleField(
        _l("Languages spoken at the hub"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    website = StringField(
        FIELDS["website"],
        description=_l("A page about the hub, if there is one."),
        render_kw={"dir": "ltr", "inputmode": "url", "autocomplete": "url"},
    )
    coordinator_name = StringField(
        _l("Name"), [Required(), SHORT], render_kw={"autocomplete": "name"}
    )
    coordinator_email = EmailField(
        _l("E-mail address"), [Required(), SHORT], render_kw={"autocomplete": "email", "dir": "ltr"}
    )
    technical_name = StringField(_l("Name"), [SHORT], render_kw={"autocomplete": "off"})
    technical_email = EmailField(
        _l("E-mail address"), [SHORT], render_kw={"autocomplete": "off", "dir": "ltr"}
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        tag = locale_tag()
        self.country.choices = [("", _("Choose…")), *places.countries(tag)]
        self.timezone.choices = _zone_choices(
            tag, self.raw("country") or "", self.raw("timezone") or ""
        )
        names = [(code, language_name(code)) for code in OFFERED_LANGUAGES]
        self.languages.choices = sorted(names, key=lambda choice: choice[1].casefold())

    def validate_latitude(self, field: StringField) -> None:
        """Take numbers only."""
        if field.data and degrees(field.data) is None:
            raise ValidationError(_("A latitude is a number from −90 (south) to 90 (north)."))

    def validate_longitude(self, field: StringField) -> None:
        """Take numbers only."""
        if field.data and degrees(field.data) is None:
            raise ValidationError(_("A longitude is a number from −180 (west) to 180 (east)."))

    def validate_expected_count(self, field: StringField) -> None:
        """Take numbers only."""
        if field.data and people(field.data) is None:
            raise ValidationError(_("Give the number of people you expect, such as 25."))

    def hub(self) -> HubFields:
        """Return what was given, after `validate()`."""
        return HubFields(
            host=self.text("host"),
            country=self.raw("country") or "",
            city=self.text("city"),
            timezone=self.raw("timezone") or "",
            latitude=degrees(self.text("latitude")),
            longitude=degrees(self.text("longitude")),
            interests=self.lines("interests"),
            expected_count=people(self.text("expected_count")),
            activities=self.lines("activities"),
            languages=tuple(self.raw("languages") or ()),
            website=self.text("website"),
            coordinator_name=self.text("coordinator_name"),
            coordinator_email=self.text("coordinator_email"),
            technical_name=self.text("technical_name"),
            technical_email=self.text("technical_email"),
        )

    def known_revision(self) -> int:
        """Return the revision the form was made of; without one it counts as older than any."""
        found = number(self.raw("revision"))
        return -1 if found is None else found


class RegisterForm(ChangeForm, SessionsForm):
    """A registration with the sessions a hub is to follow."""


class DecideForm(Form):
    """A decision on a page; `revision` is that of the hub as the page showed it."""

    revision = HiddenField()

    def known_revision(self) -> int:
        """Return the revision; without one the page counts as older than any."""
        found = number(self.raw("revision"))
        return -1 if found is None else found


class DeclineForm(DecideForm):
    """Why a hub is declined."""

    why = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write why; the host reads it.")), LONG],
        description=_l("The host gets it by mail and may change the registration."),
    )


class WithdrawForm(Form):
    """A word to the coordinators when a hub is withdrawn."""

    why = TextAreaField(_l("A word to the coordinators"), [LONG])


class LinkForm(Form):
    """Which address a new private link is to be sent to."""

    email = EmailField(
        _l("E-mail address of the hub coordinator"),
        [DataRequired(GIVE_EMAIL), Email(WRONG_EMAIL), SHORT],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )


def data_of(hub: Hub) -> dict[str, Any]:
    """Return what a form about this hub begins with."""
    data = {name: getattr(hub, name) for name in COLUMNS}
    for name in ("latitude", "longitude", "expected_count"):
        data[name] = "" if data[name] is None else f"{data[name]}"
    return data | {"revision": str(hub.revision)}


def degrees(text: str) -> float | None:
    """Return the number that was typed as degrees, with a comma or a point; None for none."""
    plain = text.translate(MINUS).rstrip("°").strip()
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if -1000 < found < 1000 else None  # neither infinite nor no number


def people(text: str) -> int | None:
    """Return the number of people that was typed, in the digits of any script; None for none."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _zone_choices(tag: str, country: str, chosen: str) -> dict[str, Any]:
    """Return the zones by country, in the reader's order, those of the country chosen first."""
    grouped: dict[str, Sequence[tuple[str, str]]] = {
        "": [("", _("That of the country, where it has one"))]
    }
    by_country = zones_by_country()
    known = {zone for zones in by_country.values() for zone in zones}
    if chosen and chosen not in known:
        grouped[""] = [*grouped[""], (chosen, chosen)]
    first = [(country, places.country_name(country, tag))] if country in by_country else []
    for code, name in [*first, *places.countries(tag)]:
        if code in by_country and name not in grouped:
            grouped[name] = [(zone, city_of(zone)) for zone in by_country[code]]
    return grouped
