"""What is said about a document is kept in its usual form or refused field by field."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.library.description import (
    AuthorName,
    DocumentFields,
    checked,
    is_partial_date,
    refuse_incomplete,
    title_from,
)
from coalition.library.models import Document
from tests.library.conftest import FIELDS


def missing_in(document: Document) -> dict[str, str]:
    """Return what keeps a document from being published, by field."""
    try:
        refuse_incomplete(document)
    except Invalid as refused:
        return refused.fields
    return {}


ORCID = "0000-0002-1825-0097"


def test_checked_writes_an_orcid_in_its_usual_form(app: Flask) -> None:
    given = replace(FIELDS, authors=(AuthorName("Ada", orcid=f"https://orcid.org/{ORCID}"),))
    assert checked(given).authors == (AuthorName("Ada", orcid=ORCID),)


def faults(fields: DocumentFields) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        checked(fields)
    return refused.value.fields


def test_checked_accepts_a_title_alone(app: Flask) -> None:
    assert checked(DocumentFields("Minutes")) == DocumentFields("Minutes")


def test_checked_writes_tags_in_their_usual_form_and_once(app: Flask) -> None:
    given = replace(
        FIELDS,
        languages=("EN", "zh_hans", "en", ""),
        authors=(AuthorName("Ada"), AuthorName(""), AuthorName("Ada")),
        subject_ids=(3, 3, 1),
    )
    found = checked(given)
    assert found.languages == ("en", "zh-Hans")
    assert found.authors == (AuthorName("Ada"),)
    assert found.subject_ids == (3, 1)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Give the document a title."),
        ({"title": "x" * 501}, "title", "The title is too long: at most 500 characters."),
        ({"kind": "novel"}, "kind", "Choose a kind from the list."),
        ({"issued": "8/11/2012"}, "issued", "Write the date as 2012, 2012-11 or 2012-11-08."),
        ({"languages": ("klingonish",)}, "languages", "“klingonish” is not a language code."),
        ({"licence": "WTFPL"}, "licence", "Choose a licence from the list."),
        ({"audience": "friends"}, "audience", "Choose who may read it."),
        (
            {"authors": (AuthorName("x" * 201),)},
            "authors",
            "An author's name is too long: at most 200 characters.",
        ),
        (
            {"authors": (AuthorName("Ada", orcid="0000-0002-1825-0098"),)},
            "authors",
            "“0000-0002-1825-0098” is not an ORCID. It looks like https://orcid.org/ and sixteen "
            "digits; copy it once more, or leave it out.",
        ),
        (
            {"authors": (AuthorName("", orcid=ORCID),)},
            "authors",
            "Write the name of the author before the ORCID.",
        ),
        (
            {"authors": (AuthorName("The Trust", True, ORCID),)},
            "authors",
            "Only persons have an ORCID; take away that of The Trust.",
        ),
        (
            {"authors": (AuthorName("Ada", orcid=ORCID), AuthorName("Ben", orcid=ORCID))},
            "authors",
            "Two authors have the same ORCID.",
        ),
    ],
)
def test_checked_refuses_with_a_sentence(
    app: Flask, change: dict[str, object], field: str, sentence: str
) -> None:
    assert faults(replace(FIELDS, **change)) == {field: sentence}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2012", True),
        ("2012-11", True),
        ("2012-02-29", True),
        ("2013-02-29", False),
        ("2012-13", False),
        ("0000", False),
        ("2012-1", False),
        ("", False),
        ("٢٠١٢", False),
    ],
)
def test_is_partial_date_follows_the_calendar(text: str, fits: bool) -> None:
    assert is_partial_date(text) is fits


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Annual_report_2012.pdf", "Annual report 2012"),
        (r"C:\Users\ada\minutes.docx", "minutes"),
        ("a/b/no-ending", "no-ending"),
        ("", "Untitled"),
    ],
)
def test_title_from_file_name(app: Flask, name: str, title: str) -> None:
    assert title_from(name) == title


def test_refuse_incomplete_names_every_missing_field(app: Flask) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_incomplete(Document(title=" ", kind="", licence="", languages=[]))
    assert refused.value.fields == {
        "title": "Give the document a title.",
        "kind": "Choose what kind of document it is.",
        "licence": "Choose the licence readers get it under.",
        "languages": "Say in which language it is written.",
    }


def test_refuse_incomplete_does_not_ask_for_a_date(app: Flask) -> None:
    undated = Document(title="T", kind="report", licence="CC0-1.0", languages=["en"])
    assert not undated.issued
    assert missing_in(undated) == {}
