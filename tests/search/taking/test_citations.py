"""References, read by the programs that read them."""

from dataclasses import replace
from typing import Any

import pytest
import rispy
from flask import Flask
from pybtex.database import BibliographyData, parse_string

from coalition.search.entries import Named
from coalition.search.results import Hit
from coalition.search.taking.citations import as_bibtex, as_ris, citation_key
from coalition.search.taking.listings import Listing
from tests.search.finds import BARE, HIT

NAME = "Dynamic Coalition on Public Access in Libraries"


def bibtex(*hits: Hit) -> BibliographyData:
    """Return what a reader of BibTeX makes of these hits."""
    return parse_string(as_bibtex(Listing(hits, len(hits)), kind_label=str.title), "bibtex")


def ris(*hits: Hit) -> list[dict[str, Any]]:
    """Return what a reader of RIS makes of these hits."""
    text = as_ris(Listing(hits, len(hits)), kind_label=str.title)
    assert text.count("\n") == text.count("\r\n")
    return list(rispy.loads(text))


def test_a_report_is_a_technical_report_of_its_organisation(app: Flask) -> None:
    entry = bibtex(replace(HIT, abstract="On money.")).entries["berg2012-12"]
    assert entry.type == "techreport"
    assert dict(entry.fields) == {
        "title": r"{Budget \& plan}",
        "institution": "Federation of Reading Rooms",
        "type": "Report",
        "year": "2012",
        "month": "11",
        "language": "en, fr",
        "keywords": "Doorways, Money",
        "url": "http://127.0.0.1:8000/library/12",
        "abstract": "On money.",
    }
    assert [str(person) for person in entry.persons["author"]] == ["Berg, Ada", "Lovelace, Ada"]


def test_what_is_no_report_says_what_it_is(app: Flask) -> None:
    entry = bibtex(BARE).entries["document-13"]
    assert entry.type == "misc"
    assert dict(entry.fields) == {
        "title": "{دليل المكتبات}",
        "organization": NAME,
        "howpublished": "Other",
        "url": "http://127.0.0.1:8000/library/13",
    }


def test_nothing_in_a_title_is_a_command(app: Flask) -> None:
    title = r"100 % of {all} \input{x} a_b #1 $x^2$ ~ @misc{" + "\n}"
    entry = bibtex(replace(HIT, title=title), BARE).entries["berg2012-12"]
    assert entry.fields["title"] == (
        r"{100 \% of \textbraceleft{}all\textbraceright{} \textbackslash{}input\textbraceleft{}x\textbraceright{} a\_b \#1 \$x\textasciicircum{}2\$"
        r" \textasciitilde{} @misc\textbraceleft{} \textbraceright{}}"
    )


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Wolfgang von Goethe", "von Goethe, Wolfgang"),
        ("World Bank and Partners", "{World Bank and Partners}"),
        ("Trade, Aid, and Law, Ltd", "{Trade, Aid, and Law, Ltd}"),
        ("محمد علي", "علي, محمد"),
    ],
)
def test_an_author_stays_one_author(app: Flask, name: str, read: str) -> None:
    entry = bibtex(replace(HIT, authors=(name,), key="document:9"))
    (found,) = entry.entries.values()
    assert [str(person) for person in found.persons["author"]] == [read]


@pytest.mark.parametrize(
    ("hit", "key"),
    [
        (HIT, "berg2012-12"),
        (replace(HIT, authors=("Lovelace, Ada",)), "lovelace2012-12"),
        (replace(HIT, authors=("Zoë Dübendorfer-Ørsted",)), "dubendorferrsted2012-12"),
        (replace(HIT, authors=()), "rooms2012-12"),
        (replace(HIT, authors=(), organisation=Named("3", "图书馆")), "document2012-12"),
        (replace(HIT, authors=("",), issued=None), "document-12"),
        (replace(HIT, key="document:12.1"), "berg2012-12-1"),
    ],
)
def test_a_citation_key_is_plain_and_ends_with_the_number_of_the_document(
    hit: Hit, key: str
) -> None:
    assert citation_key(hit) == key


def test_a_list_of_references_that_is_cut_says_so_in_a_comment(app: Flask) -> None:
    text = as_bibtex(Listing((HIT,), 7_000), kind_label=str)
    assert text.startswith("% Only the first 1 of 7000 are listed here. ")
    assert list(parse_string(text, "bibtex").entries) == ["berg2012-12"]


def test_ris_has_all_that_is_known(app: Flask) -> None:
    assert ris(replace(HIT, abstract="On\nmoney.")) == [
        {
            "type_of_reference": "RPRT",
            "id": "berg2012-12",
            "primary_title": "Budget & plan",
            "authors": ["Ada Berg", "Lovelace, Ada"],
            "type_of_work": "Report",
            "year": "2012",
            "date": "2012/11/08",
            "publisher": "Federation of Reading Rooms",
            "keywords": ["Doorways", "Money"],
            "language": "en, fr",
            "urls": ["http://127.0.0.1:8000/library/12"],
            "abstract": "On money.",
        }
    ]


def test_ris_has_one_reference_after_the_other(app: Flask) -> None:
    slides = replace(BARE, key="document:14", kind="presentation", issued="2011-03")
    read = ris(HIT, BARE, slides)
    assert [(one["type_of_reference"], one.get("date")) for one in read] == [
        ("RPRT", "2012/11/08"),
        ("GEN", None),
        ("SLIDE", "2011/03"),
    ]


def test_no_reference_is_an_empty_file(app: Flask) -> None:
    assert (list(bibtex().entries), ris()) == ([], [])
