"""Restoring: into an empty installation only, whole or not at all, and again when it was ended."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import create_app, tasks
from coalition.accounts.models import Person
from coalition.audit.chain import breaks
from coalition.audit.models import Act
from coalition.cli import migrations
from coalition.config import read_settings
from coalition.database import db, transaction
from coalition.library.models import Document
from coalition.mail.models import Message
from coalition.preservation import restoring
from coalition.preservation.manifest import NotABackup
from coalition.preservation.restoring import CannotRestore, Places
from coalition.preservation.sources import source_at
from coalition.privacy import erased
from coalition.privacy import service as privacy
from coalition.tasks import Work
from coalition.web.site import settings
from tests.conftest import Someone, make_person
from tests.library.conftest import TEXT
from tests.preservation.conftest import back_up, digest_of, flip, path_of
from tests.tokens.making import make_token


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but those that are written by backing up and restoring."""
    own = {"acts", "backups", "work", "search_generation", "devices"}  # test_ending.py has the last
    names = sorted(set(sa.inspect(db.engine).get_table_names()) - own)
    with db.engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.text(f"SELECT * FROM {name}"))), key=repr)  # noqa: S608
            for name in names
        }


def restore(other: Flask, *arguments: str, status: int = 0) -> str:
    """Run `flask restore`, nobody having been erased, and return what it printed."""
    return run(other, "restore", "--without-erased", *arguments, status=status)


def run(other: Flask, *arguments: str, status: int = 0) -> str:
    """Run a command in an installation and return what it printed."""
    with other.app_context():
        done = other.test_cli_runner().invoke(args=arguments)
        db.session.remove()
        db.engine.dispose()
    assert done.exit_code == status, done.output
    return done.output


@pytest.mark.parametrize("place", ["backups", "one.tar"])
def test_restored_site_has_every_row_and_every_byte(
    published: Document, elsewhere: Flask, tmp_path: Path, place: str
) -> None:
    digest, were = digest_of(published), rows()
    made = back_up(tmp_path / place)
    said = restore(elsewhere, str(tmp_path / place))
    assert "Restored 1 documents and 1 files" in said
    with elsewhere.app_context():
        assert rows() == were
        assert (settings().files_folder / digest[:2] / digest[2:4] / digest).read_text() == TEXT
        acts = db.session.scalars(sa.select(Act).order_by(Act.id)).all()
        assert list(breaks(acts)) == []
        assert acts[made.manifest.act_count - 1].digest == made.manifest.act_digest
        assert acts[-1].action == "preservation.restored"
        assert not (settings().instance / restoring.STAGED).exists()
    with elsewhere.test_client().get("/library/1/versions/1/file") as answer:
        assert answer.data == TEXT.encode()


