"""The table that describes files of an import: one row a file, columns known by several names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.errors import Invalid
from coalition.ingest.encodings import decode
from coalition.ingest.reading import Unreadable
from coalition.library.description import DocumentFields, checked, title_from
from coalition.library.forms import authors_from_lines
from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES
from coalition.library.models import Audience, Subject
from coalition.members import queries as members
from coalition.web.spreadsheets import records

COLUMNS = {
    "file": ("file", "file name", "filename", "path"),
    "title": ("title",),
    "authors": ("authors", "author", "creator", "creators"),
    "issued": ("issued", "date", "year", "published on"),
    "languages": ("languages", "language", "lang"),
    "kind": ("kind", "type", "document type"),
    "licence": ("licence", "license", "rights"),
    "organisation": ("organisation", "organization"),
    "abstract": ("abstract", "description", "summary"),
    "subjects": ("subjects", "subject", "topics"),
    "audience": ("audience", "access"),
    "publish": ("publish", "published"),
}
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be kept where no table says otherwise; empty: not said."""

    organisation_id: int | None = None
    licence: str = ""
    kind: str = ""
    audience: Audience = Audience.PUBLIC
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says of its file, checked; `problem` says with the line's number what is wrong."""

    line: int
    file: str
    fields: DocumentFields | None = None
    has_title: bool = False
    organisation_id: int | None = None
    publish: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, and the names of columns that mean nothing to us."""

    rows: list[Row]
    unknown_columns: list[str] = field(default_factory=list)


def read_table(data: bytes, wanted: Wanted) -> Table:
    """Return the rows of a table in any encoding, with any of spreadsheets.DELIMITERS between its cells.

    Raises Invalid when it has no column of files. A row that cannot be used has its problem.
    """
    try:
        text = decode(data)
    except Unreadable as error:
        raise Invalid(_("This is no table: save it as CSV first.")) from error
    rows_said = records(text)
    header = next(rows_said, (1, []))[1]
    columns = [_column(name) for name in header]
    if "file" not in columns:
        raise Invalid(
            _(
                "The table has no column “file”. Columns that are known: %(columns)s",
                columns=", ".join(COLUMNS),
            )
        )
    unknown = [name for name, known in zip(header, columns, strict=True) if name and not known]
    reader = _Reader(wanted, _subjects())
    rows = [reader.row(line, columns, cells) for line, cells in rows_said]
    return Table(rows, unknown)


def at_line(line: int, sentence: str) -> str:
    """Return what is wrong with a row, with the number of its line."""
    return _("Line %(line)d: %(sentence)s", line=line, sentence=sentence)


def _column(name: str) -> str:
    """Return which column a heading names, in whatever case and spacing; nothing if none."""
    plain = re.sub(r"[\s_-]+", " ", name).strip().casefold()
    return next((column for column, names in COLUMNS.items() if plain in names), "")


def _subjects() -> Mapping[str, int]:
    rows = db.session.execute(select(Subject.id, Subject.name))
    return {name.casefold(): key for key, name in rows}


class _Reader:
    """Turns the cells of rows into descriptions, noting what is wrong with each."""

    def __init__(self, wanted: Wanted, subjects: Mapping[str, int]) -> None:
        self._wanted = wanted
        self._subjects = subjects
        self._organisations: dict[str, int | None] = {}

    def row(self, line: int, columns: list[str], cells: list[str]) -> Row:
        """Return a row; never raises."""
        said = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        faults: dict[str, str] = {}
        if not said.get("file"):
            faults["file"] = _("The row names no file.")
        if any(cells[len(columns) :]):
            faults["cells"] = _("The row has more cells than the table has columns.")
        fields = self._fields(said, faults)
        row = Row(
            line=line,
            file=said.get("file", ""),
            fields=fields,
            has_title=bool(said.get("title")),
            organisation_id=self._organisation(said.get("organisation", ""), faults),
            publish=self._publish(said.get("publish", ""), faults),
        )
        return replace(row, problem=_in_words(line, said, faults)) if faults else row

    def _fields(self, said: Mapping[str, str], faults: dict[str, str]) -> DocumentFields | None:
        fields = DocumentFields(
            title=said.get("title", "") or title_from(said.get("file", "")),
            abstract=said.get("abstract", ""),
            kind=_key(said.get("kind", ""), _kind_names()) or self._wanted.kind,
            authors=authors_from_lines(said.get("authors", "").replace(";", "\n")),
            issued=said.get("issued", ""),
            languages=tuple(re.split(r"[\s,;]+", said.get("languages", ""))),
            subject_ids=self._subject_ids(said.get("subjects", ""), faults),
            licence=_key(said.get("licence", ""), _licence_names()) or self._wanted.licence,
            audience=said.get("audience", "").casefold() or self._wanted.audience,
        )
        try:
            return checked(fields)
        except Invalid as problem:
            faults.update(problem.fields)
            return None

    def _subject_ids(self, said: str, faults: dict[str, str]) -> tuple[int, ...]:
        names = [name.strip() for name in said.split(";") if name.strip()]
        unknown = [name for name in names if name.casefold() not in self._subjects]
        if unknown:
            faults["subjects"] = _("“%(name)s” is not in the list of subjects.", name=unknown[0])
            return ()
        return tuple(self._subjects[name.casefold()] for name in names)

    def _organisation(self, name: str, faults: dict[str, str]) -> int | None:
        if not name:
            return self._wanted.organisation_id
        if name not in self._organisations:
            found = members.find_approved_by_name(name)
            self._organisations[name] = found.id if found else None
        if self._organisations[name] is None:
            faults["organisation"] = _("No approved organisation is called “%(name)s”.", name=name)
        return self._organisations[name]

    def _publish(self, said: str, faults: dict[str, str]) -> bool:
        word = said.casefold()
        if word and word not in YES | NO:
            faults["publish"] = _("Write yes or no.")
        return word in YES if word else self._wanted.publish


def _in_words(line: int, said: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """Return what is wrong with a row: its line, and each column with what it holds."""
    told = []
    for column, sentence in faults.items():
        held = said.get(column, "")[:60]
        told.append(f"{column} “{held}”: {sentence}" if held else sentence)
    return at_line(line, " ".join(told))


def _key(said: str, names: Mapping[str, str]) -> str:
    """Return the key of what is said by key or name; what is unknown stays, to be refused."""
    return names.get(_plain(said), said)


def _kind_names() -> Mapping[str, str]:
    return _by_names(KINDS, lambda key: str(KINDS[key]))


def _licence_names() -> Mapping[str, str]:
    return _by_names(LICENCES, lambda key: LICENCES[key].name)


def _by_names(keys: Mapping[str, object], name: Callable[[str], str]) -> dict[str, str]:
    return {_plain(name(key)): key for key in keys} | {_plain(key): key for key in keys}


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name).casefold()
