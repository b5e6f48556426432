"""Lists of all that is found, and the table made of one."""

import csv
import io

from flask import Flask

from coalition.search.asking import Asked
from coalition.search.finding.facets import Filters
from coalition.search.taking.listings import Listing, as_table, list_all
from tests.search.finds import BARE, HIT, ORGANISATION
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

HEAD = ["Title", "Authors", "Organisation", "Kind", "Date"]
HEAD += ["Languages", "Subjects", "Address", "Published"]


def table(*hits: object, total: int | None = None) -> list[list[str]]:
    """Return the rows of the table of these hits."""
    listing = Listing(hits, len(hits) if total is None else total)  # type: ignore[arg-type]
    text = as_table(listing, kind_label=str.title, language_name=str.upper)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_list_goes_over_all_pages_in_order(shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, f"{n:03}", "word") for n in range(250)))
    listing = list_all(shelf.index, Asked("word", sort="title"), audiences=PUBLIC)
    assert [hit.title for hit in listing.hits] == [f"{n:03}" for n in range(250)]
    assert (listing.total, listing.is_cut) == (250, False)


def test_a_list_that_is_cut_says_so(app: Flask, shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, f"{n:03}", "word") for n in range(8)))
    listing = list_all(shelf.index, Asked("word", sort="title"), audiences=PUBLIC, most=3)
    assert [hit.title for hit in listing.hits] == ["000", "001", "002"]
    assert (listing.total, listing.is_cut) == (8, True)
    assert listing.notice == (
        "Only the first 3 of 8 are listed here. Narrow the search to have the rest."
    )


def test_a_list_holds_what_its_reader_may_see_and_chose(shelf: Shelf) -> None:
    shelf.put(make_entry(1, kind="minutes"), make_entry(2), make_entry(3, audience="members"))

    def keys(audiences: frozenset[str], asked: Asked) -> list[str]:
        return sorted(hit.key for hit in list_all(shelf.index, asked, audiences=audiences).hits)

    assert keys(PUBLIC, Asked()) == ["document:1", "document:2"]
    assert keys(MEMBERS, Asked()) == ["document:1", "document:2", "document:3"]
    assert keys(MEMBERS, Asked(filters=Filters(kind=("minutes",)))) == ["document:1"]
    assert keys(frozenset(), Asked()) == []


def test_nothing_found_is_an_empty_list(shelf: Shelf) -> None:
    assert list_all(shelf.index, Asked("word"), audiences=PUBLIC) == Listing((), 0)


def test_a_table_has_one_row_for_each_thing(app: Flask) -> None:
    assert table(HIT, BARE, ORGANISATION) == [
        HEAD,
        [
            "Budget & plan",
            "Ada Berg; Lovelace, Ada",
            "Federation of Reading Rooms",
            "Report",
            "2012-11-08",
            "EN; FR",
            "Doorways; Money",
            "http://127.0.0.1:8000/library/12",
            "2012-11-09T10:00:00+00:00",
        ],
        ["دليل المكتبات", "", "", "Other", "", "", "", "http://127.0.0.1:8000/library/13", ""],
        [
            "Reading Rooms",
            "",
            "",
            "Organisation",
            "",
            "",
            "",
            "http://127.0.0.1:8000/members/1",
            "",
        ],
    ]


def test_a_table_that_is_cut_says_so_in_its_last_row(app: Flask) -> None:
    assert table(HIT, total=7_000)[-1] == [
        "Only the first 1 of 7000 are listed here. Narrow the search to have the rest."
    ]
