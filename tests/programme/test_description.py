"""What is said of meetings and sessions: tidied, and refused with a sentence for each fault."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.programme.description import (
    OrganiserFields,
    PersonFields,
    checked_meeting,
    checked_session,
    is_web_address,
)
from coalition.programme.models import Role
from tests.programme.making import at, meeting_fields, session_fields


def test_nothing_is_named_twice_and_empty_names_are_nothing(app: Flask) -> None:
    meeting = checked_meeting(meeting_fields(rooms=("A", "", "B", "A"), themes=("", "T")))
    assert (meeting.rooms, meeting.themes) == (("A", "B"), ("T",))
    ann = PersonFields(Role.SPEAKER, "Ann", "", "Ann@Example.org")
    session = checked_session(
        session_fields(
            people=(ann, ann, PersonFields(Role.SPEAKER, "")),
            organisers=(OrganiserFields(1, "Its name"), OrganiserFields(1), OrganiserFields()),
            languages=("en", "en"),
        )
    )
    assert session.people == (PersonFields(Role.SPEAKER, "Ann", "", "ann@example.org"),)
    assert session.organisers == (OrganiserFields(1),)
    assert session.languages == ("en",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"country": "XX"}, "country"),
        ({"ends_on": date(2012, 11, 5)}, "ends_on"),
        ({"ends_on": date(2013, 1, 5)}, "ends_on"),
        ({"begins_on": date(1900, 1, 1), "ends_on": date(1900, 1, 2)}, "begins_on"),
        ({"website": "ftp://example.org"}, "website"),
        ({"about": "x" * 20_001}, "about"),
        ({"rooms": tuple(f"Room {n}" for n in range(101))}, "rooms"),
        ({"themes": ("x" * 201,)}, "themes"),
    ],
)
def test_meeting_is_refused_for_each_fault(app: Flask, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_meeting(meeting_fields(**changes))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"kind": "party"}, "kind"),
        ({"number": "x" * 31}, "number"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": at("09:00")}, "ends_at"),
        ({"starts_at": datetime(1, 1, 1, tzinfo=UTC)}, "starts_at"),
        ({"ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "ends_at"),
        ({"webcast": "https://"}, "webcast"),
        ({"remote_address": "x" * 1001}, "remote_address"),
        ({"remote_instructions": "x" * 20_001}, "remote_instructions"),
        ({"languages": ("xx-nowhere-",)}, "languages"),
        ({"people": (PersonFields(Role.SPEAKER, "Ann", "", "ann"),)}, "people"),
        ({"people": (PersonFields(Role.SPEAKER, "x" * 201),)}, "people"),
        ({"people": tuple(PersonFields(Role.SPEAKER, f"{n}") for n in range(101))}, "people"),
        ({"organisers": tuple(OrganiserFields(name=f"{n}") for n in range(51))}, "organisers"),
    ],
)
def test_session_is_refused_for_each_fault(app: Flask, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_session(session_fields(**changes))
    assert list(refused.value.fields) == [field]


def test_addresses_a_browser_opens() -> None:
    good = ("https://example.org", "http://example.org/a?b#c", "https://xn--bcher-kva.example")
    bad = ("", "example.org", "javascript:alert(1)", "https://", "https://a b", "http://[")
    unseen = ("https://a.example/\rX-MORE:1", "https://a.example/\n", "https://a.example/\0")
    found = [is_web_address(text) for text in (*good, *bad, *unseen)]
    assert found == [True] * 3 + [False] * 9
