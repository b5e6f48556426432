"""What is announced of documents: once for each change that their readers could see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import delete, select

from coalition.database import db, locked, transaction
from coalition.library import service
from coalition.library.models import Audience, Document
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members import decisions
from coalition.members.models import Organisation
from coalition.programme import service as programme
from coalition.programme.models import Session
from coalition.records import announcing
from coalition.records.formats.catalogue import BY_KEY
from coalition.records.models import AnnouncedSet, Announcement
from coalition.records.queries import find_record
from coalition.search.upkeep import INDEX
from coalition.tasks import submit
from coalition.web.viewer import ANONYMOUS
from tests.conftest import MOMENT, Someone, work_through
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of

LONG_AGO = MOMENT - timedelta(days=30)


def known(document_id: int) -> Announcement | None:
    """Return what is announced of a document now."""
    return db.session.get(Announcement, document_id, populate_existing=True)


@pytest.fixture
def old(document: Document) -> Document:
    """The document, announced long ago."""
    with transaction():
        announcement = db.session.get_one(Announcement, document.id)
        announcement.stamped_at = announcement.first_at = LONG_AGO
    return document


def is_new(document: Document) -> bool:
    """Work all through, and tell whether the document was announced anew."""
    work_through()
    found = known(document.id)
    assert found
    return found.stamped_at > LONG_AGO


def test_a_published_document_is_announced_with_its_sets(document: Document) -> None:
    found = known(document.id)
    assert found
    assert not found.is_gone
    assert set(db.session.scalars(select(AnnouncedSet.name))) == {
        "kind:report",
        "meeting:1",
        f"organisation:{document.organisation_id}",
        "subject:1",
    }
    # a little ahead, in whole seconds
    assert timedelta(0) < found.stamped_at - found.first_at <= announcing.SETTLING + timedelta(1)
    assert found.stamped_at.microsecond == 0


def test_what_nobody_may_read_is_never_announced(representative: Someone) -> None:
    draft = put(representative.viewer, own_of(representative))
    inner = put(
        representative.viewer,
        own_of(representative),
        "Another text.",
        replace(FIELDS, audience=Audience.MEMBERS),
    )
    service.publish(inner.id, by=representative.viewer)
    work_through()
    announcing.compare([draft.id, inner.id])
    assert known(draft.id) is None
    assert known(inner.id) is None


def test_nothing_is_announced_twice(old: Document) -> None:
    with transaction():
        submit(INDEX, f"document:{old.id}")
        submit(announcing.KIND, announcing.ALL)
    assert not is_new(old)


def rename_subject(_document: Document, _holder: Someone, coordinator: Someone) -> None:
    update_subjects([SubjectName(1, "Open access")], by=coordinator.viewer)


def edit(document: Document, holder: Someone, _coordinator: Someone) -> None:
    service.edit(document.id, replace(FIELDS, title="Another title"), by=holder.viewer)


def withdraw(document: Document, holder: Someone, _coordinator: Someone) -> None:
    service.withdraw(document.id, "A mistake.", by=holder.viewer)


def rename_organisation(document: Document, _holder: Someone, _coordinator: Someone) -> None:
    with transaction():
        db.session.get_one(Organisation, document.organisation_id).name = "Another name"
        submit(INDEX, f"organisation:{document.organisation_id}")


def suspend(document: Document, _holder: Someone, coordinator: Someone) -> None:
    assert document.organisation_id is not None
    decisions.suspend(document.organisation_id, "No contact.", by=coordinator.viewer)


def untie(document: Document, _holder: Someone, coordinator: Someone) -> None:
    session_id = db.session.scalars(select(Session.id)).one()
    programme.untie_document(session_id, document.id, by=coordinator.viewer)


@pytest.mark.parametrize(
    "change", [edit, rename_subject, rename_organisation, suspend, untie, withdraw]
)
def test_a_change_in_any_room_is_announced(
    old: Document,
    representative: Someone,
    coordinator: Someone,
    change: Callable[[Document, Someone, Someone], None],
) -> None:
    change(old, representative, coordinator)
    assert is_new(old)


def test_a_record_leads_to_no_page_that_is_closed(
    document: Document, representative: Someone, coordinator: Someone
) -> None:
    suspend(document, representative, coordinator)
    record = find_record(document.id, viewer=ANONYMOUS)
    assert record
    assert (record.publisher.name, record.publisher.address) == (
        "Library Association of the Low Lands",
        "",
    )
    for way in BY_KEY.values():
        assert f"/members/{document.organisation_id}".encode() not in way.write(record)


def test_a_withdrawn_document_is_gone_and_keeps_its_sets(
    document: Document, representative: Someone
) -> None:
    before = set(db.session.scalars(select(AnnouncedSet.name)))
    service.withdraw(document.id, "A mistake.", by=representative.viewer)
    work_through()
    found = known(document.id)
    assert found
    assert found.is_gone
    assert set(db.session.scalars(select(AnnouncedSet.name))) == before


def test_what_is_for_members_only_now_is_gone_and_comes_back(
    document: Document, representative: Someone
) -> None:
    by = representative.viewer
    for audience, is_gone in ((Audience.MEMBERS, True), (Audience.PUBLIC, False)):
        service.edit(document.id, replace(FIELDS, audience=audience), by=by)
        work_through()
        found = known(document.id)
        assert found
        assert found.is_gone is is_gone


def test_all_are_looked_at_where_one_was_never_announced(document: Document) -> None:
    with transaction():
        db.session.execute(delete(Announcement))
    announcing.note_due()
    work_through()
    assert known(document.id)


def test_of_two_workers_the_later_one_announces_what_is_said_now(old: Document, app: Flask) -> None:
    work_through()

    def compare_too() -> None:
        with app.app_context():
            announcing.compare([old.id])
            db.session.remove()

    other, number = Thread(target=compare_too), old.id
    with transaction():
        held = locked(Announcement, number)
        other.start()
        other.join(0.3)  # it waits for what is held here, having read nothing before
        db.session.get_one(Document, number).title = "Reading rooms, once more"
        db.session.flush()
        record = find_record(number, viewer=ANONYMOUS)
        assert record
        held.digest = announcing.digest_of(record)
    other.join()
    found = known(number)
    assert found
    assert (found.digest, found.stamped_at) == (announcing.digest_of(record), LONG_AGO)
