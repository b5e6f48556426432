"""How fast a library is packed and taken in, and in how much memory: python -m tests.bench.bags."""

import argparse
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from sqlalchemy import insert

from coalition import create_app
from coalition.cli import migrations
from coalition.config import read_settings
from coalition.database import db, now, transaction
from coalition.library import originals
from coalition.library.models import Author, Document, File, State, Version
from tests.conftest import make_person
from tests.journeys.conftest import ROOT


def main() -> None:
    """Make a library, run the commands on it in processes of their own, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=100, help="of each of its two versions")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bags-"))
    try:
        _make(folder / "one", given.documents, given.kilobytes * 1000)
        megabytes = given.documents * 2 * given.kilobytes / 1000
        click.echo(f"{given.documents} documents of two versions, {megabytes:,.0f} MB")
        for name in ("library", "library.zip"):
            place = str(folder / name)
            _time(folder / "one", ("bag", "export", place), given.documents, megabytes)
            _time(folder / "one", ("bag", "verify", place), given.documents, megabytes)
            shutil.rmtree(folder / "two", ignore_errors=True)
            _make(folder / "two", 0, 0)
            _time(folder / "two", ("bag", "import", place), given.documents, megabytes)
    finally:
        shutil.rmtree(folder)


def _make(instance: Path, count: int, size_bytes: int) -> None:
    """Make an installation with a coordinator and so many documents of random bytes."""
    app = create_app(read_settings({"INSTANCE": str(instance), "PASSWORD_COST": "test"}))
    with app.app_context():
        migrations.upgrade()
        person = make_person("keeper@example.org", coordinator=True)
        store = originals.storage()
        with transaction():
            for number in range(1, count + 1):
                db.session.execute(
                    insert(Document).values(
                        id=number,
                        title=f"Report {number} on reading rooms",
                        abstract="Why reading rooms matter. " * 20,
                        languages=["en"],
                        state=State.PUBLISHED,
                        published_at=now(),
                        deposited_by_id=person.id,
                    )
                )
                db.session.execute(
                    insert(Author).values(document_id=number, position=0, name="Ana Librarian")
                )
                for version in (1, 2):
                    stored = store.store(io.BytesIO(os.urandom(size_bytes)))
                    db.session.execute(
                        insert(File).values(
                            digest=stored.digest, size_bytes=size_bytes, media_type="text/plain"
                        )
                    )
                    db.session.execute(
                        insert(Version).values(
                            document_id=number,
                            number=version,
                            file_digest=stored.digest,
                            file_name=f"report {number}.txt",
                            created_by_id=person.id,
                        )
                    )
        db.session.remove()
        db.engine.dispose()


def _time(instance: Path, words: tuple[str, ...], documents: int, megabytes: float) -> None:
    """Run a command and print its seconds, its speed, and the most memory any so far has taken."""
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE": str(instance), "PASSWORD_COST": "test"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    click.echo(
        f"{' '.join(words[:2])} {Path(words[2]).name}: {seconds:.1f} s, "
        f"{documents / seconds:.0f} documents/s, {megabytes / seconds:.1f} MB/s, "
        f"up to {most:.0f} MB of memory"
    )


if __name__ == "__main__":
    main()
