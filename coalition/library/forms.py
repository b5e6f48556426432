"""The forms of the library: depositing files, describing a document, giving a reason, subjects."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField as OneFileField
from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from coalition.errors import Invalid
from coalition.library.description import AuthorName, DocumentFields, checked, refuse_incomplete
from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES, licence_label
from coalition.library.models import Audience, Document, Subject
from coalition.library.orcids import orcid_address, part_orcid
from coalition.library.subjects import SubjectName
from coalition.members.models import Organisation
from coalition.web.forms import Form, clean, number
from coalition.web.languages import language_name

COALITION = "coalition"  # the choice that stands for the coalition itself
ORGANISATION_MARK = "*"
MARK_LENGTH = 12  # hexadecimal digits that tell one text from another
# The languages offered as boxes; any other is typed as its code.
OFFERED_LANGUAGES = (
    *("ar", "zh", "en", "fr", "ru", "es"),
    *("bn", "cs", "de", "el", "fa", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt"),
    *("ro", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi"),
)


class ForPublishing:
    """Marks a field that may be empty in a draft but not in a published document."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, _field: Any) -> None:
        """Accept everything: publishing itself refuses what is missing."""


class DepositForm(Form):
    """One or many files, and for whom they are deposited."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))  # a form sent twice is told by it
    organisation = SelectField(_l("For which organisation"), [InputRequired()])
    files = MultipleFileField(_l("Files"), [InputRequired(_l("Choose at least one file."))])

    def offer(self, organisations: Sequence[Organisation], *, coalition: bool) -> None:
        """Offer these organisations, and the coalition itself to its coordinators."""
        own = [(COALITION, _("The coalition itself"))] if coalition else []
        self.organisation.choices = own + [(str(o.id), o.name) for o in organisations]

    def organisation_id(self) -> int | None:
        """Return the organisation chosen, None for the coalition."""
        chosen = self.raw("organisation")
        return None if chosen == COALITION else int(chosen)


class DescriptionForm(Form):
    """What is said about a document; saved with only a title, published with more."""

    revision = HiddenField()
    shown = HiddenField()  # marks of what each field held when the form was shown first
    title = StringField(_l("Title"), [DataRequired(_l("Give the document a title."))])
    abstract = TextAreaField(_l("Abstract"))
    kind = SelectField(_l("Kind of document"), [ForPublishing()], validate_choice=False)
    authors = TextAreaField(_l("Authors"))
    issued = StringField(_l("Date"))
    languages = SelectMultipleField(
        _l("Languages"),
        [ForPublishing()],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    other_languages = StringField(_l("Other languages"))
    subjects = SelectMultipleField(
        _l("Subjects"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    licence = SelectField(_l("Licence"), [ForPublishing()], validate_choice=False)
    audience = RadioField(_l("Who may read it"), [InputRequired(_l("Choose who may read it."))])

    def offer_alike(self, other: "DescriptionForm") -> None:
        """Offer what another form offers."""
        for name in ("kind", "licence", "languages", "subjects", "audience"):
            self._fields[name].choices = other._fields[name].choices

    def offer(self, subjects: Sequence[Subject]) -> None:
        """Fill the lists to choose from, in the reader's language."""
        self.kind.choices = [("", _("Choose…")), *((key, str(name)) for key, name in KINDS.items())]
        self.licence.choices = [
            ("", _("Choose…")),
            *((spdx, licence_label(spdx)) for spdx in LICENCES),
        ]
        self.languages.choices = [(tag, language_name(tag)) for tag in OFFERED_LANGUAGES]
        self.languages.choices.sort(key=lambda choice: choice[1].casefold())
        self.subjects.choices = [(subject.id, subject.name) for subject in subjects]
        self.audience.choices = [
            (Audience.PUBLIC.value, _("Everybody")),
            (Audience.MEMBERS.value, _("Members of the coalition only")),
        ]

    def show(self, document: Document) -> None:
        """Fill in what the document says now."""
        offered = [tag for tag in document.languages if tag in OFFERED_LANGUAGES]
        self.process(
            data={
                "revision": document.revision,
                "title": document.title,
                "abstract": document.abstract,
                "kind": document.kind,
                "authors": authors_as_lines(document),
                "issued": document.issued,
                "languages": offered,
                "other_languages": ", ".join(t for t in document.languages if t not in offered),
                "subjects": [subject.id for subject in document.subjects],
                "licence": document.licence,
                "audience": document.audience.value,
            }
        )
        self.shown.data = " ".join(_marks(self.fields()).values())

    def catch_up(self, document: Document) -> list[tuple[str, str]]:
        """Go on from a document as it is kept by now, with what the person changed.

        What they left as it was shown to them becomes what is kept; where nothing tells that, all
        counts as changed. Return what is kept where it differs, each with the label of its field.
        """
        kept = type(self)(formdata=None)
        kept.offer_alike(self)
        kept.show(document)
        marks, typed = _marks(kept.fields()), _marks(self.fields())
        shown = dict(zip(marks, (self.raw("shown") or "").split(), strict=False))
        differing: list[tuple[str, str]] = []
        for part, mark in marks.items():
            names = ("languages", "other_languages") if part == "languages" else (part,)
            if typed[part] == shown.get(part):
                for name in names:
                    self._fields[name].data = kept.raw(name)
            elif typed[part] != mark:
                differing.append((self._fields[part].label.text, kept.in_words(part)))
        self.revision.data, self.shown.data = str(document.revision), kept.raw("shown")
        return differing

    def in_words(self, part: str) -> str:
        """Return what a field holds as readers know it."""
        held = self.raw(part)
        if part == "languages":
            return _(", ").join(language_name(tag) for tag in self.fields().languages)
        choices = dict(getattr(self._fields[part], "choices", None) or ())
        if isinstance(held, list):
            return _(", ").join(str(choices.get(one, one)) for one in held)
        return str(choices.get(held, held)) if held else ""

    def known_revision(self) -> int | None:
        """Return the revision the form was made of."""
        return number(self.raw("revision"))

    def fields(self) -> DocumentFields:
        """Return what was typed as a record. Raises nothing: the service judges it."""
        others = self.text("other_languages").replace(",", " ").replace(";", " ").split()
        return DocumentFields(
            title=self.text("title"),
            abstract=self.lines("abstract"),
            kind=self.raw("kind") or "",
            authors=authors_from_lines(self.lines("authors")),
            issued=self.text("issued"),
            languages=(*(self.raw("languages") or ()), *others),
            subject_ids=tuple(self.raw("subjects") or ()),
            licence=self.raw("licence") or "",
            audience=self.raw("audience") or "",
        )

    def blame_the_rest(self, *, publishing: bool) -> None:
        """Tell in one round of everything else that keeps the document from being saved or published."""
        for check in (checked, refuse_incomplete) if publishing else (checked,):
            try:
                check(self.fields())
            except Invalid as problem:
                self.blame(Invalid(fields=self._not_said_yet(problem.fields)))

    def _not_said_yet(self, faults: Mapping[str, str]) -> dict[str, str]:
        said = {name for name, field in self._fields.items() if field.errors}
        if "other_languages" in said:
            said.add("languages")
        return {name: sentence for name, sentence in faults.items() if name not in said}

    def blame(self, problem: Invalid) -> None:
        """Show a wrong language code beside the field it was typed in."""
        fields = dict(problem.fields)
        if self.text("other_languages") and "languages" in fields:
            fields["other_languages"] = fields.pop("languages")
        super().blame(Invalid(problem.message, fields))


