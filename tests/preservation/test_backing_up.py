"""Backups: what is in them, what is copied once only, what is left out, and what is refused."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.audit.models import Act
from coalition.config import Datacite
from coalition.database import db, now, transaction
from coalition.library import originals, service
from coalition.library.models import Document
from coalition.mail.models import Message
from coalition.preservation import backing_up, targets
from coalition.preservation.backing_up import plain_settings
from coalition.preservation.databases import NoCopy, copy_sqlite
from coalition.preservation.manifest import SECRET_KEY
from coalition.preservation.sources import source_at
from coalition.preservation.targets import CannotBackUp
from coalition.usage.counting import Action
from coalition.usage.models import UsageSalt
from coalition.usage.service import Use, count
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.conftest import put
from tests.preservation.conftest import back_up, digest_of, flip, path_of, row


def snapshot(folder: Path, name: str) -> Path:
    return folder / "snapshots" / name


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "files").rglob("*") if path.is_file())


def test_backup_holds_the_database_the_files_and_a_manifest_of_all(
    published: Document, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "backups")
    held = snapshot(tmp_path / "backups", made.name)
    assert sorted(path.name for path in held.iterdir()) == [
        "database.sqlite",
        "manifest.json",
        "manifest.sha256",
        "settings.json",
    ]
    assert files_in(tmp_path / "backups") == [digest_of(published)]
    text = (held / "manifest.json").read_bytes()
    assert (held / "manifest.sha256").read_text() == (
        f"{hashlib.sha256(text).hexdigest()}  manifest.json\n"
    )
    for name, expected in made.manifest.held.items():
        path = (tmp_path / "backups" if name.startswith("files/") else held) / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == expected.sha256
        assert path.stat().st_size == expected.size_bytes
    assert made.manifest.document_count == 1
    last = db.session.scalars(sa.select(Act).order_by(Act.id.desc())).first()
    assert last is not None
    assert (made.manifest.act_count, made.manifest.act_digest) == (last.id, last.digest)
    with closing(sqlite3.connect(held / "database.sqlite")) as copy:
        assert copy.execute("SELECT title FROM documents").fetchall() == [(published.title,)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_tells_double_clicks_is_in_no_backup(published: Document, tmp_path: Path) -> None:
    count([Use("192.0.2.7", "Firefox", published.id, Action.VIEW, True, now())])
    salt = db.session.scalars(sa.select(UsageSalt.salt)).one()
    path = snapshot(tmp_path / "backups", back_up(tmp_path / "backups").name) / "database.sqlite"
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT view_count FROM usage_days").fetchall() == [(1,)]
        assert copy.execute("SELECT * FROM usage_clicks").fetchall() == []
    assert salt.encode() not in path.read_bytes()


def test_backup_can_be_read_by_its_owner_alone(published: Document, tmp_path: Path) -> None:
    back_up(tmp_path / "backups")
    back_up(tmp_path / "one.tar")
    open_to_others = [
        str(path)
        for path in (tmp_path / "one.tar", *(tmp_path / "backups").rglob("*"))
        if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


def test_settings_are_in_it_without_what_is_secret(app: Flask, tmp_path: Path) -> None:
    made = back_up(tmp_path / "backups")
    text = (snapshot(tmp_path / "backups", made.name) / "settings.json").read_text()
    kept = json.loads(text)
    assert kept["COALITION_ACRONYM"] == "DC-PAL"
    assert kept["INTERFACE_LANGUAGES"] == "en ar es fr ru zh"
    assert not {"SECRET_KEY", "DATABASE_URL", "QUEUE_URL", "MAIL_URL"} & kept.keys()
    assert settings().secret_key not in text
    assert not made.manifest.has_secret_key
    assert settings().secret_key not in str(made.manifest)


def test_no_setting_that_holds_a_secret_is_told(app: Flask) -> None:
    account = Datacite(prefix="10.5555", user="LIB.HOME", password="known to two")
    secrets = {"secret_key": "forty", "metrics_token": "to be known by the collector"}
    told = plain_settings(replace(settings(), datacite=account, **secrets))  # type: ignore[arg-type]
    assert {name: kept for name, kept in told.items() if name.startswith("DATACITE")} == {
        "DATACITE_URL": account.url,
        "DATACITE_PREFIX": "10.5555",
        "DATACITE_USER": "LIB.HOME",
    }
    assert told["KEEP_LINKS_DAYS"] == 30
    assert not {account.password, *secrets.values()} & set(map(str, told.values()))


def test_secret_key_is_in_it_when_asked_for(app: Flask, tmp_path: Path) -> None:
    made = back_up(tmp_path / "backups", with_secret_key=True)
    kept = snapshot(tmp_path / "backups", made.name) / SECRET_KEY
    assert kept.read_text().strip() == settings().secret_key
    assert made.manifest.has_secret_key


def test_files_of_an_earlier_backup_are_not_copied_again(
    representative: Someone, published: Document, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    first = back_up(place)
    put(representative.viewer, representative.organisation_id, "Another paper.")
    second = back_up(place)
    assert [one.copied_count for one in (first, second)] == [1, 1]
    assert len(second.manifest.files) == 2
    assert targets.snapshots_in(place) == sorted({first.name, second.name})
    assert len(targets.snapshots_in(place)) == 2


def test_cut_file_of_an_earlier_backup_is_copied_again_and_a_flipped_one_by_check(
    published: Document, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    back_up(place)
    (kept,) = [path for path in (place / "files").rglob("*") if path.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1])
    assert back_up(place).copied_count == 1
    flip(kept)
    assert back_up(place).copied_count == 0
    assert back_up(place, check=True).copied_count == 1
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == kept.name


@pytest.mark.parametrize("place", ["backups", "one.tar"])
def test_damaged_file_is_left_out_named_and_marked(
    representative: Someone, published: Document, tmp_path: Path, place: str
) -> None:
    put(representative.viewer, representative.organisation_id, "Another paper.")
    flip(path_of(published))
    made = back_up(tmp_path / place)
    assert made.manifest.damaged == {digest_of(published): "flipped"}
    assert len(made.manifest.files) == 1
    assert row(digest_of(published)).damage == "flipped"
    assert source_at(tmp_path / place).manifest() == made.manifest
    with source_at(tmp_path / place).original(
        next(iter(made.manifest.files)).rpartition("/")[2]
    ) as kept:
        assert kept.read() == b"Another paper."


def test_damaged_file_is_held_all_the_same_where_an_earlier_backup_has_it(
    published: Document, tmp_path: Path
) -> None:
    back_up(tmp_path / "backups")
    flip(path_of(published))
    assert back_up(tmp_path / "backups").manifest.damaged == {}


def test_file_that_is_deleted_meanwhile_is_in_it_and_gone_afterwards(
    representative: Someone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = put(representative.viewer, representative.organisation_id)
    digest, path = digest_of(draft), path_of(draft)
    found = backing_up._copied_database

    def delete_after(*given: object) -> object:
        contents = found(*given)  # type: ignore[arg-type]  # handed on as it came
        service.delete_draft(draft.id, by=representative.viewer)
        assert path.exists()
        assert originals.storage().leaving() == [digest]
        return contents

    monkeypatch.setattr(backing_up, "_copied_database", delete_after)
    made = back_up(tmp_path / "backups")
    assert made.manifest.damaged == {}
    assert files_in(tmp_path / "backups") == [digest]
    assert not path.exists()
    assert originals.storage().leaving() == []


def test_file_deleted_and_deposited_again_meanwhile_stays(
    representative: Someone, tmp_path: Path
) -> None:
    draft = put(representative.viewer, representative.organisation_id)
    path = path_of(draft)
    with originals.storage().nothing_removed():
        service.delete_draft(draft.id, by=representative.viewer)
        put(representative.viewer, representative.organisation_id)
    originals.let_go()
    assert path.exists()
    assert originals.storage().leaving() == []


def test_writers_go_on_while_the_database_is_copied_as_of_one_moment(
    app: Flask, tmp_path: Path
) -> None:
    path = Path(sa.make_url(settings().database_url).database or "")
    with transaction():
        db.session.add_all(
            Message(to="a@example.org", subject=str(number), body="x" * 4000, language="en")
            for number in range(3000)
        )
    copied: list[int] = []

    def write_meanwhile(done: int, _total: int) -> None:
        copied.append(done)
        with closing(sqlite3.connect(path, timeout=5)) as other, other:
            other.execute("UPDATE messages SET subject = 'later'")

    copy_sqlite(path, tmp_path / "copy.sqlite", write_meanwhile)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        found = copy.execute("SELECT count(*), min(subject) FROM messages").fetchone()
    assert found == (3000, "0")
    assert copied == sorted(copied)  # the copying never began anew


def test_damaged_database_makes_no_backup(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + os.urandom(8192))
    with pytest.raises(NoCopy):
        copy_sqlite(broken, tmp_path / "copy.sqlite", lambda _done, _total: None)


def test_places_that_will_not_do_are_refused_with_a_sentence(
    published: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(CannotBackUp, match="holds something else"):
        back_up(other)
    with pytest.raises(CannotBackUp, match="is a file"):
        back_up(other / "letter.txt")
    back_up(tmp_path / "one.tar")
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(tmp_path / "one.tar")
    with targets.locked_folder(tmp_path / "backups"), pytest.raises(CannotBackUp, match="Wait"):
        back_up(tmp_path / "backups")
    monkeypatch.setattr(targets, "ROOM_LEFT", 1 << 60)
    for place in ("backups", "two.tar"):
        with pytest.raises(CannotBackUp, match="has room for 0 MB"):
            back_up(tmp_path / place)
    assert not (tmp_path / "two.tar").exists()
    assert list((tmp_path / "backups" / "snapshots").iterdir()) == []
    assert list(tmp_path.glob(".partial*")) == []


def test_what_an_ended_backup_left_is_no_backup_and_goes_with_the_next(
    published: Document, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    back_up(place)
    half = place / "snapshots" / ".partial-2026-01-01T000000Z"
    half.mkdir()
    (half / "database.sqlite").write_text("half")
    (place / ".partial-abc").write_text("half")
    (tmp_path / ".partial-old.tar").write_text("half")
    (tmp_path / ".partial-old.tar.working").mkdir()
    assert len(targets.snapshots_in(place)) == 1
    back_up(place)
    back_up(tmp_path / "one.tar")
    assert not half.exists()
    assert list(place.glob(".partial*")) == []
    assert list(tmp_path.glob(".partial*")) == []


def test_old_backups_are_removed_with_the_files_only_they_had(
    representative: Someone, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    draft = put(representative.viewer, representative.organisation_id)
    gone = digest_of(draft)
    first = back_up(place)
    service.delete_draft(draft.id, by=representative.viewer)
    kept = put(representative.viewer, representative.organisation_id, "Another paper.")
    second = back_up(place)
    assert gone in files_in(place)
    assert targets.prune(place, 1) == ([first.name], 1)
    assert targets.snapshots_in(place) == [second.name]
    assert files_in(place) == [digest_of(kept)]
    assert targets.prune(place, 1) == ([], 0)
