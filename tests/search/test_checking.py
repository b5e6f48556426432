"""The index compared with the database: what is missing, what is too much, what is outdated; mended."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coalition.database import db, transaction
from coalition.library import service
from coalition.members.models import Organisation
from coalition.search.checking import Differences, differences, mend
from coalition.search.entries import Entry
from tests.conftest import Someone, keeper, make_organisation, work_through
from tests.library.conftest import put

TRUE = Differences("ok")


@pytest.fixture
def entry(app: Flask, representative: Someone) -> Iterator[Entry]:
    """The entry of a published document of a member, both in a true index."""
    document = put(representative.viewer, representative.organisation_id)
    service.publish(document.id, by=representative.viewer)
    work_through()
    assert differences(keeper()) == TRUE
    (found,) = keeper().entries([f"document:{document.id}"])
    yield found
    mend(differences(keeper()))
    work_through()
    assert differences(keeper()) == TRUE


def test_what_should_be_found_and_is_not_is_missing(entry: Entry) -> None:
    keeper().index.write([], [entry.key, "organisation:1"])
    found = differences(keeper())
    assert found == Differences("ok", missing=(entry.key, "organisation:1"))
    assert mend(found) == 2


def test_a_member_nobody_told_the_index_of_is_missing(entry: Entry) -> None:
    other = make_organisation("Third Library")
    assert differences(keeper()) == Differences("ok", missing=(f"organisation:{other.id}",))


def test_what_is_found_and_should_not_be_is_surplus(entry: Entry) -> None:
    strays = (f"{entry.key}.7", "document:999", "document:999.1", "session:4")
    keeper().index.write([replace(entry, key=key) for key in strays])
    found = differences(keeper())
    assert found == Differences("ok", surplus=strays)
    assert mend(found) == 4


def test_a_withdrawn_document_that_is_still_found_is_surplus(
    entry: Entry, representative: Someone
) -> None:
    service.withdraw(int(entry.key.removeprefix("document:")), "No.", by=representative.viewer)
    work_through()
    keeper().index.write([entry])
    assert differences(keeper()) == Differences("ok", surplus=(entry.key,))


@pytest.mark.parametrize(
    "change",
    [{"title": "An older title"}, {"audience": "members"}, {"issued": "1999"}, {"pages": ()}],
)
def test_what_is_shown_as_it_was_before_a_change_is_outdated(
    entry: Entry, change: dict[str, object]
) -> None:
    keeper().index.write([replace(entry, **change)])  # type: ignore[arg-type]
    assert differences(keeper()) == Differences("ok", outdated=(entry.key,))


def test_a_name_changed_behind_the_back_of_the_index_is_outdated(entry: Entry) -> None:
    with transaction():
        db.session.get_one(Organisation, 1).name = "Library Federation"
    assert differences(keeper()) == Differences("ok", outdated=(entry.key, "organisation:1"))


def test_a_torn_index_is_told_and_made_anew(entry: Entry) -> None:
    index = keeper().index
    index.close()
    for file in index.folder.glob("data-*/*"):
        if file.is_file():
            file.write_bytes(b"torn")
    found = differences(keeper())
    assert found == Differences("not as signed")
    assert mend(found) == 1


def test_a_missing_index_is_told(app: Flask) -> None:
    assert differences(keeper()) == Differences("missing")
