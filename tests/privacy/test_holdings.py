"""Every column that may name a person has its place in the table of holdings."""

import re

from flask import Flask

from coalition.database import Base
from coalition.privacy.cleaning import CLEANED, TIES
from coalition.privacy.holdings import HOLDINGS, NAMED, NOT_PEOPLE
from coalition.privacy.unconfirmed import people_columns
from coalition.privacy.words import COLUMNS
from coalition.web.site import path_of

# Parts of the names of columns that may hold who somebody is, or how to reach them.
PERSONAL = re.compile(
    r"(^|_)(e?mail|name|to|by|address|person|people|user|author|host|rapporteur|speakers?|phone)(_|$)"
)
SECRETS = re.compile(r"password|digest|token|secret|sealed|credential|public_key|user_handle|once")


def test_every_column_with_the_number_of_a_person_has_a_decision() -> None:
    decided = {f"{holding.table}.{column}" for holding in HOLDINGS for column in holding.people} - {
        "people.id"
    }
    assert {f"{column.table.name}.{column.name}" for column in people_columns()} == decided


def test_every_column_that_may_name_a_person_has_a_decision() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if PERSONAL.search(column.name) and not column.foreign_keys
    }
    known = {
        f"{holding.table}.{column}"
        for holding in HOLDINGS
        for column in (*holding.told, *holding.emails, *holding.emptied)
    }
    assert named - known - set(NOT_PEOPLE) == set()
    assert {*NOT_PEOPLE} - named == set()


def test_holdings_name_tables_columns_and_pages_that_are_there(app: Flask) -> None:
    tables = Base.metadata.tables
    for holding in HOLDINGS:
        columns = {*tables[holding.table].columns.keys()}
        page = {holding.page[2]} if holding.page else set()
        used = {*holding.told, *holding.people, *holding.emails, *holding.endings}
        used |= {holding.doer} if holding.doer else set()
        assert used | {*holding.subjects, *holding.emptied} | page <= columns, holding.table
        assert {*holding.linked} <= {*holding.told}
        if holding.page:
            assert path_of(holding.page[0], **{holding.page[1]: 1})
    for table, column in (*CLEANED, *NAMED.values()):
        assert column in tables[table].columns
    for table, (thing, ties) in TIES.items():
        assert {thing, "at"} <= {*tables[table].columns.keys()}
        assert ties.keys() <= {holding.table for holding in HOLDINGS}
        for other, column in ties.items():
            assert column in tables[other].columns


def test_copies_tell_no_secret_and_call_every_column_by_a_word() -> None:
    told = {column for holding in HOLDINGS for column in holding.told}
    assert [column for column in told if SECRETS.search(column)] == []
    assert told - COLUMNS.keys() == set()
    assert COLUMNS.keys() - told == {"page"}
