"""After a restoring no number that was given since the backup is given to something else."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from coalition.accounts.models import Person
from coalition.database import db, transaction
from coalition.library.models import Document
from coalition.members.queries import viewer_of
from coalition.preservation.numbers import permanent, skip_numbers
from tests.conftest import Someone, make_organisation, make_person
from tests.library.conftest import put
from tests.preservation.conftest import back_up
from tests.preservation.test_restoring import restore


def test_numbers_that_stand_in_addresses_or_in_the_audit_log_are_permanent() -> None:
    assert {table.name for table in permanent()} == {
        *("people", "organisations", "subjects", "documents", "versions"),
        *("meetings", "sessions", "hubs", "posts"),
    }


def test_number_of_a_deleted_row_is_not_given_again(app: Flask) -> None:
    first = make_person("first@example.org").id
    with transaction():
        db.session.execute(delete(Person))
    assert make_person("second@example.org").id > first


def test_next_numbers_are_left_out(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id)
    before = make_person("before@example.org").id
    skip_numbers(by=1000)
    person = make_person("later@example.org")
    assert person.id > before + 1000
    later = put(representative.viewer, representative.organisation_id)
    assert later.id > document.id + 1000
    skip_numbers(by=5)
    assert make_person("latest@example.org").id > person.id + 5


def test_numbers_are_left_out_where_there_is_none_yet(app: Flask) -> None:
    skip_numbers(by=7)
    person = make_person("first@example.org")
    assert person.id > 7
    assert make_organisation("First", person).id > 7


def test_what_is_made_after_a_restoring_takes_no_number_that_was_given_since_the_backup(
    published: Document, representative: Someone, elsewhere: Flask, tmp_path: Path
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the other installation is one on SQLite")
    back_up(tmp_path / "backup")
    lost = put(representative.viewer, representative.organisation_id).id
    restore(elsewhere, str(tmp_path / "backup"))
    with elsewhere.app_context():
        viewer = viewer_of(representative.person_id)
        assert put(viewer, representative.organisation_id).id > lost
