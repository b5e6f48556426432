"""A library packed, and taken into an empty installation: addresses, versions and hashes stay."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.audit.models import Act
from coalition.database import Base, db
from coalition.library import fixity
from coalition.library.models import File
from coalition.members.queries import viewer_of
from coalition.records.announcing import compare
from coalition.records.queries import records_of
from coalition.web.viewer import ANONYMOUS
from tests.bags.conftest import digests, run, sealed
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
    found = {}
    with db.engine.connect() as connection:
        for name in TOLD:
            table = Base.metadata.tables[name]  # whose types are the same on every database
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


@pytest.mark.parametrize("is_forged", [False, True])
def test_log_is_kept_without_details_and_its_chain_compared(
    spoilable: Path, elsewhere: Flask, is_forged: bool
) -> None:
    log = spoilable / "metadata/audit.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    if is_forged:
        lines[1] = lines[1].replace('"action": "', '"action": "not.')
        log.write_text("".join(lines), encoding="utf-8")
        sealed(spoilable)
    with elsewhere.app_context():
        make_person("keeper@example.org", coordinator=True)
    said = run(elsewhere, "bag", "import", str(spoilable))
    assert f"The audit log of {len(lines)} acts is kept at" in said
    assert ("Beware: its chain does not hold at 1 acts." in said) == is_forged
    (kept,) = Path(elsewhere.instance_path).glob("bags/audit-*.jsonl")
    acts = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [act["digest"] for act in acts] == [json.loads(line)["digest"] for line in lines]
    assert {act["detail"] for act in acts} == {None}
    with elsewhere.app_context():
        noted = db.session.scalars(sa.select(Act.detail).where(Act.action == "bags.taken_in")).one()
        assert noted is not None
        assert (noted["head"], noted["count"]) == (acts[-1]["digest"], 5)
        db.session.remove()


@pytest.mark.usefixtures("library")
def test_log_goes_along_however_often_the_library_is_handed_on(
    app: Flask, elsewhere: Flask, further: Flask, tmp_path: Path
) -> None:
    one, other, public = (str(tmp_path / name) for name in ("one.zip", "other.zip", "public"))
    run(app, "bag", "export", one)
    for place, there in ((one, elsewhere), (other, further)):
        with there.app_context():
            make_person("keeper@example.org", coordinator=True)
            db.session.remove()
        said = run(there, "bag", "import", place)
        if there is elsewhere:
            run(there, "bag", "export", other)
            run(there, "bag", "export", public, "--public")
    assert said.count("The audit log of ") == 2
    (first,) = Path(elsewhere.instance_path).glob("bags/*")
    kept = {path.name: path for path in Path(further.instance_path).glob("bags/*")}
    assert len(kept) == 2
    assert kept[first.name].read_bytes() == first.read_bytes()
    assert kept[first.name].stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "public/metadata/earlier").exists()
    assert "Audit logs of earlier bags: 2, sound." in run(further, "verify", "--database")


def test_damaged_log_is_told_and_left_out_of_a_bag(
    spoilable: Path, elsewhere: Flask, tmp_path: Path
) -> None:
    with elsewhere.app_context():
        make_person("keeper@example.org", coordinator=True)
        db.session.remove()
    run(elsewhere, "bag", "import", str(spoilable))
    (kept,) = Path(elsewhere.instance_path).glob("bags/*")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: whole.rindex(b"{")])  # the last act is gone
    wrong = f"{kept.name}: it does not end with the act it is named after"
    assert wrong in run(elsewhere, "verify", "--database", status=1)
    said = run(elsewhere, "bag", "export", str(tmp_path / "more"), status=3)
    assert (
        f"NOT IN IT, since it is damaged or missing on this site: earlier audit log {wrong}" in said
    )
    assert not (tmp_path / "more/metadata/earlier").exists()
    first, _colon, rest = whole.partition(b'"action": "')
    kept.write_bytes(first + b'"action": "not.' + rest)
    said = run(elsewhere, "verify", "--database", status=1)
    assert f"{kept.name}: its chain does not hold at 1 acts" in said
    kept.unlink()
    assert f"{kept.name}: it is missing" in run(elsewhere, "verify", "--database", status=1)


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
