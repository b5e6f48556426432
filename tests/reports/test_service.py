"""Saving reports and handing them over."""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import service as library_service
from coalition.library.description import DocumentFields
from coalition.library.models import Audience
from coalition.mail.models import Message
from coalition.programme import queries as programme
from coalition.programme import service as programme_service
from coalition.programme.models import Use
from coalition.reports import queries, service
from coalition.reports.description import Presentation, ReportFields, fields_of
from coalition.reports.merging import Diverged
from coalition.reports.models import ReportText, SessionReport
from coalition.web.viewer import Viewer
from tests.conftest import Someone, make_person
from tests.reports.making import CHOICE, SAID, held_session, written


def kept(session_id: int, viewer: Viewer) -> ReportFields:
    """Return what the report says now."""
    report = queries.find_report(session_id, viewer=viewer)
    assert report is not None
    return fields_of(report)


def rapporteur() -> Viewer:
    """Return a person who signed in by the rapporteur's address."""
    person = make_person("rita@example.org")
    return Viewer(person_id=person.id, name="Rita", email=person.email)


def test_draft_is_made_of_what_is_known(coordinator: Someone, representative: Someone) -> None:
    session = held_session(coordinator, representative)
    loaded = programme.get_session(session.id, viewer=coordinator.viewer)
    draft = queries.draft_for(loaded, "en")
    assert draft == ReportFields(
        title="Digital inclusion",
        organisers="Library Association of the Low Lands",
        rapporteur="Rita Rapporteur, EIFL",
        speakers=SAID.speakers,
        presentations=(replace(SAID.presentations[0], heading="Sam Speaker, IFLA", text=""),),
        language="en",
    )


def test_draft_says_nothing_of_what_the_public_may_not_read(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative, people=())
    titles = ("For all", "For members", "Taken back", "A draft")
    for title in titles:
        fields = DocumentFields(
            title,
            abstract=f"What is said: {title}",
            kind="presentation",
            languages=("en",),
            licence="CC0-1.0",
            audience=Audience.MEMBERS if title == "For members" else Audience.PUBLIC,
        )
        document = library_service.deposit(
            BytesIO(title.encode()),
            "slides.txt",
            by=representative.viewer,
            organisation_id=representative.organisation_id,
            fields=fields,
        )
        programme_service.tie_document(
            session.id, document.id, Use.PRESENTATION, by=representative.viewer
        )
        if title != "A draft":
            library_service.publish(document.id, by=representative.viewer)
        if title == "Taken back":
            library_service.withdraw(document.id, "Wrong.", by=coordinator.viewer)
    loaded = programme.get_session(session.id, viewer=representative.viewer)
    said = queries.draft_for(loaded, "en").presentations
    assert said == (Presentation("For all", "What is said: For all"),)


def test_text_is_kept_with_who_and_each_revision(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.save_text(
        session.id, replace(SAID, discussion="More"), by=coordinator.viewer, revision=1
    )
    report = queries.find_report(session.id, viewer=coordinator.viewer)
    assert report is not None
    assert (report.revision, report.changed_by_id) == (2, coordinator.person_id)
    assert queries.text_at(report, 1) == SAID
    assert queries.text_at(report, 2) == replace(SAID, discussion="More")


def test_saving_the_same_again_makes_no_revision(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.save_text(session.id, SAID, by=representative.viewer, revision=1)
    assert db.session.scalar(select(func.count(ReportText.id))) == 1


def test_two_writers_of_different_parts_are_brought_together(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.save_text(session.id, replace(SAID, next_steps="B"), by=coordinator.viewer, revision=1)
    saved = service.save_text(
        session.id, replace(SAID, discussion="A"), by=representative.viewer, revision=1
    )
    assert saved.has_others
    assert kept(session.id, coordinator.viewer) == replace(SAID, discussion="A", next_steps="B")


def test_two_writers_of_one_part_lose_nothing(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.save_text(session.id, replace(SAID, discussion="B"), by=coordinator.viewer, revision=1)
    mine = replace(SAID, discussion="A")
    with pytest.raises(Diverged) as told:
        service.save_text(session.id, mine, by=representative.viewer, revision=1)
    assert (told.value.apart, told.value.theirs.discussion) == (("discussion",), "B")
    service.save_text(session.id, mine, by=representative.viewer, revision=told.value.revision)
    assert kept(session.id, coordinator.viewer) == mine


def test_saving_by_itself_never_mixes_texts(coordinator: Someone, representative: Someone) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.save_text(session.id, replace(SAID, next_steps="B"), by=coordinator.viewer, revision=1)
    with pytest.raises(Diverged):
        service.save_text(
            session.id,
            replace(SAID, discussion="A"),
            by=representative.viewer,
            revision=1,
            alone=True,
        )
    assert kept(session.id, coordinator.viewer) == replace(SAID, next_steps="B")


def test_two_who_begin_at_once_are_told_apart(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    with pytest.raises(Diverged) as told:
        service.save_text(
            session.id, replace(SAID, key_issues="Other"), by=coordinator.viewer, revision=0
        )
    assert told.value.apart == ("key_issues",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"language": "no such"}, "language"),
        ({"language": "en-x-aaaaaaaa-bbbbbbbb"}, "language"),
        ({"discussion": "x" * 50_001}, "discussion"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    coordinator: Someone, changes: dict[str, str], field: str
) -> None:
    session = held_session(coordinator)
    with pytest.raises(Invalid) as refused:
        service.save_text(session.id, replace(SAID, **changes), by=coordinator.viewer, revision=0)  # type: ignore[arg-type]
    assert [*refused.value.fields] == [field]


def test_strangers_write_no_report(coordinator: Someone, outsider: Someone) -> None:
    session = held_session(coordinator)
    with pytest.raises(NotAllowed):
        service.save_text(session.id, SAID, by=outsider.viewer, revision=0)


def test_rapporteur_writes_and_hands_over_but_does_not_publish(
    coordinator: Someone, representative: Someone
) -> None:
    session, rita = held_session(coordinator, representative), rapporteur()
    written(session, rita)
    with pytest.raises(NotAllowed):
        service.publish(session.id, CHOICE, by=rita, revision=1)
    service.hand_over(session.id, by=rita)
    assert db.session.scalars(select(Message.to)).all() == [representative.email]
    with pytest.raises(Conflict):
        service.hand_over(session.id, by=rita)


def test_report_goes_with_nothing_else(coordinator: Someone) -> None:
    """The row of a report that was never written is not made by looking at it."""
    session = held_session(coordinator)
    queries.standing_of(session.id, viewer=coordinator.viewer)
    assert db.session.scalar(select(func.count(SessionReport.id))) == 0
