"""The forms of members: applying, deciding, answering, representing."""

from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Email, Length, NumberRange, Optional

from coalition.accounts.forms import GIVE_EMAIL, WRONG_EMAIL, name_field, new_password_field
from coalition.accounts.passwords import check_password_rules
from coalition.errors import Invalid
from coalition.members import identifiers, places, queries
from coalition.members.application import Newcomer, OrganisationFields
from coalition.members.groups import GroupRow
from coalition.members.labels import FIELDS, group_label
from coalition.members.models import Organisation
from coalition.web.forms import Form, clean, number
from coalition.web.languages import locale_tag
from coalition.web.lines import Lines

LONGEST_TEXT = 5000
LONG = Length(max=LONGEST_TEXT, message=_l("Use at most %(max)d characters."))
SHORT = Length(max=200, message=_l("Use at most %(max)d characters."))


class DetailsForm(Form):
    """An organisation's details, as a member changes them."""

    name = StringField(FIELDS["name"], [DataRequired(_l("Enter the organisation's name.")), SHORT])
    name_language = SelectField(FIELDS["name_language"])
    english_name = StringField(
        FIELDS["english_name"],
        [SHORT],
        description=_l("Leave this empty if the name above is English."),
    )
    acronym = StringField(
        FIELDS["acronym"], [Length(max=30, message=_l("Use at most %(max)d characters."))]
    )
    country = SelectField(
        FIELDS["country"],
        [DataRequired(_l("Choose where the organisation has its seat."))],
        description=_l("Where the organisation has its seat."),
    )
    stakeholder_group = SelectField(
        FIELDS["stakeholder_group"], [DataRequired(_l("Choose a stakeholder group."))]
    )
    website = StringField(
        FIELDS["website"],
        [Length(max=identifiers.LONGEST_WEBSITE, message=_l("Use at most %(max)d characters."))],
        render_kw={"inputmode": "url", "autocomplete": "url", "dir": "ltr"},
    )
    ror = StringField(
        FIELDS["ror"],
        [SHORT],
        description=_l(
            "If the organisation has one: https://ror.org/ and nine letters and digits."
        ),
        render_kw={"dir": "ltr", "spellcheck": "false"},
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        locale = get_locale() or Locale("en")
        self.name_language.choices = language_choices(locale)
        self.country.choices = [("", _("Choose…")), *places.countries(str(locale))]
        self.stakeholder_group.choices = [
            ("", _("Choose…")),
            *((str(group.id), group_label(group.name)) for group in queries.groups()),
        ]
        if not self.is_submitted() and not self.name_language.data:
            self.name_language.data = locale.language

    def validate_english_name(self, field: StringField) -> None:
        """Ask for an English name unless the name itself is English."""
        if not clean(field.data) and self.name_language.data != "en":
            raise ValidationError(_("Enter the name in English too, so that others can read it."))

    def validate_website(self, field: StringField) -> None:
        """Take web addresses only."""
        try:
            identifiers.tidy_website(clean(field.data))
        except Invalid as problem:
            raise ValidationError(problem.fields["website"]) from None

    def validate_ror(self, field: StringField) -> None:
        """Take ROR identifiers whose check digits fit."""
        try:
            identifiers.tidy_ror(clean(field.data))
        except Invalid as problem:
            raise ValidationError(problem.fields["ror"]) from None

    def details(self) -> OrganisationFields:
        """Return what was given, clean, after `validate()`."""
        return OrganisationFields(
            name=self.text("name"),
            name_language=self.text("name_language"),
            english_name=self.text("english_name") or self.text("name"),
            acronym=self.text("acronym"),
            country=self.text("country"),
            stakeholder_group_id=int(self.text("stakeholder_group")),
            website=identifiers.tidy_website(self.text("website")),
            ror=identifiers.tidy_ror(self.text("ror")),
            reason=self.lines("reason") if "reason" in self._fields else "",
        )


class ApplyForm(DetailsForm):
    """An application of a person who is signed in."""

    reason = TextAreaField(
        FIELDS["reason"],
        [DataRequired(_l("Write why the organisation wants to join.")), LONG],
        description=_l("A few sentences: what it does, and what it wants to contribute."),
    )


class NewcomerForm(ApplyForm):
    """An application of a person who has no account, or does not say so."""

    person_name = name_field()
    email = EmailField(
        _l("Your e-mail address"),
        [DataRequired(GIVE_EMAIL), Email(WRONG_EMAIL), SHORT],
        description=_l("We send a link to it; the application is handed in when you open it."),
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )
    password = new_password_field(_l("A password for your account"))

    def validate_password(self, field: PasswordField) -> None:
        """Tell of a weak password together with everything else, as this field is never kept."""
        refuse_weak(field.data, self.text("email"), self.text("person_name"))

    def newcomer(self) -> Newcomer:
        """Return who applies, after `validate()`."""
        return Newcomer(
            name=self.text("person_name"),
            email=self.text("email").casefold(),
            password=self.raw("password"),
            language=locale_tag(),
        )


class SeenForm(Form):
    """An act on a page that shows a history; `seen` is the last event it showed, 0 for none."""

    seen = HiddenField()

    @property
    def last_seen(self) -> int:
        """Return the event; without one the page counts as older than any."""
        seen = number(self.seen.data)
        return -1 if seen is None else seen


class CorrectForm(ApplyForm, SeenForm):
    """A corrected application."""

    remark = TextAreaField(
        _l("Remark to the coordinators"),
        [LONG],
        description=_l("What you changed, or what they should know."),
    )


class AskForm(SeenForm):
    """A coordinator's question."""

    question = TextAreaField(
        _l("Your question"),
        [DataRequired(_l("Write what you would like to know.")), LONG],
        description=_l("The applicant gets it by mail and answers on this page."),
    )


class AnswerForm(SeenForm):
    """The applicant's answer."""

    answer = TextAreaField(_l("Your answer"), [DataRequired(_l("Write your answer.")), LONG])


class DeclineForm(SeenForm):
    """Why an application is declined."""

    why = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write why; the applicant reads it.")), LONG],
        description=_l("The applicant gets it by mail and may correct the application."),
    )


