"""What the tests of preservation share: a document whose file is harmed, and copies of a site."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import create_app
from coalition.audit.models import Act
from coalition.config import Settings
from coalition.database import db
from coalition.library import fixity, service
from coalition.library.models import Document, File, Version
from coalition.preservation import backing_up
from coalition.preservation.backing_up import Made, Watcher
from coalition.web.site import settings
from tests.conftest import Someone, work_through
from tests.library.conftest import put


@pytest.fixture
def published(representative: Someone) -> Document:
    """A published document of one version."""
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    service.publish(document.id, by=representative.viewer)
    work_through()
    return document


def digest_of(document: Document) -> str:
    """Return the digest of a document's first file."""
    first = sa.select(Version.file_digest).where(Version.document_id == document.id)
    return db.session.scalars(first.order_by(Version.number)).first() or ""


def path_of(document: Document) -> Path:
    """Return where a document's first file is."""
    return fixity.store().place_of(digest_of(document))


def flip(path: Path) -> None:
    """Change one bit of a file, as a disk may, and leave its size as it was."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(content))


def row(digest: str) -> File:
    """Return the row of a file as it now is."""
    db.session.expire_all()
    return db.session.get_one(File, digest)


def acts(action: str) -> list[str]:
    """Return what acts of this kind were done to, oldest first."""
    found = sa.select(Act.subject).where(Act.action == action).order_by(Act.id)
    return list(db.session.scalars(found))


def back_up(place: Path, *, check: bool = False, with_secret_key: bool = False) -> Made:
    """Make a backup of the application at hand."""
    return backing_up.back_up(
        place, settings(), Watcher(), check=check, with_secret_key=with_secret_key
    )


def settings_at(folder: Path) -> Settings:
    """Return the settings of another installation, which is in this folder and empty."""
    folder.mkdir()
    return replace(
        settings(),
        instance=folder,
        database_url=f"sqlite:///{folder / 'coalition.db'}",
        files_url=f"file://{folder / 'files'}",
        search_url=f"whoosh://{folder / 'index'}",
        queue_url=f"sqlite:///{folder / 'queue.db'}",
        mail_url=f"file://{folder / 'mail'}",
    )


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """Another installation, empty, to be entered by its app_context()."""
    other = create_app(settings_at(tmp_path / "elsewhere"))
    other.testing = True
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
