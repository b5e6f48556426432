"""Forms turn what was typed into records, and keep it when it is refused."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from coalition.errors import Invalid
from coalition.library.description import AuthorName
from coalition.library.forms import (
    DescriptionForm,
    SubjectsForm,
    authors_as_lines,
    authors_from_lines,
)
from coalition.library.models import Audience, Author, Document, Subject
from coalition.library.subjects import SubjectName


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    """A request, without which no form can be made."""
    with app.test_request_context():
        yield


def form_of(**given: object) -> DescriptionForm:
    data = MultiDict({"title": "T", "audience": "public", "revision": "0"} | given)
    form = DescriptionForm(formdata=data)
    form.offer([Subject(id=1, name="Access"), Subject(id=2, name="Privacy")])
    return form


def test_authors_go_to_lines_and_back() -> None:
    names = (AuthorName("Ada Lovelace"), AuthorName("Library Trust", is_organisation=True))
    document = Document(
        authors=[
            Author(name=name.name, is_organisation=name.is_organisation, orcid="") for name in names
        ]
    )
    assert authors_as_lines(document) == "Ada Lovelace\n* Library Trust"
    assert authors_from_lines(authors_as_lines(document)) == names
    assert authors_from_lines("\n  \n*  Library   Trust\n") == (names[1],)


def test_an_orcid_goes_to_the_end_of_a_line_and_back() -> None:
    author = AuthorName("Ana García", orcid="0000-0002-1825-0097")
    document = Document(
        authors=[Author(name=author.name, is_organisation=False, orcid=author.orcid)]
    )
    assert authors_as_lines(document) == "Ana García https://orcid.org/0000-0002-1825-0097"
    [back] = authors_from_lines(authors_as_lines(document))
    assert back == author


def test_description_gives_a_record(request_context: None) -> None:
    form = form_of(
        title="  Public \n access ",
        abstract="One.\r\n\r\nTwo.",
        authors="Ada",
        languages=["en", "fr"],
        other_languages="ht, sr-Latn",
        subjects=["2"],
        kind="report",
        licence="CC0-1.0",
        issued=" 2012 ",
    )
    assert form.validate(), form.errors
    fields = form.fields()
    assert (fields.title, fields.abstract) == ("Public access", "One.\n\nTwo.")
    assert fields.languages == ("en", "fr", "ht", "sr-Latn")
    assert (fields.subject_ids, fields.kind, fields.licence) == ((2,), "report", "CC0-1.0")
    assert (fields.issued, fields.authors) == ("2012", (AuthorName("Ada"),))


def test_description_needs_a_title_only(request_context: None) -> None:
    assert form_of().validate()
    form = form_of(title=" ")
    assert not form.validate()
    assert form.errors == {"title": ["Give the document a title."]}


def test_description_refuses_subjects_that_are_not_offered(request_context: None) -> None:
    assert not form_of(subjects=["9"]).validate()
    assert not form_of(subjects=["x"]).validate()


def test_a_wrong_code_is_blamed_on_the_field_it_was_typed_in(request_context: None) -> None:
    form = form_of(languages=["en"], other_languages="qqq")
    form.validate()
    form.blame(Invalid(fields={"languages": "“qqq” is not a language code."}))
    assert form.errors == {"other_languages": ["“qqq” is not a language code."]}


def test_catch_up_keeps_what_was_changed_and_takes_the_rest(request_context: None) -> None:
    before = Document(
        title="T",
        abstract="",
        kind="",
        issued="",
        languages=[],
        licence="",
        audience=Audience.PUBLIC,
        revision=0,
        authors=[],
        subjects=[],
    )
    shown = DescriptionForm(formdata=None)
    shown.show(before)
    form = form_of(title="Typed", abstract="Typed too", shown=shown.raw("shown"))
    document = Document(
        title="From the file",
        abstract="From the file",
        kind="",
        issued="2012",
        languages=["fr", "ht"],
        licence="",
        audience=Audience.PUBLIC,
        revision=4,
    )
    document.authors = [Author(name="Ada", is_organisation=False)]
    document.subjects = []
    assert form.catch_up(document) == [
        ("Title", "From the file"),
        ("Abstract", "From the file"),
    ]
    assert (form.raw("title"), form.raw("abstract")) == ("Typed", "Typed too")
    assert (form.raw("authors"), form.raw("issued")) == ("Ada", "2012")
    assert (form.raw("languages"), form.raw("other_languages")) == (["fr"], "ht")
    assert form.known_revision() == 4
    assert form.catch_up(document) == [("Title", "From the file"), ("Abstract", "From the file")]


def test_catch_up_of_a_form_that_does_not_tell_what_it_showed_keeps_all_of_it(
    request_context: None,
) -> None:
    form = form_of(kind="report", shown="forged")
    document = Document(
        title="T",
        abstract="Kept",
        kind="minutes",
        issued="",
        languages=["fr"],
        licence="CC0-1.0",
        audience=Audience.MEMBERS,
        revision=4,
        authors=[],
        subjects=[Subject(id=2, name="Privacy")],
    )
    assert form.catch_up(document) == [
        ("Abstract", "Kept"),
        ("Kind of document", "Minutes"),
        ("Languages", "French"),
        ("Licence", "Creative Commons Zero 1.0"),
        ("Who may read it", "Members of the coalition only"),
        ("Subjects", "Privacy"),
    ]
    assert (form.raw("abstract"), form.raw("kind"), form.raw("audience")) == (
        None,
        "report",
        "public",
    )


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5"])
def test_known_revision_of_a_forged_field_is_none(request_context: None, given: str) -> None:
    assert form_of(revision=given).known_revision() is None


def test_subjects_are_ordered_renamed_removed_and_added(request_context: None) -> None:
    known = [Subject(id=1, name="A", position=0), Subject(id=2, name="B", position=1)]
    known.append(Subject(id=3, name="C", position=2))
    form = SubjectsForm(formdata=MultiDict({"added": " New \n\n"}))
    given = {"position-1": "30", "position-2": "10", "name-2": " B2 ", "remove-3": "1"}
    assert form.names(known, given) == [
        SubjectName(2, "B2"),
        SubjectName(1, "A"),
        SubjectName(None, "New"),
    ]