class SuspendForm(SeenForm):
    """Why a membership is suspended."""

    why = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write why; the representatives read it.")), LONG],
        description=_l("All representatives get it by mail."),
    )


class ReinstateForm(SeenForm):
    """A word with the reinstatement, if one likes."""

    why = TextAreaField(
        _l("A word to the representatives"), [LONG], description=_l("They get it by mail.")
    )


class InviteForm(Form):
    """Whom to invite."""

    email = EmailField(
        _l("E-mail address of your colleague"),
        [DataRequired(_l("Enter the address of your colleague.")), Email(WRONG_EMAIL), SHORT],
        description=_l("They get a link that works for 7 days."),
        render_kw={"dir": "ltr"},
    )


class AcceptForm(Form):
    """Name and password of an invited person who has no account."""

    name = name_field()
    password = new_password_field(_l("A password for your account"))

    def validate_password(self, field: PasswordField) -> None:
        """Tell of a weak password together with a missing name."""
        refuse_weak(field.data, name=self.text("name"))

    def newcomer(self, email: str) -> Newcomer:
        """Return who accepts, after `validate()`."""
        return Newcomer(self.text("name"), email, self.raw("password"), locale_tag())


class GroupLine(PlainForm):  # type: ignore[misc]  # WTForms ships no types
    """One stakeholder group."""

    id = HiddenField()
    name = StringField(_l("Name"), [SHORT])
    position = IntegerField(
        _l("Place in the list"),
        [Optional(), NumberRange(0, 999, _l("Use a number from %(min)s to %(max)s."))],
    )
    is_intergovernmental = BooleanField(_l("Bodies between states"))
    remove = BooleanField(_l("Remove"))


class GroupsForm(Form):
    """The list of stakeholder groups, and a line for a new one."""

    groups = Lines(FormField(GroupLine))  # how many, update_groups says

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for line in self.groups:
            if line.form.id.data:  # a new group may be left out, a known one has its name
                line.form.name.flags.required = True

    def rows(self) -> list[GroupRow]:
        """Return the lines that say something, after `validate()`."""
        found = []
        for at, line in enumerate(self.groups):
            key = str(line.form.id.data or "")
            name = clean(line.form.name.data)
            if key or name:
                place = line.form.position.data
                found.append(
                    GroupRow(
                        id=number(key),
                        name=name,
                        position=place if place is not None else at,
                        is_intergovernmental=bool(line.form.is_intergovernmental.data),
                        remove=bool(line.form.remove.data),
                    )
                )
        return found


def refuse_weak(password: str | None, email: str = "", name: str = "") -> None:
    """Raise ValidationError for a password the accounts would refuse."""
    try:
        check_password_rules(password or "", email, name)
    except Invalid as problem:
        raise ValidationError(problem.fields["password"]) from None


def language_choices(locale: Locale) -> list[tuple[str, str]]:
    """Return the languages a name can be in as (tag, name), by name in the reader's language."""
    names = locale.languages
    tags = [str(tag) for tag in Locale("en").languages if len(str(tag)) == 2]
    return sorted(((tag, str(names.get(tag, tag))) for tag in tags), key=lambda pair: pair[1])


def details_of(organisation: Organisation) -> dict[str, Any]:
    """Return what a form about this organisation begins with."""
    return {
        "name": organisation.name,
        "name_language": organisation.name_language,
        "english_name": organisation.english_name,
        "acronym": organisation.acronym,
        "country": organisation.country,
        "stakeholder_group": str(organisation.stakeholder_group_id),
        "website": organisation.website,
        "ror": identifiers.ror_address(organisation.ror) if organisation.ror else "",
        "reason": organisation.reason,
    }
