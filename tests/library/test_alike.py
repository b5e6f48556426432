"""Documents like a version are found among what its viewer may know of, and nowhere else."""

import random

import pytest
import sqlalchemy as sa

from coalition.database import db, transaction
from coalition.library.alike import LEAST_PERCENT, MOST_SHOWN, alike
from coalition.library.models import Audience, Document, State, Version
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import Someone, make_organisation, make_person
from tests.library.conftest import put
from tests.library.test_queries import counted
from tests.library.texts import give_text

WORDS = [f"word{number}" for number in range(2_000)]


def text(seed: int = 1, length: int = 600) -> str:
    """Return words of which two texts share no run by chance."""
    chosen = random.Random(seed)  # noqa: S311 – words of a test
    return " ".join(chosen.choice(WORDS) for _ in range(length))


def shelved(by: Someone, content: str, **values: object) -> Document:
    """Return a document of this text, published for all unless told."""
    document = put(by.viewer, by.organisation_id, content)
    give_text(document, content)
    with transaction():
        given = {"state": State.PUBLISHED} | values
        db.session.execute(sa.update(Document).where(Document.id == document.id).values(**given))
    return document


def version_of(document: Document) -> Version:
    """Return what is asked about a document's version, without the rest."""
    stored = db.session.scalars(sa.select(Version).where(Version.document_id == document.id)).one()
    return Version(
        document_id=document.id, file_digest=stored.file_digest, likeness=stored.likeness
    )


def found(document: Document, viewer: Viewer) -> list[tuple[int, int, bool]]:
    return [
        (other.document.id, other.percent, other.is_same_file)
        for other in alike(version_of(document), viewer=viewer)
    ]


@pytest.fixture
def stranger() -> Someone:
    """Somebody of another approved organisation, who deposits too."""
    person = make_person("stranger@example.org")
    organisation = make_organisation("Society of Reading Rooms", person)
    return Someone(person.id, person.email, None, organisation.id)  # type: ignore[arg-type]


def test_the_most_alike_come_first_and_others_not_at_all(representative: Someone) -> None:
    mine = shelved(representative, text())
    near = shelved(representative, text() + " " + text(seed=2, length=30))
    shelved(representative, text(seed=3))
    farther = shelved(representative, text() + " " + text(seed=4, length=150))
    result = found(mine, representative.viewer)
    assert [(document_id, same) for document_id, _, same in result] == [
        (near.id, False),
        (farther.id, False),
    ]
    assert all(100 >= percent >= LEAST_PERCENT for _, percent, _ in result)


def test_the_same_bytes_are_the_same_file_whatever_their_text(
    representative: Someone, stranger: Someone
) -> None:
    mine = put(representative.viewer, representative.organisation_id, "Short.")
    other = shelved(stranger, "Short.")
    assert found(mine, representative.viewer) == [(other.id, 100, True)]


@pytest.mark.parametrize(
    ("values", "seen_by_member", "seen_by_public"),
    [
        ({}, True, True),
        ({"audience": Audience.MEMBERS}, True, False),
        ({"state": State.DRAFT}, False, False),
        ({"state": State.IN_REVIEW}, False, False),
        ({"state": State.WITHDRAWN}, True, True),
        ({"state": State.WITHDRAWN, "audience": Audience.MEMBERS}, True, False),
    ],
)
def test_what_others_keep_to_themselves_is_not_found(
    representative: Someone,
    stranger: Someone,
    coordinator: Someone,
    values: dict[str, object],
    seen_by_member: bool,
    seen_by_public: bool,
) -> None:
    mine = shelved(representative, text())
    theirs = shelved(stranger, text(), **values)
    everything = [(theirs.id, 100, True)]
    assert found(mine, representative.viewer) == (everything if seen_by_member else [])
    assert found(mine, ANONYMOUS) == (everything if seen_by_public else [])
    assert found(mine, coordinator.viewer) == everything
    assert found(mine, stranger.viewer) == everything


def test_at_most_five_in_two_queries(representative: Someone) -> None:
    mine = shelved(representative, text())
    shelved(representative, text() + " one")
    version = version_of(mine)
    viewer = representative.viewer
    with counted() as few:
        assert len(alike(version, viewer=viewer)) == 1
    for number in range(MOST_SHOWN + 1):
        shelved(representative, f"{text()} {number}")
    with counted() as many:
        assert len(alike(version, viewer=viewer)) == MOST_SHOWN
    assert len(few) == len(many) == 2


def test_documents_found_bring_their_organisation(representative: Someone) -> None:
    mine = shelved(representative, text())
    shelved(representative, text() + " end")
    version = version_of(mine)
    [other] = alike(version, viewer=representative.viewer)
    assert other.document.organisation is not None
    assert other.document.organisation.name == "Library Association of the Low Lands"


def test_versions_of_the_document_itself_do_not_count(representative: Someone) -> None:
    mine = shelved(representative, text())
    assert found(mine, representative.viewer) == []
