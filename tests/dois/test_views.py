"""The page of DOIs, for coordinators: every state it can be in, and sending again."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from coalition.audit.models import Act
from coalition.database import db, transaction
from coalition.library import service as library
from coalition.library.models import Document
from coalition.records.models import Doi, DoiState
from coalition.web.site import change_settings, settings
from tests.conftest import Someone, work_through
from tests.dois.double import Datacite, Fault
from tests.library.conftest import FIELDS, put, text_of
from tests.members.making import own_of

SITE = "http://127.0.0.1:8000"


def refused(agency: Datacite, holder: Someone, count: int = 1) -> None:
    """Publish so many documents of which the agency takes none."""
    agency.faults = [Fault(422, "can't be blank", "titles")] * count
    for number in range(count):
        fields = replace(FIELDS, title=f"Number {number}")
        made = put(holder.viewer, own_of(holder), f"Text {number}.", fields)
        library.publish(made.id, by=holder.viewer)
    work_through()


def test_without_an_account_it_says_how_to_get_one(app: Flask, coordinator: Someone) -> None:
    page = text_of(coordinator.client.get("/dois"))
    assert "Documents get no DOI here" in page
    assert 'href="/dois"' not in text_of(coordinator.client.get("/"))


def test_it_is_empty_before_anything_is_published(agency: Datacite, coordinator: Someone) -> None:
    assert "No DOIs yet" in text_of(coordinator.client.get("/dois"))
    assert 'href="/dois"' in text_of(coordinator.client.get("/"))


def test_what_was_refused_comes_first_and_is_sent_again(
    agency: Datacite, document: Document, representative: Someone, coordinator: Someone
) -> None:
    refused(agency, representative)
    page = text_of(coordinator.client.get("/dois"))
    assert re.findall(r'href="https://doi.org/([^"]+)"', page) == ["10.12345/c2", "10.12345/c1"]
    assert page.count("422 titles: can&#39;t be blank") == 1
    answer = coordinator.client.post("/dois", data={"document": "2"})
    assert (answer.status_code, answer.location) == (303, "/dois")
    page = text_of(coordinator.client.get("/dois"))
    assert ("1 DOI is sent again." in page, "To be sent" in page) == (True, True)
    work_through()
    assert agency.made == ["10.12345/c1", "10.12345/c2"]
    acts = [act.action for act in db.session.query(Act).all()]
    assert acts.count("dois.sent_again") == 1


def test_all_are_sent_again_at_once(
    agency: Datacite, representative: Someone, coordinator: Someone
) -> None:
    refused(agency, representative, 3)
    assert "Send all refused again" in text_of(coordinator.client.get("/dois"))
    coordinator.client.post("/dois")
    assert "3 DOIs are sent again." in text_of(coordinator.client.get("/dois"))
    work_through()
    assert len(agency.made) == 3
    assert "Send all refused again" not in text_of(coordinator.client.get("/dois"))


def test_a_page_beyond_the_last_says_so(
    agency: Datacite, document: Document, coordinator: Someone
) -> None:
    page = text_of(coordinator.client.get("/dois?page=9"))
    assert "The list does not go on this far" in page


def test_it_is_for_coordinators(agency: Datacite, representative: Someone) -> None:
    assert representative.client.get("/dois").status_code == 403
    assert representative.client.post("/dois").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_however_long(
    agency: Datacite, representative: Someone, coordinator: Someone, count: int
) -> None:
    refused(agency, representative, count)
    coordinator.client.get("/dois")
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    coordinator.client.get("/dois")
    assert len([one for one in said if "FROM dois" in one]) == 4  # rows, number, counts, menu


def test_a_doi_stands_on_the_page_of_its_document(
    agency: Datacite, document: Document, anonymous: Someone
) -> None:
    page = text_of(anonymous.client.get("/library/1"))
    address = "https://doi.org/10.12345/c1"
    assert page.count(f'<a href="{address}" dir="ltr">10.12345/c1</a>') == 1
    assert page.count(f"<code>{address}</code>") == 1


def test_one_that_leads_nowhere_yet_does_not(
    agency: Datacite, representative: Someone, anonymous: Someone
) -> None:
    refused(agency, representative)
    assert "doi.org" not in text_of(anonymous.client.get("/library/1"))


def test_what_is_registered_stays_without_an_account(
    agency: Datacite, document: Document, anonymous: Someone, coordinator: Someone
) -> None:
    change_settings(datacite=replace(settings().datacite, prefix="", user="", password=""))
    with transaction():
        db.session.get_one(Doi, 1).state = DoiState.REFUSED  # its last change
    assert "https://doi.org/10.12345/c1" in text_of(anonymous.client.get("/library/1"))
    page = text_of(coordinator.client.get("/dois"))
    assert ("Documents keep the DOIs they have" in page, "10.12345/c1" in page) == (True, True)
    assert "Send again" not in page
