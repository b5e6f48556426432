"""A library packed, and taken into an empty installation: addresses, versions and hashes stay."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.library import fixity
from coalition.library.models import File
from coalition.members.queries import viewer_of
from coalition.records.announcing import compare
from coalition.records.queries import records_of
from coalition.web.viewer import ANONYMOUS
from tests.bags.conftest import digests, run
from tests.conftest import make_person, work_through
from tests.library.conftest import put

# Columns that a bag does not tell: numbers nobody sees, people, and what was read of a file.
UNTOLD = {
    "authors": {"id"},
    "documents": {"deposited_by_id", "revision"},  # which grows with each reading
    "document_history": {"id", "by_id"},
    "files": {"checked_at"},
    "session_documents": {"tied_by_id"},
    "session_history": {"id", "by_id"},
    "session_organisers": {"id"},
    "session_people": {"id", "email"},
    "sessions": {"created_by_id"},
    "versions": {"id", "created_by_id", "reading_seconds", "text_revision"},
}
TOLD = (
    *("announced_sets", "announcements", "authors", "document_history", "document_subjects"),
    *("documents", "dois", "files", "meetings", "organisations", "rooms", "session_documents"),
    *("session_history", "session_organisers", "session_people", "sessions"),
    *("stakeholder_groups", "subjects", "themes", "versions"),
)


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of the tables a bag tells of, without what it does not tell."""
    metadata = sa.MetaData()
    metadata.reflect(db.engine)
    found = {}
    with db.engine.connect() as connection:
        for name in TOLD:
            table = metadata.tables[name]
            kept = [c for c in table.columns if c.name not in UNTOLD.get(name, ())]
            told = connection.execute(sa.select(*kept)).mappings()
            found[name] = sorted((dict(row) for row in told), key=repr)
    return found


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
@pytest.mark.usefixtures("library")
def test_library_comes_back_with_every_address_version_and_hash(
    app: Flask, elsewhere: Flask, tmp_path: Path, name: str
) -> None:
    place = str(tmp_path / name)
    told = run(app, "bag", "export", place)
    assert "5 documents with 8 files" in told
    were, hashes = rows(), digests()
    record = repr(records_of([1, 2, 3, 4, 5], viewer=ANONYMOUS))
    with elsewhere.app_context():
        make_person("keeper@example.org", "Keeper", coordinator=True)
    assert "whole and unchanged: 8 files" in run(elsewhere, "bag", "verify", place)
    said = run(elsewhere, "bag", "import", place)
    assert "Taken in: 5 documents with 8 versions, 2 organisations, 1 sessions." in said
    assert "deposited by Keeper" in said
    with elsewhere.app_context():
        assert digests() == hashes
        for digest in db.session.scalars(sa.select(File.digest)):
            assert (
                fixity.examine(
                    fixity.sound_path(digest), digest, db.session.get_one(File, digest).size_bytes
                ).damage
                == ""
            )
        assert compare([1, 2, 3, 4, 5]) == set()
        assert repr(records_of([1, 2, 3, 4, 5], viewer=ANONYMOUS)) == record
        work_through()
        assert rows() == were
        db.session.remove()


@pytest.mark.usefixtures("library")
def test_what_is_deposited_after_it_gets_the_next_number(
    app: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    place = str(tmp_path / "bag")
    run(app, "bag", "export", place)
    with elsewhere.app_context():
        make_person("keeper@example.org", coordinator=True)
    run(elsewhere, "bag", "import", place)
    with elsewhere.app_context():
        made = put(viewer_of(1), None, "New here.")
        assert made.id == 6
        db.session.remove()
