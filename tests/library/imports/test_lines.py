"""The line of a file says how it was read and, where that is not plain, why."""

import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.library.imports.lines import is_settled, line_of
from coalition.library.models import Page, Recognition, Version
from tests.conftest import Someone, work_through
from tests.library.conftest import put


def version_of(coordinator: Someone) -> Version:
    """Return the version of a file that was read, with one page."""
    put(coordinator.viewer, None)
    work_through()
    return db.session.scalars(sa.select(Version)).one()


def test_text_of_recognised_pages_is_called_so(app: Flask, coordinator: Someone) -> None:
    version = version_of(coordinator)
    assert line_of("a.txt", version).outcome == "text"
    with transaction():
        version.recognition = Recognition.DONE
        db.session.execute(sa.update(Page).values(is_recognised=True))
    assert line_of("a.txt", version).outcome == "ocr"


def test_a_file_is_not_settled_before_its_pictures_are_recognised(
    app: Flask, coordinator: Someone
) -> None:
    version = version_of(coordinator)
    assert is_settled(version)
    with transaction():
        version.recognition = Recognition.WAITING
    assert not is_settled(version)


def test_what_was_not_read_is_told_with_its_pages(app: Flask, coordinator: Someone) -> None:
    version = version_of(coordinator)
    with transaction():
        version.notices = [
            {"code": "page-failed", "page": 3, "detail": ""},
            {"code": "untagged", "page": None, "detail": ""},
        ]
    assert line_of("a.txt", version, "Already there.").reason == (
        "Already there. A page could not be read; the others were. (Pages: 3)"
    )
