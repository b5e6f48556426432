"""Cells that hold several things: what is written is read back, and what people type is understood."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from coalition.errors import Invalid
from coalition.programme.description import PersonFields
from coalition.programme.imports.cells import (
    read_day,
    read_list,
    read_moment,
    read_people,
    read_yes,
    write_list,
    write_moment,
    write_people,
)
from coalition.programme.models import Role

BAKU, BERLIN = ZoneInfo("Asia/Baku"), ZoneInfo("Europe/Berlin")
words = st.lists(
    st.text(st.sampled_from("ab é;:\\()<>\"',"), max_size=8).map(lambda t: " ".join(t.split())),
    max_size=4,
)
names = st.text(st.sampled_from("ab é;:\\()<>\"',@"), min_size=1, max_size=10).map(
    lambda text: " ".join(text.split())
)
people = st.lists(
    st.builds(PersonFields, st.sampled_from(Role), names.filter(bool), names), max_size=4
)


@given(words)
def test_names_are_read_as_they_were_written(given_names: list[str]) -> None:
    assert read_list(write_list(given_names)) == [name for name in given_names if name]


@given(people)
def test_people_are_read_as_they_were_written(given_people: list[PersonFields]) -> None:
    assert read_people(write_people(given_people)) == given_people


def test_people_are_understood_as_they_are_typed(app: Flask) -> None:
    assert app
    typed = (
        "Chair: Ada Lovelace (Analytical Society) <Ada@Example.org>;\n"
        "online moderator : Charles; Mary (Somerville (Oxford)) ; rapporteur: Caroline (Slough)"
    )
    assert read_people(typed) == [
        PersonFields(Role.MODERATOR, "Ada Lovelace", "Analytical Society", "ada@example.org"),
        PersonFields(Role.REMOTE_MODERATOR, "Charles"),
        PersonFields(Role.SPEAKER, "Mary", "Somerville (Oxford)"),
        PersonFields(Role.RAPPORTEUR, "Caroline", "Slough"),
    ]
    assert read_people("", Role.MODERATOR) == []
    assert read_people("Ada", Role.MODERATOR) == [PersonFields(Role.MODERATOR, "Ada")]
    with pytest.raises(Invalid) as refused:
        read_people("Clown: Coco")
    assert refused.value.message == (
        "“Clown” is no role. Roles are: moderator, remote moderator, speaker, rapporteur."
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2012-11-06", date(2012, 11, 6)),
        ("06.11.2012", date(2012, 11, 6)),
        ("6 November 2012", date(2012, 11, 6)),
        ("6 Nov 2012", date(2012, 11, 6)),
        ("", None),
    ],
)
def test_days_are_understood(cell: str, day: date | None) -> None:
    assert read_day(cell) == day


@pytest.mark.parametrize("cell", ["6/11/2012", "11-06", "soon", "2012-13-01", "31.02.2012"])
def test_day_that_may_be_another_is_refused(app: Flask, cell: str) -> None:
    assert app
    with pytest.raises(Invalid) as refused:
        read_day(cell)
    assert refused.value.message == f"“{cell}” is no day. Write it as 2012-11-06."


@pytest.mark.parametrize("cell", ["9999-12-31", "0001-01-01", "31.12.9999"])
def test_day_of_another_age_is_refused(app: Flask, cell: str) -> None:
    assert app
    with pytest.raises(Invalid, match="Give a day of our time"):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("09:00", "2012-11-06T05:00"),
        ("9.00", "2012-11-06T05:00"),
        ("9h30", "2012-11-06T05:30"),
        ("09:00:00", "2012-11-06T05:00"),
        ("9:15 am", "2012-11-06T05:15"),
        ("12:30 a.m.", "2012-11-05T20:30"),
        ("12:30 PM", "2012-11-06T08:30"),
        ("24:00", "2012-11-06T20:00"),
        ("09:00+01:00", "2012-11-06T08:00"),
        ("09:00Z", "2012-11-06T09:00"),
        ("2012-11-07 09:00", "2012-11-07T05:00"),
        ("2012-11-07T09:00:00+01:00", "2012-11-07T08:00"),
        ("2012-11-07T09:00:00Z", "2012-11-07T09:00"),
    ],
)
def test_times_are_understood(cell: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert read_moment(date(2012, 11, 6), cell, BAKU) == expected


@pytest.mark.parametrize("cell", ["25:00", "9", "noon", "09:61", "24:30", "13:00 pm x"])
def test_time_that_is_none_is_refused(app: Flask, cell: str) -> None:
    assert app
    with pytest.raises(Invalid):
        read_moment(date(2012, 11, 6), cell, BAKU)


def test_time_without_a_day_or_left_out_by_clocks_is_refused(app: Flask) -> None:
    assert app
    assert read_moment(None, "", BERLIN) is None
    with pytest.raises(Invalid) as refused:
        read_moment(None, "09:00", BERLIN)
    assert refused.value.message == "The day of “09:00” is missing."
    with pytest.raises(Invalid) as refused:
        read_moment(date(2013, 3, 31), "02:30", BERLIN)
    assert "02:30 is left out on this day" in refused.value.message


def test_time_shown_twice_is_written_so_that_it_is_told_apart() -> None:
    first = datetime(2013, 10, 27, 0, 30, tzinfo=UTC)
    second = datetime(2013, 10, 27, 1, 30, tzinfo=UTC)
    assert write_moment(first, BERLIN) == ("2013-10-27", "02:30")
    assert write_moment(second, BERLIN) == ("2013-10-27", "02:30+01:00")
    for at in (first, second):
        day, clock = write_moment(at, BERLIN)
        assert read_moment(read_day(day), clock, BERLIN) == at


def test_yes_and_no_are_told_apart_from_all_else(app: Flask) -> None:
    assert app
    assert [read_yes(cell) for cell in ("yes", "X", "1", "no", "False", "")] == [
        *(True, True, True),
        *(False, False, False),
    ]
    with pytest.raises(Invalid):
        read_yes("perhaps")
