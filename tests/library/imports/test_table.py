"""A table describes files: forgiving in form, exact in what it says is wrong and where."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.errors import Invalid
from coalition.library import queries
from coalition.library.description import AuthorName
from coalition.library.imports.table import Row, Wanted, read_table
from coalition.library.models import Audience, Document, State, Subject
from tests.conftest import Someone
from tests.library.conftest import TEXT
from tests.library.imports.bringing import bring


def rows_of(table: str, encoding: str = "utf-8") -> list[Row]:
    """Return the rows of a table given as text."""
    return read_table(table.encode(encoding), Wanted()).rows


def problem_of(table: str) -> str:
    """Return what is wrong with the one row of a table."""
    return rows_of(table)[0].problem


def test_every_column_is_read(app: Flask, representative: Someone) -> None:
    with transaction():
        db.session.add(Subject(name="Copyright"))
    [row] = rows_of(
        "file,title,authors,issued,languages,kind,licence,organisation,abstract,subjects,audience,"
        "publish\n"
        "a.txt,Reading rooms,Ada Low 0000-0002-1825-0097; * The Group,2012-11,en; fr,report,CC-BY-4.0,"
        "library association of the low lands,Why.,copyright,members,yes\n"
    )
    assert row.problem == ""
    assert row.fields is not None
    assert (row.file, row.organisation_id, row.publish) == (
        "a.txt",
        representative.organisation_id,
        True,
    )
    assert (row.fields.title, row.fields.issued, row.fields.languages) == (
        "Reading rooms",
        "2012-11",
        ("en", "fr"),
    )
    assert row.fields.authors == (
        AuthorName("Ada Low", orcid="0000-0002-1825-0097"),
        AuthorName("The Group", True),
    )
    assert (row.fields.kind, row.fields.licence, row.fields.abstract) == (
        "report",
        "CC-BY-4.0",
        "Why.",
    )
    assert (len(row.fields.subject_ids), row.fields.audience) == (1, Audience.MEMBERS)


@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        ("FILE NAME;Author;Licence\na.txt;Zoë;cc by 4.0\n", "utf-8-sig"),
        ("File_Name\tCreator\tlicense\r\na.txt\tZoë\tcc-by-4.0\r\n", "cp1252"),
        (" filename | AUTHORS | rights \na.txt | Zoë | Creative Commons Attribution 4.0", "utf-16"),
    ],
)
def test_spelling_delimiter_and_encoding_are_forgiven(
    app: Flask, table: str, encoding: str
) -> None:
    [row] = rows_of(table, encoding)
    assert row.fields is not None
    assert (row.file, row.fields.licence) == ("a.txt", "CC-BY-4.0")
    assert row.fields.authors == (AuthorName("Zoë"),)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("file,licence\na.txt,free\n", "licence “free”: Choose a licence from the list."),
        ("file,kind\na.txt,poem\n", "kind “poem”: Choose a kind from the list."),
        ("file,date\na.txt,31.12.2012\n", "issued “31.12.2012”: Write the date as 2012,"),
        ("file,languages\na.txt,english\n", "languages “english”: “english” is not a language"),
        ("file,organisation\na.txt,Nobody\n", "organisation “Nobody”: No approved organisation"),
        ("file,subjects\na.txt,Cooking\n", "subjects “Cooking”: “Cooking” is not in the list"),
        ("file,audience\na.txt,friends\n", "audience “friends”: Choose who may read it."),
        ("file,publish\na.txt,perhaps\n", "publish “perhaps”: Write yes or no."),
        ("file,title\n,No file\n", "The row names no file."),
        ("file,title\na.txt,Rooms, reading\n", "The row has more cells than the table has columns"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(app: Flask, table: str, problem: str) -> None:
    assert problem_of(table).startswith(f"Line 2: {problem}")


def test_lines_are_counted_as_in_the_file(app: Flask) -> None:
    rows = rows_of('file,abstract\na.txt,"Two\nlines"\n\nb.txt,Why\n')
    assert [row.line for row in rows] == [2, 5]


def test_unknown_columns_are_named_once(app: Flask) -> None:
    table = read_table(b"file,colour,title,shelf\na.txt,red,A,3\nb.txt,blue,B,4\n", Wanted())
    assert table.unknown_columns == ["colour", "shelf"]


def test_a_table_without_files_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid, match="no column “file”"):
        rows_of("title,authors\nA,B\n")
    with pytest.raises(Invalid, match="no column “file”"):
        rows_of("")


def test_files_of_a_table_are_described_by_it(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    folder = tmp_path / "given"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "a.txt").write_text(TEXT)
    (folder / "b.html").write_text("<!doctype html><title>Of its own</title><p>Text.")
    (folder / "unlisted.txt").write_text("Not in the table.")
    (tmp_path / "outside.txt").write_text("outside")
    (folder / "list.csv").write_text(
        "file,title,kind,publish\n"
        "papers\\a.txt,Reading rooms,report,yes\n"
        "b.html,,,\n"
        "missing.txt,Gone,,\n"
        "../outside.txt,Outside,,\n"
        "/etc/hostname,Outside,,\n"
    )
    lines = {line.file: line for line in bring(app, folder / "list.csv", coordinator)}
    assert {name: line.outcome for name, line in lines.items()} == {
        "papers/a.txt": "text",
        "b.html": "text",
        "missing.txt": "rejected",
        "../outside.txt": "rejected",
        "/etc/hostname": "rejected",
    }
    assert lines["missing.txt"].reason == "Line 4: There is no such file."
    assert lines["../outside.txt"].reason.startswith("Line 5: This leads out of the folder")
    documents = db.session.scalars(sa.select(Document).order_by(Document.title)).all()
    assert [(one.title, one.kind, one.state) for one in documents] == [
        ("Of its own", "", State.DRAFT),
        ("Reading rooms", "report", State.PUBLISHED),
    ]
    assert queries.my_documents(viewer=coordinator.viewer).total == 2
