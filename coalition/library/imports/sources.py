"""Where the files of an import come from: a folder, a table that names files, or a ZIP file."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.library.imports import archive
from coalition.library.imports.table import Row, Table, Wanted, at_line, read_table

TABLE = "metadata.csv"  # in a ZIP file, describes the files beside it
LARGEST_TABLE = 100_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be brought in, what a table says of it, and why it cannot be, if it cannot."""

    file: str
    open: Callable[[], BinaryIO] | None = None
    size_bytes: int = 0
    row: Row | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of an import in order, and what is to be said before they are brought in."""

    items: list[Item] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@contextmanager
def opened(path: Path, wanted: Wanted) -> Iterator[Source]:
    """Give what is to be brought in from a folder, ZIP file or table; it stays open meanwhile.

    Raises Invalid with a sentence when the ZIP file or table as a whole cannot be used.
    """
    if path.is_dir():
        yield Source([_item_in(path, each) for each in _files_below(path)])
    elif zipfile.is_zipfile(path):
        with archive.opened(path) as members:
            yield _members(members, wanted)
    else:
        yield _listed(path, wanted)


def _files_below(folder: Path) -> list[Path]:
    """Return the files below a folder, by name, without hidden ones."""
    return sorted(
        path
        for path in folder.rglob("*")
        if (path.is_file() or path.is_symlink())
        and not path.is_dir()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _item_in(folder: Path, path: Path, row: Row | None = None) -> Item:
    """Return the item of a path; what leads out of the folder would give away other files."""
    name = path.relative_to(folder).as_posix()
    problem = row.problem if row else ""
    if not path.resolve().is_relative_to(folder.resolve()):
        problem = _leads_out(row)
    elif not path.is_file():
        problem = problem or _missing(row)
    if problem:
        return Item(name, row=row, problem=problem)
    return Item(name, partial(_open, path), path.stat().st_size, row)


def _leads_out(row: Row | None) -> str:
    return _at_line(row, _("This leads out of the folder, so it was left alone."))


def _missing(row: Row | None) -> str:
    return _at_line(row, _("There is no such file."))


def _at_line(row: Row | None, sentence: str) -> str:
    return at_line(row.line, sentence) if row else sentence


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _listed(path: Path, wanted: Wanted) -> Source:
    if path.stat().st_size > LARGEST_TABLE:
        raise Invalid(_("The table is too large. Split it, or check that it is the right file."))
    table = read_table(path.read_bytes(), wanted)
    items = [_item_of_row(path.parent, row) for row in table.rows]
    return Source(items, _remarks(table))


def _item_of_row(folder: Path, row: Row) -> Item:
    if not row.file:
        return Item(row.file, row=row, problem=row.problem)
    path = folder / row.file
    if not path.is_file() and "\\" in row.file:
        path = folder / row.file.replace("\\", "/")
    try:
        return _item_in(folder, path, row)
    except (ValueError, OSError):  # an absolute path, or one no file system takes
        return Item(row.file, row=row, problem=_leads_out(row))


def _members(members: list[archive.Member], wanted: Wanted) -> Source:
    """Return the members of a ZIP file, described by the table at its top if there is one."""
    table = next((member for member in members if member.name.lower() == TABLE), None)
    if table is None:
        return Source([_item_of(member) for member in members])
    if table.problem or table.size_bytes > LARGEST_TABLE:
        raise Invalid(_("%(table)s cannot be read: %(why)s", table=TABLE, why=table.problem))
    with table.open() as stream:
        said = read_table(stream.read(), wanted)
    named = {member.name: member for member in members}
    items = [_described(row, named.get(row.file.replace("\\", "/"))) for row in said.rows]
    rest = named.keys() - {item.file for item in items} - {table.name}
    unnamed = _("%(table)s does not name this file, so it was left out.", table=TABLE)
    return Source(
        items + [Item(name, problem=unnamed) for name in sorted(rest)],
        _remarks(said),
    )


def _described(row: Row, member: archive.Member | None) -> Item:
    if member is None:
        return Item(row.file, row=row, problem=row.problem or _missing(row))
    problem = row.problem or member.problem
    return Item(member.name, member.open, member.size_bytes, row, problem)


def _item_of(member: archive.Member) -> Item:
    return Item(member.name, member.open, member.size_bytes, None, member.problem)


def _remarks(table: Table) -> list[str]:
    if not table.unknown_columns:
        return []
    columns = ", ".join(table.unknown_columns)
    return [_("Columns that are not known and were not used: %(columns)s", columns=columns)]
