"""What the tests of imports share: bringing in a folder, table or ZIP file, and looking at it."""

import zipfile
from pathlib import Path

from flask import Flask

from coalition.library.imports.lines import Line
from coalition.library.imports.rehearsal import rehearse
from coalition.library.imports.running import Run
from coalition.library.imports.sources import opened
from coalition.library.imports.table import Wanted
from tests.conftest import Someone


def bring(app: Flask, source: Path, by: Someone, wanted: Wanted | None = None) -> list[Line]:
    """Bring everything in and return the lines by file."""
    wanted = wanted or Wanted()
    with opened(source, wanted) as found:
        run = Run(found.items, wanted, by=by.viewer, context=app.app_context)
        return sorted(run.lines(), key=lambda line: line.file)


def rehearsed(source: Path, wanted: Wanted | None = None) -> list[Line]:
    """Return the lines of a rehearsal, by file."""
    wanted = wanted or Wanted()
    with opened(source, wanted) as found:
        return sorted(rehearse(found.items, wanted), key=lambda line: line.file)


def zip_of(path: Path, members: dict[str, str | bytes]) -> Path:
    """Write a ZIP file of these members and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
