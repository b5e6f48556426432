"""An import that only says what would happen: nothing is written, no row and no file."""

import shutil
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from flask_babel import gettext as _

from coalition.database import db
from coalition.errors import CoalitionError
from coalition.ingest import kinds, sentences
from coalition.ingest.reading import Unreadable
from coalition.library.imports.lines import Line, is_settled, line_of
from coalition.library.imports.looking import Key, Looked, held, look, why_not
from coalition.library.imports.sources import Item
from coalition.library.imports.table import Wanted
from coalition.library.models import Version


def rehearse(items: Sequence[Item], wanted: Wanted) -> Generator[Line, None, None]:
    """Give for each file the line of what an import would make of it.

    The outcome is "rejected" for what would be refused, as it stands for what is there already,
    and empty for what would be deposited, since only reading can tell.
    """
    first: dict[Key, Line] = {}
    for item in items:
        looked = look(item, wanted)
        if looked.problem:
            yield Line(item.file, "rejected", looked.problem)
        elif looked.key in first:
            yield same_as(first[looked.key], item.file)
        else:
            first[looked.key] = line = _line(looked)
            yield line


def same_as(line: Line, file: str) -> Line:
    """Return the line of a file that is byte for byte the same as one before."""
    remark = _("The same file as %(file)s.", file=line.file)
    refusal = line.reason if line.outcome == "rejected" else ""
    return replace(line, file=file, reason=f"{remark} {refusal}".strip())


def _line(looked: Looked) -> Line:
    _document_id, version_id = held([looked]).get(looked.key, (None, None))
    version = db.session.get(Version, version_id) if version_id else None
    if version and is_settled(version):
        return line_of(looked.item.file, version, _("Already there."))
    if version:
        reason = _("Already there, and waits to be read.")
        return Line(looked.item.file, "", reason, version.document_id)
    return _judged(looked.item)


def _judged(item: Item) -> Line:
    """Tell the kind of a file as a deposit would, from a copy that is gone afterwards."""
    if item.open is None:
        raise ValueError(item.file)
    try:
        with item.open() as stream, tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            kind = kinds.identify(Path(copy.name), PurePosixPath(item.file).name)
    except Unreadable as problem:
        return Line(item.file, "rejected", sentences.describe(problem.code, problem.detail))
    except (CoalitionError, OSError) as problem:
        return Line(item.file, "rejected", why_not(problem))
    return Line(item.file, "", _("Would be deposited."), kind=kind.key)
