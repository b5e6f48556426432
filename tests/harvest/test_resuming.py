"""Lists of many pages: across a restart and across changes, nothing skipped and nothing twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from coalition import create_app
from coalition.accounts.models import Person
from coalition.database import db, now, transaction
from coalition.harvest import queries, resuming
from coalition.library.models import Document, State
from coalition.records.models import Announcement
from coalition.web.site import change_settings, settings
from tests.conftest import Someone
from tests.harvest.conftest import LONG_AGO, Answer, Ask, asking, stamp
from tests.harvest.making import make_documents

COUNT = 25


@pytest.fixture
def numbers(coordinator: Someone, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Documents of three pages, and their numbers."""
    monkeypatch.setattr(queries, "PER_PAGE", 10)
    monkeypatch.setattr("coalition.harvest.answers.PER_PAGE", 10)
    person_id = db.session.scalars(select(Person.id)).first()
    assert person_id
    return make_documents(COUNT, LONG_AGO, person_id)


def pages(ask: Ask, between: Callable[[], object] = lambda: None, **asked: str) -> Iterator[Answer]:
    """Yield the pages of a list to its end, with something done between any two."""
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc", **asked)
    yield answer
    while answer.token:
        between()
        answer = ask(verb="ListRecords", resumptionToken=answer.token)
        yield answer


def all_of(found: Iterator[Answer]) -> list[int]:
    """Return the numbers on all pages."""
    return [number for page in found for number in page.numbers]


def test_pages_follow_each_other_and_say_where_they_are(ask: Ask, numbers: list[int]) -> None:
    found = list(pages(ask))
    assert [page.numbers for page in found] == [numbers[:10], numbers[10:20], numbers[20:]]
    said = [
        (token.get("cursor"), token.get("completeListSize"), bool(token.get("expirationDate")))
        for page in found
        for token in page.root.iter("{*}resumptionToken")
    ]
    assert said == [("0", "25", True), ("10", "25", True), ("20", "25", False)]
    assert found[-1].token == ""
    assert [page.error for page in found] == [None, None, None]
    assert list(found[1].arguments) == ["verb", "resumptionToken"]


def test_a_list_of_one_page_has_no_token(ask: Ask, numbers: list[int]) -> None:
    stamp(LONG_AGO + timedelta(days=9), *numbers[:3])
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", from_="2026-01-05")
    assert (answer.numbers, answer.token) == (numbers[:3], None)


def test_a_token_holds_after_a_restart(app: Flask, ask: Ask, numbers: list[int]) -> None:
    first = ask(verb="ListRecords", metadataPrefix="oai_dc", set="kind", until="2026-06-01")
    assert first.token
    again = create_app(settings())
    with again.app_context():
        rest = asking(again)(verb="ListRecords", resumptionToken=first.token)
        db.session.remove()
        db.engine.dispose()
    assert rest.numbers == numbers[10:20]


def test_a_token_serves_its_own_verb_alone(ask: Ask, numbers: list[int]) -> None:
    token = ask(verb="ListRecords", metadataPrefix="oai_dc").token or ""
    for verb in ("ListIdentifiers", "ListSets"):
        assert ask(verb=verb, resumptionToken=token).error == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token + "x").error == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token).numbers == numbers[10:20]


def test_a_token_of_another_secret_or_too_old_is_refused(
    ask: Ask, numbers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = ask(verb="ListRecords", metadataPrefix="oai_dc").token or ""
    monkeypatch.setattr(resuming, "LIFETIME", timedelta(seconds=-1))
    assert ask(verb="ListRecords", resumptionToken=token).error == "badResumptionToken"
    monkeypatch.undo()
    change_settings(secret_key="another secret of the test suite, as long")
    assert ask(verb="ListRecords", resumptionToken=token).error == "badResumptionToken"


def change_all() -> None:
    """Let all documents be announced anew, as the worker does: a little ahead."""
    stamp(now() + timedelta(seconds=4))


def withdraw_first() -> None:
    """Withdraw the first documents and announce it."""
    with transaction():
        db.session.execute(update(Document).where(Document.id <= 15).values(state=State.WITHDRAWN))
        db.session.execute(
            update(Announcement).where(Announcement.document_id <= 15).values(is_gone=True)
        )
    stamp(now() + timedelta(seconds=3), *range(1, 16))


@pytest.mark.parametrize("change", [change_all, withdraw_first])
@pytest.mark.parametrize(
    "asked", [{}, {"from_": "2026-01-01"}, {"until": "2026-06-01"}, {"set": "kind:report"}]
)
def test_changes_between_pages_skip_and_repeat_nothing(
    ask: Ask, numbers: list[int], change: Callable[[], None], asked: dict[str, str]
) -> None:
    assert all_of(pages(ask, change, **asked)) == numbers


def test_what_changed_meanwhile_comes_with_the_next_harvest(ask: Ask, numbers: list[int]) -> None:
    found = pages(ask)
    began = next(found).texts("responseDate")[0]
    withdraw_first()
    all_of(found)
    stamp(now(), *range(1, 16))
    later = list(pages(ask, from_=began))
    assert all_of(iter(later)) == numbers[:15]
    assert {status for page in later for _id, _at, status in page.headers} == {"deleted"}


def test_new_documents_come_at_the_end(ask: Ask, numbers: list[int]) -> None:
    found = pages(ask)
    first = next(found)
    person_id = db.session.get_one(Document, numbers[0]).deposited_by_id or 0
    more = make_documents(3, now(), person_id)
    assert first.numbers + all_of(found) == numbers + more
