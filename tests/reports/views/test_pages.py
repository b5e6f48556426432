"""The pages of reports: reading, writing, publishing, and which are due."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from coalition.library import service as library
from coalition.reports import queries, service
from coalition.reports.policy import Phase
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.test_queries import counted
from tests.programme.making import make_meeting
from tests.reports.making import CHOICE, SAID, as_posted, held_session, written


def test_writer_begins_with_the_draft_and_nothing_is_kept_by_looking(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    page = representative.client.get(f"/sessions/{session.id}/report/edit")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'value="Digital inclusion"' in text
    assert "Sam Speaker, IFLA" in text
    assert queries.find_report(session.id, viewer=coordinator.viewer) is None


def test_what_is_typed_is_saved(coordinator: Someone, representative: Someone) -> None:
    session = held_session(coordinator, representative)
    answer = representative.client.post(f"/sessions/{session.id}/report", data=as_posted(SAID, 0))
    assert (answer.status_code, answer.location) == (303, f"/sessions/{session.id}/report/edit")
    report = queries.find_report(session.id, viewer=representative.viewer)
    assert report is not None
    assert queries.text_at(report, 1) == SAID


def test_bad_input_is_said_and_what_was_typed_is_kept(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    typed = as_posted(replace(SAID, title="", discussion="Typed with care"), 0)
    answer = representative.client.post(f"/sessions/{session.id}/report", data=typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Give the report a title." in text
    assert "Typed with care" in text
    assert "Libraries are open to all." in text


def test_conflict_shows_both_texts_and_the_next_save_decides(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, coordinator.viewer)
    theirs = replace(SAID, discussion="What she wrote")
    service.save_text(session.id, theirs, by=coordinator.viewer, revision=1)
    mine = as_posted(replace(SAID, discussion="What he wrote"), 1)
    answer = representative.client.post(f"/sessions/{session.id}/report", data=mine)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert ("What she wrote" in text, "What he wrote" in text) == (True, True)
    assert 'name="revision" type="hidden" value="2"' in text
    again = representative.client.post(
        f"/sessions/{session.id}/report", data=mine | {"revision": "2"}
    )
    assert again.status_code == 303


def test_page_saves_by_itself(coordinator: Someone, representative: Someone) -> None:
    session = held_session(coordinator, representative)
    url = f"/sessions/{session.id}/report/autosave"
    first = representative.client.post(url, data=as_posted(SAID, 0))
    assert (first.status_code, first.json and first.json["revision"]) == (200, 1)
    other = as_posted(replace(SAID, discussion="Other"), 0)
    late = coordinator.client.post(url, data=other)
    assert (late.status_code, late.json and [*late.json]) == (409, ["said"])
    bad = representative.client.post(url, data=as_posted(replace(SAID, title=""), 1))
    assert (bad.status_code, bad.json) == (422, {"said": "Give the report a title."})


def test_only_writers_see_a_report_that_is_not_published(
    coordinator: Someone, representative: Someone, outsider: Someone, anonymous: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, coordinator.viewer)
    everyone = (anonymous, outsider, representative, coordinator)
    for url in (f"/sessions/{session.id}/report", f"/sessions/{session.id}/report.pdf"):
        codes = [someone.client.get(url).status_code for someone in everyone]
        assert codes == [404, 404, 200, 200]


def test_publishing_through_the_pages(
    coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    url = f"/sessions/{session.id}/report/publish"
    assert representative.client.get(url).status_code == 200
    given = {
        "revision": "1",
        "organisation": str(representative.organisation_id),
        "licence": "CC-BY-4.0",
    }
    answer = representative.client.post(url, data=given)
    assert (answer.status_code, answer.location) == (303, f"/sessions/{session.id}/report")
    page = anonymous.client.get(f"/sessions/{session.id}/report").get_data(as_text=True)
    assert "Libraries are open to all." in page
    pdf = anonymous.client.get(f"/sessions/{session.id}/report.pdf")
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf.data)).pages)
    assert "Libraries are open to all." in text
    session_page = anonymous.client.get(f"/sessions/{session.id}").get_data(as_text=True)
    assert f'href="/sessions/{session.id}/report"' in session_page


def test_page_before_publishing_says_what_is_missing(coordinator: Someone) -> None:
    session = held_session(coordinator)
    written(session, coordinator.viewer, key_issues="")
    page = coordinator.client.get(f"/sessions/{session.id}/report/publish")
    assert (page.status_code, "Name the key issues." in page.get_data(as_text=True)) == (200, True)


def test_page_before_publishing_again_asks_for_what_is_new_alone(
    coordinator: Someone, representative: Someone
) -> None:
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = replace(CHOICE, organisation_id=representative.organisation_id)
    service.publish(session.id, how, by=representative.viewer, revision=1)
    service.save_text(
        session.id, replace(SAID, discussion="More"), by=representative.viewer, revision=1
    )
    url = f"/sessions/{session.id}/report/publish"
    text = representative.client.get(url).get_data(as_text=True)
    assert '<input type="hidden" name="licence" value="CC-BY-4.0">' in text
    given = {
        "revision": "2",
        "organisation": str(representative.organisation_id),
        "licence": "CC-BY-4.0",
    }
    refused = representative.client.post(url, data=given)
    assert refused.status_code == 422
    assert "Say in a few words what changed." in refused.get_data(as_text=True)
    assert representative.client.post(url, data=given | {"note": "More"}).status_code == 303


def test_report_that_was_sent_back_goes_in_again_by_the_page(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = replace(CHOICE, organisation_id=representative.organisation_id)
    service.publish(session.id, how, by=representative.viewer, revision=1)
    report = queries.find_report(session.id, viewer=coordinator.viewer)
    assert report is not None
    assert report.document_id is not None
    url = f"/sessions/{session.id}/report/publish"
    waiting = representative.client.get(url).get_data(as_text=True)
    assert "Nothing was changed since it was published." in waiting
    library.send_back(report.document_id, "Look again.", by=coordinator.viewer)
    text = representative.client.get(url).get_data(as_text=True)
    assert ('name="licence" value="CC-BY-4.0"' in text, 'name="note"' in text) == (True, False)
    given = {
        "revision": "1",
        "organisation": str(representative.organisation_id),
        "licence": "CC-BY-4.0",
    }
    assert representative.client.post(url, data=given).status_code == 303
    assert queries.standing_of(session.id, viewer=coordinator.viewer).phase is Phase.IN_REVIEW


def test_nothing_is_published_before_anybody_wrote(coordinator: Someone) -> None:
    session = held_session(coordinator)
    assert coordinator.client.get(f"/sessions/{session.id}/report/publish").status_code == 409


@pytest.mark.parametrize("count", [0, 1, 3])
def test_coordinators_see_what_is_due(
    coordinator: Someone, representative: Someone, count: int
) -> None:
    meeting = make_meeting(coordinator.viewer)
    for number in range(count):
        session = held_session(coordinator, representative, meeting, number=str(130 + number))
        if number:
            written(session, coordinator.viewer)
        if number == 1:
            service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    page = coordinator.client.get(f"/meetings/{meeting.id}/reports")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert [text.count(f"{130 + number} Digital inclusion") for number in range(3)] == [
        int(number < count) for number in range(3)
    ]


def test_list_of_reports_takes_the_same_number_of_queries(
    coordinator: Someone, representative: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    counts = []
    for _number in range(3):
        written(held_session(coordinator, representative, meeting), coordinator.viewer)
        with counted() as statements:
            coordinator.client.get(f"/meetings/{meeting.id}/reports")
        counts.append(len(statements))
    assert counts[0] == counts[2]


def test_report_of_a_hidden_session_is_not_found(
    coordinator: Someone, outsider: Someone, anonymous: Someone
) -> None:
    codes = [
        someone.client.get("/sessions/999/report").status_code
        for someone in (anonymous, outsider, coordinator)
    ]
    assert codes == [404, 404, 404]
