"""What the tests of bags share: a library with something of everything, and an empty installation."""

import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import create_app
from coalition.bags import gathering
from coalition.bags.bagging import bagged
from coalition.bags.writing import write_bag
from coalition.database import db, transaction
from coalition.library import queries, service
from coalition.library.models import Audience, Document, Version
from coalition.records.announcing import compare
from coalition.records.models import Doi, DoiState
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of
from tests.records.making import full_document

SECOND = b"Reading rooms open the network.\n\nNow with figures."  # version 2 of the document
ARABIC, CHINESE = "قاعة المطالعة 1.txt", "图书馆报告.txt"


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document in two versions of which everything can be said."""
    return full_document(representative, coordinator)


@pytest.fixture
def library(document: Document, representative: Someone, coordinator: Someone) -> Document:
    """A library of public, members-only, withdrawn documents and a draft; the first is given."""
    by, organisation_id = representative.viewer, own_of(representative)
    service.add_version(document.id, io.BytesIO("مرحبا بالعالم".encode()), ARABIC, "Arabic", by=by)
    again = io.BytesIO(SECOND)  # two versions with the same file, of the same name
    service.add_version(document.id, again, "reading rooms 2.txt", "As before", by=by)
    for_members = replace(FIELDS, title="For members", audience=Audience.MEMBERS)
    hidden = put(by, organisation_id, "For members only.", for_members, CHINESE)
    gone = put(by, organisation_id, "Withdrawn later.", replace(FIELDS, title="Withdrawn"))
    put(by, organisation_id, "Not ready.", replace(FIELDS, title="Draft"))
    put(coordinator.viewer, None, "Of the coalition.", replace(FIELDS, title="Our own"))
    make_organisation("Reading Rooms Trust", acronym="RRT", website="https://rrt.example.org")
    work_through()
    for one in (hidden, gone):
        service.publish(one.id, by=by)
    work_through()
    service.withdraw(gone.id, "It was wrong.", by=by)
    work_through()
    compare([document.id, hidden.id, gone.id])
    with transaction():
        state = DoiState.REGISTERED
        db.session.add(Doi(document_id=document.id, name="10.5555/c1", state=state))
    return queries.get_document(document.id, viewer=coordinator.viewer)


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path, template_database: Path) -> Iterator[Flask]:
    """Another installation, with tables but nothing in them, and no one in it."""
    yield from _installation(app, tmp_path / "elsewhere", template_database)


@pytest.fixture
def further(app: Flask, tmp_path: Path, template_database: Path) -> Iterator[Flask]:
    """One more installation like that."""
    yield from _installation(app, tmp_path / "further", template_database)


def _installation(app: Flask, folder: Path, template_database: Path) -> Iterator[Flask]:
    folder.mkdir()
    shutil.copy(template_database, folder / "coalition.db")
    there = create_app(
        replace(
            app.extensions["coalition.settings"],
            instance=folder,
            database_url=f"sqlite:///{folder / 'coalition.db'}",
            files_url=f"file://{folder / 'files'}",
            search_url=f"whoosh://{folder / 'index'}",
            queue_url=f"sqlite:///{folder / 'queue.db'}",
        )
    )
    yield there
    with there.app_context():
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    """Run a command in an installation and return what it printed."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=arguments)
        db.session.remove()
    assert done.exit_code == status, done.output
    return done.output


def packed(place: Path, viewer: object = None) -> gathering.Gathered:
    """Pack the library of the application at hand; for the public without a viewer."""
    seen = viewer or ANONYMOUS
    gathered = gathering.Gathered(public=viewer is None, viewer=seen)  # type: ignore[arg-type]
    members = bagged(gathering.library_members(gathered), gathering.about_library(gathered))
    write_bag(place, members, size_bytes=1, count=1, progress=lambda _member: None)
    return gathered


def is_whole(folder: Path) -> bool:
    """Tell whether `bagit` finds a bag whole."""
    return bool(bagit.Bag(str(folder)).validate())


def digests() -> dict[tuple[int, int], str]:
    """Return the digest of every version there is, by document and number."""
    found = sa.select(Version.document_id, Version.number, Version.file_digest)
    return {(row[0], row[1]): row[2] for row in db.session.execute(found)}


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the bag that is packed once and copied for each test that spoils it."""
    return tmp_path_factory.mktemp("shelf") / "bag"


@pytest.fixture
def spoilable(shelf: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The bag of a library, to be spoiled."""
    if not shelf.exists():
        request.getfixturevalue("library")
        packed(shelf, request.getfixturevalue("coordinator").viewer)
    place = tmp_path / "bag"
    shutil.copytree(shelf, place)
    return place


def sealed(folder: Path) -> Path:
    """Write the manifests of a bag anew, as somebody might who changed what is in it."""
    lines = {"data": "", "": ""}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if "manifest-" not in name:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines["data" if name.startswith("data/") else ""] += f"{digest}  {name}\n"
    manifest = folder / "manifest-sha256.txt"
    manifest.write_text(lines["data"], encoding="utf-8")
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    tags = f"{lines['']}{digest}  manifest-sha256.txt\n"
    (folder / "tagmanifest-sha256.txt").write_text(tags, encoding="utf-8")
    return folder
