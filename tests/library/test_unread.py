"""What search cannot find by its text is listed with the reason, for those who may read it."""

import sqlalchemy as sa

from coalition.database import db, transaction
from coalition.library import queries, service
from coalition.library.models import Document, Reading, Recognition, Version
from coalition.library.receipt import problem_of
from coalition.library.unread import unread_count, unread_documents, why_unread
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put, text_of
from tests.library.test_queries import add_text, counted

PAGE = "/library/unread"


def published(by: Someone, content: bytes, audience: str = "public") -> Document:
    """Publish a document of these bytes, read as far as it can be."""
    document = put(by.viewer, by.organisation_id, content, FIELDS, "report.pdf")
    work_through()
    service.publish(document.id, by=by.viewer)
    if audience != "public":
        with transaction():
            db.session.execute(sa.update(Document).values(audience=audience))
    return queries.get_document(document.id, viewer=by.viewer)


def broken(by: Someone, audience: str = "public") -> Document:
    """Publish a document whose file cannot be read."""
    number = db.session.scalar(sa.select(sa.func.count(Document.id)))
    return published(by, b"%%PDF-1.4\nbroken beyond repair %d" % (number or 0), audience)


def note(document: Document, **values: object) -> Document:
    """Let the newest version of a document be as the reading would leave it."""
    with transaction():
        db.session.execute(
            sa.update(Version).where(Version.document_id == document.id).values(values)
        )
    return queries.get_document(document.id, viewer=ANONYMOUS)


def test_everything_read_leaves_an_empty_list(published: Document, anonymous: Someone) -> None:
    assert unread_count(viewer=ANONYMOUS) == 0
    assert "Search reaches every text" in text_of(anonymous.client.get(PAGE))


def test_file_that_could_not_be_read_is_listed_with_the_reason(
    representative: Someone, anonymous: Someone
) -> None:
    document = broken(representative)
    page = text_of(anonymous.client.get(PAGE))
    assert f'href="/library/{document.id}"' in page
    assert "1 document<" in page
    assert "The site could not read this file." in page
    assert "Not readable" in page


def test_who_can_mend_it_is_told_what_to_do(representative: Someone, coordinator: Someone) -> None:
    broken(representative)
    for person in (representative, coordinator):
        (document,) = unread_documents(viewer=person.viewer).items
        reason = why_unread(document, viewer=person.viewer)
        assert reason == problem_of(document.versions[-1])
        assert reason in text_of(person.client.get(PAGE))


def test_reasons_say_how_far_the_reading_has_come(
    published: Document, representative: Someone
) -> None:
    def why(**values: object) -> tuple[int, str, str]:
        document = note(published, **values)
        return (
            unread_count(viewer=ANONYMOUS),
            why_unread(document, viewer=ANONYMOUS),
            why_unread(document, viewer=representative.viewer),
        )

    waiting = "The file waits to be read. Its text can be found soon."
    assert why(reading=Reading.READING) == (1, waiting, waiting)
    empty = why(reading=Reading.READABLE, character_count=0)
    assert empty == (
        1,
        "The file has no text that could be read; it may hold pictures of pages only.",
        "No text was found in this file. Deposit a version that has some.",
    )
    scan = why(notices=[{"code": "scan", "page": None, "detail": ""}])
    assert scan[2].startswith("The pages are pictures without text")
    recognising = "The pages are pictures, whose text is being recognised. It can be found soon."
    assert why(recognition=Recognition.WAITING) == (1, recognising, recognising)


def test_only_the_newest_version_counts(published: Document) -> None:
    add_text(published, 2, "Half read.", reading=Reading.READING)
    assert unread_count(viewer=ANONYMOUS) == 1
    add_text(published, 3, "Read.", reading=Reading.READABLE)
    with transaction():
        db.session.execute(sa.update(Version).where(Version.number == 3).values(character_count=5))
    assert unread_count(viewer=ANONYMOUS) == 0


def test_what_the_viewer_may_not_read_is_neither_counted_nor_listed(
    representative: Someone, anonymous: Someone
) -> None:
    document = broken(representative, audience="members")
    assert unread_count(viewer=ANONYMOUS) == 0
    assert unread_count(viewer=representative.viewer) == 1
    assert "Search reaches every text" in text_of(anonymous.client.get(PAGE))
    assert f'href="/library/{document.id}"' in text_of(representative.client.get(PAGE))


def test_drafts_and_withdrawn_documents_are_not_listed(representative: Someone) -> None:
    draft = put(representative.viewer, representative.organisation_id, b"%PDF-1.4\nbroken")
    document = broken(representative)
    service.withdraw(document.id, "Broken.", by=representative.viewer)
    assert queries.get_document(draft.id, viewer=representative.viewer).versions
    assert unread_count(viewer=representative.viewer) == 0


def test_list_asks_the_same_number_of_queries_for_one_and_three(representative: Someone) -> None:
    sent = []
    for _ in range(3):
        broken(representative)
        with counted() as statements:
            found = unread_documents(viewer=ANONYMOUS).items
            for document in found:
                assert why_unread(document, viewer=ANONYMOUS)
                assert document.organisation
                assert document.authors
        sent.append(len(statements))
    assert len(found) == 3
    assert sent[0] == sent[2]


def test_list_is_paged_and_says_where_it_ends(representative: Someone, anonymous: Someone) -> None:
    for _ in range(3):
        broken(representative)
    assert "3 documents<" in text_of(anonymous.client.get(PAGE))
    assert len(unread_documents(viewer=ANONYMOUS, page=2, per_page=2).items) == 1
    beyond = text_of(anonymous.client.get(f"{PAGE}?page=9"))
    assert "The list does not go on this far" in beyond
