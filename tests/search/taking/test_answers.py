"""Results as plain values: what programs and the command get."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.search.asking import Asked
from coalition.search.finding.facets import Facet, FacetValue, Filters
from coalition.search.parser import Understood
from coalition.search.results import Results
from coalition.search.taking.answers import pages_of, results_as_values
from tests.search.finds import HIT

SITE = "http://127.0.0.1:8000"
KINDS = Facet("kind", (FacetValue("report", "report", 1, True),), further=2)
RESULTS = Results(1, 2.5, (HIT,), (KINDS,), Understood("budget"))
ASKED = Asked("budget", Filters(kind=("report",)), sort="best")
FRAGMENTS = [
    {"text": "The ", "marked": False},
    {"text": "budget", "marked": True},
    {"text": " of the hubs.", "marked": False},
]


def test_an_answer_has_everything_that_is_shown(app: Flask) -> None:
    opens_at = f"{SITE}/library/12?q=budget&page=3#page-3"
    given = "kind=report&q=budget"
    assert results_as_values(RESULTS, ASKED) == {
        "total": 1,
        "row_count": 1,
        "page": 1,
        "pages": 1,
        "per_page": 20,
        "took_ms": 2.5,
        "understood": "budget",
        "ignored": [],
        "hits": [
            {
                "id": "document:12",
                "what": "document",
                "url": f"{SITE}/library/12",
                "opens_at": opens_at,
                "title": "Budget & plan",
                "abstract": "",
                "authors": ["Ada Berg", "Lovelace, Ada"],
                "organisation": {"key": "organisation:1", "label": "Federation of Reading Rooms"},
                "kind": "report",
                "languages": ["en", "fr"],
                "issued": "2012-11-08",
                "subjects": [
                    {"key": "subject:1", "label": "Doorways"},
                    {"key": "subject:2", "label": "Money"},
                ],
                "sessions": [],
                "published_at": "2012-11-09T10:00:00+00:00",
                "audience": "public",
                "score": 4.25,
                "unit": "page",
                "version": 1,
                "is_older": False,
                "page_count": 8,
                "page": 3,
                "match_count": 3,
                "page_matches": [{"page": 3, "count": 2}, {"page": 5, "count": 1}],
                "extracts": [{"page": 3, "opens_at": opens_at, "fragments": FRAGMENTS}],
                "snippet": FRAGMENTS,
                "folded": [],
                "older_versions": [],
            }
        ],
        "facets": {
            "kind": {
                "values": [{"key": "report", "label": "report", "count": 1, "chosen": True}],
                "further": 2,
            }
        },
        "did_you_mean": None,
        "any_word": None,
        "elsewhere": [],
        "links": {
            "self": f"{SITE}/api/v1/search?{given}",
            "html": f"{SITE}/search?{given}",
            "atom": f"{SITE}/search.atom?{given}",
            "json_feed": f"{SITE}/search.json?{given}",
            "csv": f"{SITE}/search.csv?{given}",
            "bibtex": f"{SITE}/search.bib?{given}",
            "ris": f"{SITE}/search.ris?{given}",
            "csl_json": f"{SITE}/search.csl.json?{given}",
        },
    }


def test_reasons_are_told_even_where_there_are_none(app: Flask) -> None:
    (hit,) = results_as_values(RESULTS, ASKED, reasons=True)["hits"]
    assert hit["why"] is None


@pytest.mark.parametrize(("rows", "pages"), [(0, 0), (1, 1), (20, 1), (21, 2), (90_000, 500)])
def test_no_more_pages_are_counted_than_can_be_turned_to(rows: int, pages: int) -> None:
    assert pages_of(replace(RESULTS, total=rows), ASKED) == pages


def test_what_is_folded_under_others_makes_no_pages() -> None:
    assert pages_of(replace(RESULTS, total=41, folded_count=21), ASKED) == 1
