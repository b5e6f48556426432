"""What is open no longer: announced as deleted, for good; what never was open is not there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.library import service
from coalition.library.models import Audience, Document, State
from coalition.records import announcing
from tests.conftest import Someone, work_through
from tests.harvest.conftest import LONG_AGO, OAI, Ask, stamp
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of

NAMED = "oai:127.0.0.1:1"


def withdraw(document: Document, by: Someone) -> None:
    service.withdraw(document.id, "A mistake.", by=by.viewer)


def close(document: Document, by: Someone) -> None:
    service.edit(document.id, replace(FIELDS, audience=Audience.MEMBERS), by=by.viewer)


@pytest.mark.parametrize("end", [withdraw, close])
def test_what_is_open_no_longer_is_deleted_in_every_answer(
    ask: Ask, document: Document, representative: Someone, end: object
) -> None:
    assert callable(end)
    end(document, representative)
    work_through()
    stamp(LONG_AGO + timedelta(days=1))
    told = [(NAMED, "2026-01-03T03:04:05Z", "deleted")]
    for verb in ("ListRecords", "ListIdentifiers"):
        since = ask(verb=verb, metadataPrefix="marcxml", from_="2026-01-03", set="kind:report")
        assert since.headers == told
    one = ask(verb="GetRecord", identifier=NAMED, metadataPrefix="oai_dc")
    assert one.headers == told
    assert list(one.root.iter(f"{OAI}metadata")) == []
    assert one.error is None
    assert ask(verb="ListSets").texts("setSpec") == ["kind"]


def test_what_was_closed_a_moment_ago_is_deleted_before_it_is_announced(
    ask: Ask, document: Document
) -> None:
    with transaction():
        db.session.execute(update(Document).values(audience=Audience.MEMBERS))
    for verb in ("ListRecords", "ListIdentifiers"):
        ((_identifier, _at, status),) = ask(verb=verb, metadataPrefix="oai_dc").headers
        assert status == "deleted"
    one = ask(verb="GetRecord", identifier=NAMED, metadataPrefix="oai_datacite")
    assert one.headers[0][2] == "deleted"
    assert list(one.root.iter(f"{OAI}metadata")) == []
    assert ask(verb="ListSets").texts("setSpec") == ["kind"]


def test_deletions_stay_after_the_document_is_open_again(
    ask: Ask, document: Document, representative: Someone
) -> None:
    close(document, representative)
    work_through()
    service.edit(document.id, FIELDS, by=representative.viewer)
    work_through()
    ((_identifier, at, status),) = ask(verb="ListRecords", metadataPrefix="oai_dc").headers
    assert status is None
    assert at > LONG_AGO.isoformat()


def test_the_earliest_time_counts_what_is_gone(
    ask: Ask, document: Document, representative: Someone
) -> None:
    before = ask(verb="Identify").texts("earliestDatestamp")
    withdraw(document, representative)
    work_through()
    assert ask(verb="Identify").texts("earliestDatestamp") == before
    assert before[0] <= f"{now():%Y-%m-%dT%H:%M:%SZ}"


def test_drafts_and_what_is_for_members_are_never_told_of(
    ask: Ask, document: Document, representative: Someone
) -> None:
    hidden = [
        put(representative.viewer, own_of(representative), "A draft."),
        put(
            representative.viewer,
            own_of(representative),
            "For members.",
            replace(FIELDS, audience=Audience.MEMBERS),
        ),
    ]
    service.publish(hidden[1].id, by=representative.viewer)
    work_through()
    announcing.compare([one.id for one in hidden])
    assert ask(verb="ListIdentifiers", metadataPrefix="oai_dc").numbers == [document.id]
    for one in hidden:
        answer = ask(
            verb="GetRecord", identifier=f"oai:127.0.0.1:{one.id}", metadataPrefix="oai_dc"
        )
        assert answer.error == "idDoesNotExist"
    assert db.session.get_one(Document, hidden[1].id).state is State.PUBLISHED
