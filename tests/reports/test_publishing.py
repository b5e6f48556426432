"""Publishing reports: at first, and again without losing what the library says."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import func, select

from coalition.database import db, transaction
from coalition.errors import Conflict, Invalid
from coalition.library import queries as library_queries
from coalition.library import service as library_service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Audience, Document, State, Subject
from coalition.library.originals import storage
from coalition.printing import setting
from coalition.printing.paper import Paper
from coalition.programme import queries as programme
from coalition.programme.models import Session, Use
from coalition.reports import queries, service
from coalition.reports.describing import kept_of
from coalition.reports.description import Publishing
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS
from tests.conftest import MOMENT, Someone, work_through
from tests.members.making import text_of
from tests.reports.making import CHOICE, SAID, held_session, written


def test_published_report_is_a_document_of_the_library_tied_to_its_session(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = Publishing("CC-BY-4.0", representative.organisation_id)
    state = service.publish(session.id, how, by=representative.viewer, revision=1)
    work_through()
    (tie,) = programme.documents_of(session.id, viewer=ANONYMOUS)
    document = tie.document
    assert (state, tie.use, document.title) == (
        State.PUBLISHED,
        Use.REPORT,
        "Report: Digital inclusion",
    )
    assert (document.kind, document.licence, document.languages, document.issued) == (
        *("report", "CC-BY-4.0", ["en"], "2012-11-06"),
    )
    assert [author.name for author in document.authors] == [
        *("Rita Rapporteur, EIFL", "Library Association of the Low Lands"),
    ]
    with storage().open(document.versions[0].file_digest) as file:
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages)
    assert "Libraries are open to all." in text
    report = queries.find_report(session.id, viewer=ANONYMOUS)
    assert report is not None
    assert report.document_id == document.id


def test_publishing_again_makes_a_version_with_a_note(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = Publishing("CC-BY-4.0", representative.organisation_id)
    service.publish(session.id, how, by=representative.viewer, revision=1)
    with pytest.raises(Conflict):
        service.publish(session.id, how, by=representative.viewer, revision=1)
    changed = replace(SAID, title="Digital inclusion for all")
    service.save_text(session.id, changed, by=representative.viewer, revision=1)
    with pytest.raises(Invalid) as refused:
        service.publish(session.id, how, by=representative.viewer, revision=2)
    assert [*refused.value.fields] == ["note"]
    service.publish(
        session.id, replace(how, note="A new title"), by=representative.viewer, revision=2
    )
    report = queries.find_report(session.id, viewer=representative.viewer)
    assert report is not None
    assert report.document is not None
    assert report.document.title == "Report: Digital inclusion for all"
    assert [version.note for version in report.document.versions] == ["", "A new title"]


def test_after_its_document_was_withdrawn_a_report_becomes_a_new_one(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    report = queries.find_report(session.id, viewer=coordinator.viewer)
    assert report is not None
    assert report.document_id is not None
    library_service.withdraw(report.document_id, "A name is wrong.", by=coordinator.viewer)
    assert queries.find_report(session.id, viewer=ANONYMOUS) is None
    service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    assert db.session.scalar(select(func.count(Document.id))) == 2


def published(session_id: int, by: Someone) -> Document:
    """Publish the text a report has, and return its document."""
    report = queries.find_report(session_id, viewer=by.viewer)
    assert report is not None
    how = Publishing("CC0-1.0", by.organisation_id, "A word")
    service.publish(session_id, how, by=by.viewer, revision=report.revision)
    return document_of(session_id, by)


def document_of(session_id: int, by: Someone) -> Document:
    """Return the document of a report with all that is said of it."""
    report = queries.find_report(session_id, viewer=by.viewer)
    assert report is not None
    assert report.document_id is not None
    return library_queries.get_document(report.document_id, viewer=by.viewer)


def authors_of(document: Document) -> list[tuple[str, bool, str]]:
    """Return name, kind and ORCID of the authors, in their order."""
    return [(one.name, one.is_organisation, one.orcid) for one in document.authors]


def test_publishing_again_keeps_what_the_library_says(
    coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    document = published(session.id, representative)
    with transaction():
        subject = Subject(name="Access", position=1)
        db.session.add(subject)
    corrected = DocumentFields(
        title="Inclusion, reported",
        abstract="What the librarian wrote.",
        kind="minutes",
        authors=(
            AuthorName("Library Association of the Low Lands", is_organisation=True),
            AuthorName("Rita Rapporteur, EIFL", orcid="0000-0002-1825-0097"),
            AuthorName("Olga Other"),
        ),
        issued="2012-11",
        languages=("en", "fr"),
        subject_ids=(subject.id,),
        licence="CC-BY-SA-4.0",
        audience=Audience.MEMBERS,
    )
    library_service.edit(document.id, corrected, by=representative.viewer)
    changed = replace(SAID, discussion="Who paid for it?")
    service.save_text(session.id, changed, by=representative.viewer, revision=1)
    document = published(session.id, representative)
    assert kept_of(document) == corrected
    assert [version.note for version in document.versions] == ["", "A word"]
    assert anonymous.client.get(f"/library/{document.id}").status_code == 404
    assert queries.find_report(session.id, viewer=ANONYMOUS) is None


def test_publishing_again_says_what_is_new_in_the_report(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer, organisers="Library Association\nEIFL")
    with force_locale("fr"):
        document = published(session.id, representative)
    assert document.title.startswith("Rapport")
    names = (AuthorName("Rita Rapporteur, EIFL", orcid="0000-0002-1825-0097"), AuthorName("Olga"))
    others = (AuthorName("Library Association", is_organisation=True),)
    library_service.edit(
        document.id,
        replace(kept_of(document), authors=(*names, *others)),  # without EIFL, with Olga
        by=representative.viewer,
    )
    changed = replace(
        SAID,
        title="Inclusion",
        organisers="EIFL\nIFLA",
        key_issues="Others.",
        language="pt-br",
    )
    service.save_text(session.id, changed, by=representative.viewer, revision=1)
    document = published(session.id, representative)
    assert (document.title, document.abstract) == ("Report: Inclusion", "Others.")
    assert document.languages == ["pt-BR"]
    assert authors_of(document) == [
        ("Rita Rapporteur, EIFL", False, "0000-0002-1825-0097"),
        ("Olga", False, ""),
        ("IFLA", True, ""),
    ]


def test_authors_the_report_alone_names_stand_in_its_order(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer, organisers="IFLA")
    document = published(session.id, representative)
    with_orcid = (
        AuthorName("Rita Rapporteur, EIFL", orcid="0000-0002-1825-0097"),
        AuthorName("IFLA", is_organisation=True),
    )
    library_service.edit(
        document.id, replace(kept_of(document), authors=with_orcid), by=representative.viewer
    )
    changed = replace(SAID, organisers="EIFL\nIFLA")
    service.save_text(session.id, changed, by=representative.viewer, revision=1)
    assert authors_of(published(session.id, representative)) == [
        ("Rita Rapporteur, EIFL", False, "0000-0002-1825-0097"),
        ("EIFL", True, ""),
        ("IFLA", True, ""),
    ]


def test_change_in_the_library_while_the_pdf_is_made_is_not_lost(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    document = published(session.id, representative)
    service.save_text(
        session.id, replace(SAID, discussion="More"), by=representative.viewer, revision=1
    )
    made = setting.pdf_of

    def meanwhile(paper: Paper) -> bytes:
        hidden = replace(kept_of(document_of(session.id, coordinator)), audience=Audience.MEMBERS)
        library_service.edit(document.id, hidden, by=coordinator.viewer)
        return made(paper)

    monkeypatch.setattr(service, "pdf_of", meanwhile)
    assert published(session.id, representative).audience is Audience.MEMBERS


def test_members_only_report_stays_so_after_it_was_withdrawn(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    first = published(session.id, representative)
    hidden = replace(kept_of(first), audience=Audience.MEMBERS)
    library_service.edit(first.id, hidden, by=representative.viewer)
    library_service.withdraw(first.id, "A name is wrong.", by=coordinator.viewer)
    second = published(session.id, representative)
    assert (second.id == first.id, second.audience) == (False, Audience.MEMBERS)


def handed_in(
    app: Flask, coordinator: Someone, representative: Someone
) -> tuple[Session, Publishing]:
    """Return a session whose report waits for review, and how it was handed in."""
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = Publishing("CC-BY-4.0", representative.organisation_id)
    state = service.publish(session.id, how, by=representative.viewer, revision=1)
    assert state is State.IN_REVIEW
    return session, how


def test_report_that_was_sent_back_is_handed_in_again_as_it_is(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    session, how = handed_in(app, coordinator, representative)
    with pytest.raises(Conflict):
        service.publish(session.id, how, by=representative.viewer, revision=1)
    document = document_of(session.id, representative)
    library_service.send_back(document.id, "Look again.", by=coordinator.viewer)
    assert service.publish(session.id, how, by=representative.viewer, revision=1) is State.IN_REVIEW
    assert len(document_of(session.id, representative).versions) == 1


def test_report_that_was_sent_back_and_changed_needs_no_word_for_readers(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    session, how = handed_in(app, coordinator, representative)
    document = document_of(session.id, representative)
    library_service.send_back(document.id, "Look again.", by=coordinator.viewer)
    changed = replace(SAID, discussion="Looked at again.")
    service.save_text(session.id, changed, by=representative.viewer, revision=1)
    page = text_of(representative, f"/sessions/{session.id}/report/publish")
    assert "takes the place of the one before" in page
    assert "its next version" not in page
    assert service.publish(session.id, how, by=representative.viewer, revision=2) is State.IN_REVIEW
    (version,) = document_of(session.id, representative).versions
    assert version.number == 1


def test_report_that_was_reviewed_says_when_readers_could_read_it(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    session, _how = handed_in(app, coordinator, representative)
    assert queries.get_read(session.id, viewer=representative.viewer).published_at is None
    document = document_of(session.id, representative)
    reviewed_at = MOMENT + timedelta(days=2)
    with time_machine.travel(reviewed_at, tick=False):
        library_service.publish(document.id, by=coordinator.viewer)
    assert queries.get_read(session.id, viewer=ANONYMOUS).published_at == reviewed_at


def test_incomplete_or_changed_reports_are_not_published(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, coordinator.viewer, key_issues="")
    with pytest.raises(Invalid) as refused:
        service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    assert [*refused.value.fields] == ["key_issues"]
    service.save_text(session.id, SAID, by=representative.viewer, revision=1)
    with pytest.raises(Conflict):
        service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    assert db.session.scalar(select(func.count(Document.id))) == 0


def test_readers_see_what_was_published_while_it_is_written_on(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, coordinator.viewer)
    assert queries.find_report(session.id, viewer=ANONYMOUS) is None
    service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    service.save_text(
        session.id, replace(SAID, discussion="Not public yet"), by=coordinator.viewer, revision=1
    )
    report = queries.find_report(session.id, viewer=ANONYMOUS)
    assert report is not None
    assert queries.text_at(report, report.published_revision) == SAID