def test_work_that_was_under_way_waits_and_the_index_is_made_anew(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    with transaction():
        running = Work(kind="read", subject="version:1", state=tasks.State.RUNNING)
        running.claimed_by = "another-machine:7"
        db.session.add(running)
    back_up(tmp_path / "backups")
    restore(elsewhere, str(tmp_path / "backups"))
    with elsewhere.app_context():
        found = db.session.execute(sa.select(Work.kind, Work.state).order_by(Work.kind)).all()
        assert {(kind, str(state)) for kind, state in found} >= {
            ("read", "waiting"),
            ("rebuild", "waiting"),
        }
        assert all(state is tasks.State.WAITING for _kind, state in found)


def test_nothing_is_ever_overwritten(published: Document, elsewhere: Flask, tmp_path: Path) -> None:
    back_up(tmp_path / "backups")
    with elsewhere.app_context():
        migrations.bring_up_to_date()
        make_person("somebody@example.org")
    assert "holds data already" in restore(elsewhere, str(tmp_path / "backups"), status=1)
    with elsewhere.app_context():
        assert db.session.scalar(sa.text("SELECT count(*) FROM documents")) == 0


def test_site_without_files_is_restored_too(app: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    make_person("ada@example.org")
    back_up(tmp_path / "one.tar")
    assert "Restored 0 documents and 0 files" in restore(elsewhere, str(tmp_path / "one.tar"))


def test_installation_that_was_only_made_ready_counts_as_empty(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    back_up(tmp_path / "backups")
    run(elsewhere, "init")
    assert "Restored 1 documents" in restore(elsewhere, str(tmp_path / "backups"))


def test_files_without_a_database_are_not_taken_for_an_empty_installation(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    back_up(tmp_path / "backups")
    other = elsewhere.extensions["coalition.settings"].files_folder / "ab" / "cd"
    other.mkdir(parents=True)
    (other / ("abcd" + "0" * 60)).write_text("somebody's")
    assert "holds files already" in restore(elsewhere, str(tmp_path / "backups"), status=1)


def test_damaged_backup_puts_nothing_in_place_and_a_good_one_can_follow(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    back_up(tmp_path / "good.tar")
    back_up(tmp_path / "backups")
    flip(next(path for path in (tmp_path / "backups" / "files").rglob("*") if path.is_file()))
    assert "nothing of it was put in place" in restore(
        elsewhere, str(tmp_path / "backups"), status=1
    )
    empty = elsewhere.extensions["coalition.settings"]
    assert not (empty.instance / "coalition.db").exists()
    assert "Restored 1 documents" in restore(elsewhere, str(tmp_path / "good.tar"))


def test_backup_of_a_newer_program_is_refused(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    with db.engine.connect() as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(tmp_path / "backups")
    assert "newer than those of this program" in restore(
        elsewhere, str(tmp_path / "backups"), status=1
    )


@pytest.mark.parametrize("step", ["_refuse_unfit", "_put", "_retire", "_known"])
def test_restoring_that_was_ended_can_be_run_again(
    published: Document,
    elsewhere: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    back_up(tmp_path / "backups")
    run(elsewhere, "init")

    def end(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, elsewhere.app_context():
        patched.setattr(restoring, step, end)
        db.engine.dispose()
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(
                source_at(tmp_path / "backups"), settings(), lambda _r: True, lambda _s: None
            )
    assert "Restored 1 documents" in restore(elsewhere, str(tmp_path / "backups"))
    with elsewhere.app_context():
        assert db.session.scalar(sa.text("SELECT count(*) FROM documents")) == 1
        assert not Places(settings()).is_begun()


def test_database_that_is_in_use_is_left_alone(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    back_up(tmp_path / "backups")
    empty = elsewhere.extensions["coalition.settings"]
    run(elsewhere, "init")
    other = sa.create_engine(empty.database_url)
    with other.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM people"))
        assert "is in use" in restore(elsewhere, str(tmp_path / "backups"), status=1)
    other.dispose()


def test_secret_key_comes_along_when_it_is_in_the_backup(
    app: Flask, published: Document, tmp_path: Path
) -> None:
    back_up(tmp_path / "with.tar", with_secret_key=True)
    back_up(tmp_path / "without.tar")
    for name, is_warned in (("with", False), ("without", True)):
        own = read_settings({"INSTANCE": str(tmp_path / name), "PASSWORD_COST": "test"})
        other = create_app(own)
        said = restore(other, str(tmp_path / f"{name}.tar"))
        assert ("The secret key is another one" in said) is is_warned
        kept = (tmp_path / name / "secret_key").read_text().strip()
        assert (kept == settings().secret_key) is not is_warned
        assert "COALITION_ACRONYM=DC-PAL" in said
        with other.app_context():
            db.engine.dispose()


def test_right_bytes_are_put_back_from_a_backup(
    app: Flask, representative: Someone, published: Document, tmp_path: Path
) -> None:
    back_up(tmp_path / "backups")
    back_up(tmp_path / "one.tar")
    assert "No file is marked" in run(app, "mend", str(tmp_path / "backups"))
    for place in ("backups", "one.tar"):
        flip(path_of(published))
        said = run(app, "verify", "--files", status=1)
        assert f"Flipped: “{published.title}” (document {published.id}, version 1" in said
        assert run(app, "mend", str(tmp_path / place)).startswith("Mended: “Reading rooms")
        assert path_of(published).read_text() == TEXT
        assert run(app, "verify", "--files").endswith("All is well.\n")


def test_manifest_of_a_form_to_come_is_refused_by_a_sentence(
    published: Document, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "backups")
    folder = tmp_path / "backups" / "snapshots" / made.name
    given = json.loads((folder / "manifest.json").read_text()) | {"format": 2}
    text = json.dumps(given).encode()
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sha256").write_text(hashlib.sha256(text).hexdigest())
    with pytest.raises(NotABackup, match="is of form 2"):
        source_at(tmp_path / "backups").manifest()


def test_kind_of_database_must_be_the_same(
    published: Document, elsewhere: Flask, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "backups")
    manifest = replace(made.manifest, database="postgresql")
    with elsewhere.app_context(), pytest.raises(CannotRestore, match="the same kind"):
        restoring._refuse_unfit(manifest, Places(settings()), lambda _revision: True)


def test_command_says_what_was_ended(
    app: Flask, coordinator: Someone, elsewhere: Flask, tmp_path: Path
) -> None:
    make_token(coordinator)
    back_up(tmp_path / "one.tar")
    said = restore(elsewhere, str(tmp_path / "one.tar"))
    assert "Browsers signed out: 1\nPersonal tokens ended: 1\n" in said
    assert f"<{coordinator.email}>" in said
    cookie = coordinator.client.get_cookie("coalition-device")
    assert cookie is not None
    browser = elsewhere.test_client()
    browser.set_cookie("coalition-device", cookie.value)
    assert browser.get("/coordinators").status_code == 303


def test_nothing_is_restored_while_nobody_says_who_was_erased(
    app: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    person = make_person("gone@example.org")
    back_up(tmp_path / "one.tar")
    run(elsewhere, "init")
    run(elsewhere, "retention")  # which makes an empty list
    said = run(elsewhere, "restore", str(tmp_path / "one.tar"), status=1)
    assert "Not restored: whoever was erased" in said
    with elsewhere.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0
    privacy.erase(person.id, by=None)
    listed = str(erased.path())
    said = run(elsewhere, "restore", "--erased", listed, str(tmp_path / "one.tar"))
    assert "1 people who were erased since then are erased again." in said
    with elsewhere.app_context():
        assert db.session.get_one(Person, person.id).erased_at is not None
        assert "gone@example.org" not in set(db.session.scalars(sa.select(Message.to)))
        assert db.session.scalars(sa.select(Act.action).order_by(Act.id.desc())).first() == (
            "preservation.restored"
        )


def test_people_come_back_only_when_that_is_said(
    app: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    person = make_person("gone@example.org")
    back_up(tmp_path / "one.tar")
    privacy.erase(person.id, by=None)
    run(elsewhere, "restore", "--without-erased", str(tmp_path / "one.tar"))
    with elsewhere.app_context():
        assert db.session.get_one(Person, person.id).email == "gone@example.org"
