"""DOIs at the agency: made once, brought up to date, hidden, refused in its words, tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.dois import service
from coalition.dois.agency import Unreachable
from coalition.dois.agency import put as put_doi
from coalition.errors import NotAllowed
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.records.identifiers import dois_of
from coalition.records.models import Announcement, Doi, DoiState
from coalition.tasks import Work
from coalition.web import outgoing
from coalition.web.site import change_settings, settings
from tests.conftest import Someone, work_through
from tests.dois.double import Datacite, Fault
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of

DOI = "10.12345/c1"


def standing(document_id: int = 1) -> Doi:
    return db.session.get_one(Doi, document_id, populate_existing=True)


def change(document: Document, by: Someone, **said: object) -> None:
    fields = replace(FIELDS, **said)  # type: ignore[arg-type]
    library.edit(document.id, fields, by=by.viewer)
    work_through()


def let_it_be_due() -> None:
    with transaction():
        db.session.execute(update(Work).values(due_at=now() - timedelta(seconds=1)))
    work_through()


def test_a_document_is_registered_once_with_its_metadata(
    agency: Datacite, document: Document
) -> None:
    work_through()
    assert agency.asked == [("PUT", DOI, 201)]
    assert (agency.made, agency.kept[DOI].state) == ([DOI], "findable")
    attributes = agency.kept[DOI].attributes
    assert (attributes["doi"], attributes["url"]) == (DOI, "http://127.0.0.1:8000/library/1")
    assert attributes["titles"][0]["title"] == "Reading rooms & the <network>"
    doi = standing()
    assert (doi.name, doi.state, doi.problem) == (DOI, DoiState.REGISTERED, "")
    assert dois_of([1]) == {1: DOI}


def test_it_is_announced_with_the_doi_and_not_sent_once_more(
    agency: Datacite, document: Document
) -> None:
    before = db.session.get_one(Announcement, 1).digest
    with transaction():
        tasks.submit("announce", "document:1")
    work_through()
    service.send(["document:1"])
    assert db.session.get_one(Announcement, 1, populate_existing=True).digest == before
    assert len(agency.asked) == 1


def test_what_changes_is_sent(
    agency: Datacite, document: Document, representative: Someone
) -> None:
    change(document, representative, title="Another title")
    assert agency.asked == [("PUT", DOI, 201), ("PUT", DOI, 200)]
    assert agency.kept[DOI].attributes["titles"][0]["title"] == "Another title"


def test_what_is_hidden_here_is_hidden_there_and_shown_again(
    agency: Datacite, document: Document, representative: Someone
) -> None:
    change(document, representative, audience=Audience.MEMBERS)
    assert (agency.kept[DOI].state, standing().state) == ("registered", DoiState.HIDDEN)
    assert dois_of([1]) == {}
    change(document, representative, audience=Audience.PUBLIC)
    assert (agency.kept[DOI].state, standing().state) == ("findable", DoiState.REGISTERED)
    library.withdraw(document.id, "A mistake.", by=representative.viewer)
    work_through()
    assert (agency.kept[DOI].state, standing().state) == ("registered", DoiState.HIDDEN)
    assert agency.kept[DOI].attributes["url"] == "http://127.0.0.1:8000/library/1"
    assert (agency.made, len(agency.asked)) == ([DOI], 4)


def test_what_is_not_open_to_everybody_gets_none(agency: Datacite, representative: Someone) -> None:
    put(representative.viewer, own_of(representative), "A draft.")
    fields = replace(FIELDS, audience=Audience.MEMBERS)
    inner = put(representative.viewer, own_of(representative), "Inner.", fields)
    library.publish(inner.id, by=representative.viewer)
    service.note_due()
    with transaction():
        service.note_stamped([1, 2])
    work_through()
    assert (agency.asked, db.session.query(Doi).all()) == ([], [])


def test_without_an_account_nothing_is_sent_and_later_all_is(
    document: Document, agency: Datacite
) -> None:
    account = settings().datacite
    with transaction():
        db.session.query(Doi).delete()
    agency.asked.clear()
    change_settings(datacite=replace(account, prefix=""))
    service.note_due()
    service.note_stamped([1])
    service.send(["document:1"])
    work_through()
    assert agency.asked == []
    change_settings(datacite=account)
    service.note_due()
    service.note_due()
    work_through()
    assert len(agency.asked) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(403, "You are not authorized."), "403 You are not authorized."),
        (Fault(422, "can't be blank", "titles"), "422 titles: can't be blank"),
    ],
)
def test_what_is_refused_is_kept_with_the_agency_s_words_and_sent_again(
    agency: Datacite,
    representative: Someone,
    coordinator: Someone,
    fault: Fault,
    words: str,
) -> None:
    agency.faults = [fault]
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    let_it_be_due()
    doi = standing()
    assert (doi.state, doi.problem, doi.sent_at) == (DoiState.REFUSED, words, None)
    assert (len(agency.asked), dois_of([1]), tasks.given_up()) == (1, {}, [])
    with pytest.raises(NotAllowed):
        service.send_again(1, by=representative.viewer)
    assert service.send_again(1, by=coordinator.viewer) == 1
    assert service.send_again(None, by=coordinator.viewer) == 0
    work_through()
    doi = standing()
    assert (doi.state, doi.problem) == (DoiState.REGISTERED, "")
    assert agency.made == [DOI]


def test_what_was_never_there_is_not_hidden(agency: Datacite, representative: Someone) -> None:
    agency.faults = [Fault(422, "can't be blank", "titles")]
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    library.withdraw(made.id, "A mistake.", by=representative.viewer)
    work_through()
    assert len(agency.asked) == 1


def test_an_agency_that_is_out_of_order_is_asked_again(
    agency: Datacite, representative: Someone, coordinator: Someone
) -> None:
    agency.faults = [Fault(500, "Internal Server Error")] * 2
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    assert (standing().state, standing().problem) == (
        DoiState.WAITING,
        "DataCite: 500 Internal Server Error",
    )
    let_it_be_due()
    let_it_be_due()
    assert [status for _method, _doi, status in agency.asked] == [500, 500, 201]
    assert (standing().state, standing().problem, agency.made) == (DoiState.REGISTERED, "", [DOI])


def test_an_agency_that_stays_away_is_given_up_where_coordinators_see_it(
    agency: Datacite, representative: Someone, coordinator: Someone
) -> None:
    agency.faults = [Fault(503, "Down")] * 9
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    for _time in service.PAUSES:
        let_it_be_due()
    [work] = tasks.given_up()
    assert (work.kind, work.subject) == ("doi", "document:1")
    page = coordinator.client.get("/given-up").get_data(as_text=True)
    assert '<a href="/library/1">Registering a DOI</a>' in page
    agency.faults = []
    tasks.try_again()
    work_through()
    assert (agency.made, standing().state) == ([DOI], DoiState.REGISTERED)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(429, "Too many requests"), "DataCite asks to wait: 429 Too many requests"),
        (
            Fault(401, "Bad credentials."),
            "DataCite does not accept DATACITE_USER and DATACITE_PASSWORD: 401 Bad credentials.",
        ),
    ],
)
def test_what_is_no_fault_of_a_document_lets_all_wait_and_is_told(
    agency: Datacite, representative: Someone, fault: Fault, words: str
) -> None:
    agency.faults = [fault]
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    [work] = db.session.query(Work).all()
    assert (work.tries, work.error) == (0, words)
    assert (standing().state, standing().problem) == (DoiState.WAITING, words)
    let_it_be_due()
    assert agency.made == [DOI]


def test_an_answer_that_was_lost_makes_no_second_doi(
    agency: Datacite, representative: Someone
) -> None:
    agency.breaks_off = True
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    assert standing().state == DoiState.WAITING
    agency.breaks_off = False
    let_it_be_due()
    assert (agency.made, standing().state) == ([DOI], DoiState.REGISTERED)
    assert agency.asked == [("PUT", DOI, 201), ("PUT", DOI, 200)]


def test_one_that_was_hidden_before_its_answer_came_is_hidden_there_too(
    agency: Datacite, representative: Someone
) -> None:
    agency.breaks_off = True
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    agency.breaks_off = False
    library.withdraw(made.id, "A mistake.", by=representative.viewer)
    let_it_be_due()
    assert (agency.kept[DOI].state, standing().state) == ("registered", DoiState.HIDDEN)


def test_what_changes_while_it_is_sent_is_sent_after_it(
    app: Flask, agency: Datacite, representative: Someone
) -> None:
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)

    def rename() -> None:  # in the agency's thread, which has a session of its own
        with app.app_context(), transaction():
            db.session.get_one(Document, made.id).title = "Changed meanwhile"

    agency.meanwhile = rename
    work_through()
    assert agency.kept[DOI].attributes["titles"][0]["title"] == "Changed meanwhile"
    assert len(agency.asked) == 2


def test_a_slow_agency_is_not_waited_for(
    agency: Datacite,
) -> None:
    agency.seconds = 0.3
    with pytest.raises(outgoing.Unreachable):
        outgoing.ask("PUT", f"{agency.url}/dois/{DOI}", b"{}", {}, seconds=0.1)


def test_the_password_is_in_nothing_that_is_logged_or_shown(
    agency: Datacite, representative: Someone, coordinator: Someone
) -> None:
    agency.faults = [Fault(500, f"I know {agency.password}"), Fault(422, agency.password)]
    with pytest.raises(Unreachable) as problem:
        put_doi(settings().datacite, DOI, {})
    assert str(problem.value) == "DataCite: 500 I know …"
    made = put(representative.viewer, own_of(representative))
    library.publish(made.id, by=representative.viewer)
    work_through()
    assert standing().problem == "422 …"
    page = coordinator.client.get("/dois").get_data(as_text=True)
    assert agency.password not in page + repr(settings())
