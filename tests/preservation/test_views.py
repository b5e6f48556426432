"""The page about files and backups, as coordinators see it."""

from pathlib import Path

from flask import Flask

from coalition.database import db, now, transaction
from coalition.library.models import Document
from coalition.preservation import service
from coalition.preservation.models import Round
from tests.conftest import Someone, work_through
from tests.library.conftest import put
from tests.members.making import counted_statements, post, text_of
from tests.preservation.conftest import acts, back_up, flip, path_of

PATH = "/preservation"


def test_empty_site_says_that_nothing_is_there_and_how_to_back_up(coordinator: Someone) -> None:
    page = text_of(coordinator, PATH)
    assert "No files yet" in page
    assert "No backup was made yet" in page
    assert "Check all files now" not in page


def test_bag_of_the_library_is_offered_once_there_are_files(
    coordinator: Someone, representative: Someone
) -> None:
    assert 'href="/library/bag.zip"' not in text_of(coordinator, PATH)
    put(representative.viewer, representative.organisation_id)
    assert 'href="/library/bag.zip"' in text_of(coordinator, PATH)


def test_all_files_are_checked_when_asked_for_and_once_only(
    coordinator: Someone, representative: Someone
) -> None:
    put(representative.viewer, representative.organisation_id)
    assert "No file is damaged" not in text_of(coordinator, PATH)
    assert post(coordinator, f"{PATH}/check") == (303, PATH)
    assert "0 of 1 files checked" in text_of(coordinator, PATH)
    assert post(coordinator, f"{PATH}/check")[0] == 409
    work_through()
    assert "No file is damaged" in text_of(coordinator, PATH)
    assert acts("preservation.check_asked") == [""]


def test_damage_waits_for_coordinators_and_is_named_with_what_to_do(
    coordinator: Someone, anonymous: Someone, published: Document
) -> None:
    assert "damaged file" not in text_of(coordinator, "/")
    flip(path_of(published))
    anonymous.client.get(f"/library/{published.id}/versions/1/file")
    assert "damaged file" in text_of(coordinator, "/")
    page = text_of(coordinator, PATH)
    assert "1 file is damaged" in page
    assert "Reading rooms and the network</a>, version 1" in page
    assert "Changed bytes" in page
    assert "flask --app wsgi mend BACKUP" in page


def test_backups_are_listed_and_an_old_one_is_said(
    coordinator: Someone, published: Document, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "backups")
    service.note_backup(made, tmp_path / "backups")
    page = text_of(coordinator, PATH)
    assert str(tmp_path / "backups") in page
    assert "Whole" in page
    assert "more than a week old" not in page
    assert acts("preservation.backed_up") == [""]


def test_rounds_are_drawn_from_the_third_on_and_cost_no_more_statements(
    app: Flask, coordinator: Someone
) -> None:
    def add(count: int, damaged: int = 0) -> None:
        with transaction():
            for _ in range(count):
                db.session.add(
                    Round(ended_at=now(), file_count=3, byte_count=9, damaged_count=damaged)
                )

    add(1)
    text_of(coordinator, PATH)
    with counted_statements() as with_one:
        assert "<svg viewBox" not in text_of(coordinator, PATH)
    add(2, damaged=1)
    with counted_statements() as with_three:
        page = text_of(coordinator, PATH)
    assert len(with_three) == len(with_one)
    assert page.count('<rect class="bad"') == 2
    assert page.count('<rect class="good"') == 1