class VersionForm(Form):
    """The file of a new version and what changed in it."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))  # a form sent twice is told by it
    file = OneFileField(_l("File"), [InputRequired(_l("Choose a file."))])
    note = StringField(_l("What changed"), [DataRequired(_l("Say in a few words what changed."))])

    def replace_only(self) -> None:
        """Ask not what changed since a file that nobody was shown."""
        del self.note

    def what_changed(self) -> str:
        """Return what was said of it, empty where nobody was asked."""
        return self.text("note") if self.note else ""


class ReasonForm(Form):
    """Why a document is withdrawn or sent back."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason in a sentence."))])


class SubjectsForm(Form):
    """The names of new subjects; the present ones are fields by number beside it."""

    added = TextAreaField(_l("New subjects"))

    def names(self, known: Sequence[Subject], given: Mapping[str, str]) -> list[SubjectName]:
        """Return the list as it was sent: known subjects by position, then the new ones."""
        kept = [subject for subject in known if not given.get(f"remove-{subject.id}")]
        kept.sort(
            key=lambda subject: _number(given.get(f"position-{subject.id}"), subject.position)
        )
        added = (clean(line) for line in self.lines("added").splitlines())
        return [
            *(SubjectName(s.id, clean(given.get(f"name-{s.id}", s.name))) for s in kept),
            *(SubjectName(None, name) for name in added if name),
        ]


def authors_as_lines(document: Document) -> str:
    """Return the authors one per line: organisations after an asterisk, ORCIDs at the end."""
    return "\n".join(
        (f"{ORGANISATION_MARK} " if author.is_organisation else "")
        + author.name
        + (f" {orcid_address(author.orcid)}" if author.orcid else "")
        for author in document.authors
    )


def authors_from_lines(lines: str) -> tuple[AuthorName, ...]:
    """Return the authors of such lines, ORCIDs as they were typed."""
    parted = (part_orcid(clean(line)) for line in lines.splitlines())
    return tuple(
        AuthorName(clean(name.lstrip(ORGANISATION_MARK)), name.startswith(ORGANISATION_MARK), orcid)
        for name, orcid in parted
        if name or orcid
    )


def _marks(fields: DocumentFields) -> dict[str, str]:
    """Return a short mark of what each field of the form holds, by its name, in their order."""
    said = asdict(fields)
    said["subjects"] = sorted(said.pop("subject_ids"))
    said["languages"] = sorted(said["languages"])
    return {
        part: hashlib.sha256(json.dumps(value).encode()).hexdigest()[:MARK_LENGTH]
        for part, value in said.items()
    }


def _number(given: str | None, otherwise: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 6 else otherwise
