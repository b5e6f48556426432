"""The public register: members only, found by text and filters, counted, and written as CSV."""

import csv
import io
from collections import Counter

import pytest
from flask import Flask

from coalition.members import register
from coalition.members.models import State
from coalition.members.queries import groups
from coalition.members.register import Filters
from tests.conftest import make_organisation

HEAD = ("Name", "Language", "English", "Acronym", "Code", "Country", "Region", "Group", "Website")


@pytest.fixture
def members(app: Flask) -> list[int]:
    """Four members of three countries and an intergovernmental body; returns the groups' numbers."""
    keys = [group.id for group in groups()]
    for name, english, acronym, country, group in (
        ("Bibliothèque de Lyon", "Library of Lyon", "BdL", "FR", keys[2]),
        ("Bibliothèque de Lille", "Library of Lille", "", "FR", keys[5]),
        ("Maktaba ya Nairobi", "Library of Nairobi", "MyN", "KE", keys[2]),
        ("World Reading Body", "World Reading Body", "WRB", "FR", keys[1]),
    ):
        make_organisation(
            name,
            english_name=english,
            acronym=acronym,
            country=country,
            stakeholder_group_id=group,
        )
    return keys


def names(filters: Filters) -> list[str]:
    """Return the English names that the filters find."""
    return [entry.english_name for entry in register.register(filters).entries]


@pytest.mark.parametrize("state", set(State) - {State.APPROVED})
def test_register_holds_members_only(app: Flask, state: State) -> None:
    make_organisation("Member")
    make_organisation("No member", state=state)
    found = register.register(Filters())
    assert [entry.name for entry in found.entries] == ["Member"]
    assert register.member_counts() == (1, 1)


def test_register_is_by_english_name(members: list[int]) -> None:
    assert names(Filters()) == [
        "Library of Lille",
        "Library of Lyon",
        "Library of Nairobi",
        "World Reading Body",
    ]
    assert register.member_counts() == (4, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bibliotheque", ["Library of Lille", "Library of Lyon"]),
        ("LYON bibliothèque", ["Library of Lyon"]),
        ("myn", ["Library of Nairobi"]),
        ("reading", ["World Reading Body"]),
        ("%", []),
    ],
)
def test_text_is_found_in_either_name_and_acronym(
    members: list[int], text: str, found: list[str]
) -> None:
    assert names(Filters(text=text)) == found


def test_filters_combine(members: list[int]) -> None:
    assert names(Filters(country="FR", group=members[2])) == ["Library of Lyon"]
    assert names(Filters(region="weog", text="library")) == ["Library of Lille", "Library of Lyon"]
    assert names(Filters(country="KE", region="weog")) == []


def test_body_between_states_belongs_to_no_country_group(members: list[int]) -> None:
    assert names(Filters(region="intergovernmental")) == ["World Reading Body"]
    assert names(Filters(region="african")) == ["Library of Nairobi"]


def test_counts_are_those_under_the_other_filters(members: list[int]) -> None:
    found = register.register(Filters(country="FR", group=members[2]))
    assert found.total == 1
    assert found.countries == Counter({"FR": 1, "KE": 1})
    assert found.groups == Counter({members[1]: 1, members[2]: 1, members[5]: 1})
    assert found.regions == Counter({"weog": 1})
    assert found.on_map == Counter({"FR": 1})


def test_register_comes_in_pages_of_thirty(app: Flask) -> None:
    for number in range(31):
        make_organisation(f"Library {number:02}")
    first, second = register.register(Filters()), register.register(Filters(), 2)
    assert (len(first.entries), first.pages, first.total) == (30, 2, 31)
    assert [entry.name for entry in second.entries] == ["Library 30"]
    assert register.register(Filters(), 99).page == 2
    assert register.register(Filters(), -1).page == 1


def test_empty_register_has_one_empty_page(app: Flask) -> None:
    found = register.register(Filters())
    assert (found.entries, found.total, found.page, found.pages) == ((), 0, 1, 1)
    assert register.member_counts() == (0, 0)


def test_csv_has_what_the_filters_find(members: list[int]) -> None:
    text = register.as_csv(Filters(text="lyon"), HEAD, "en")
    assert text[0] == "\ufeff"
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows[0] == list(HEAD)
    assert [row[:9] for row in rows[1:]] == [
        [
            "Bibliothèque de Lyon",
            "en",
            "Library of Lyon",
            "BdL",
            "FR",
            "France",
            "Western European and other States",
            "Civil society",
            "",
        ]
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "＝"])
def test_csv_holds_no_formulas(app: Flask, sign: str) -> None:
    make_organisation(f"{sign}1+1", acronym='=HYPERLINK("x")')
    rows = list(csv.reader(io.StringIO(register.as_csv(Filters(), HEAD, "en")[1:])))
    assert rows[1][0] == f"'{sign}1+1"
    assert rows[1][3] == '\'=HYPERLINK("x")'
