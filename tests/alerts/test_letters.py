"""A letter of finds says what is new, where it is, and how to stop, in its reader's language."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask

from coalition.alerts.finds import Finds
from coalition.alerts.letters import confirm_letter, finds_letter
from coalition.alerts.models import Rhythm, SavedSearch
from coalition.search.entries import Named
from coalition.search.finding.passages import Fragment
from coalition.search.results import Extract, Hit

HIT = Hit(
    key="document:7",
    what="document",
    url="/library/7",
    title="On\ntowers",
    abstract="",
    authors=(),
    organisation=Named("3", "Reading Rooms Trust"),
    kind="report",
    languages=("en",),
    issued="2012-11",
    subjects=(),
    published_at="",
    audience="public",
    score=1.0,
    unit="page",
    version=1,
    is_older=False,
    page_count=3,
    page_matches=((2, 1),),
    extracts=(Extract(2, (Fragment("The ", False), Fragment("lamp", True), Fragment(".", False))),),
    snippet=(),
    why=None,
)
SEARCH = SavedSearch(
    name="Lamps",
    arguments={"q": ["lamp & oil"], "kind": ["report"]},
    labels={},
    rhythm=Rhythm.WEEKLY,
    language="en",
    saved_at=datetime(2012, 11, 8, tzinfo=UTC),
)
SITE = "http://127.0.0.1:8000"


def test_letter_says_all_there_is_to_say(app: Flask) -> None:
    bare = replace(
        HIT,
        url="/library/8",
        title="Oil",
        organisation=None,
        issued=None,
        extracts=(),
        snippet=(Fragment("A beginning.", False),),
    )
    letter = finds_letter(SEARCH, Finds((HIT, bare), ("7", "8", "9")), "Ada", "secret")
    assert letter.subject == "3 new finds: Lamps"
    assert letter.paragraphs == (
        "Hello Ada,",
        "This is new at Dynamic Coalition on Public Access in Libraries for the search that you "
        "saved as “Lamps” (“lamp & oil” · Kind: Report):",
        "On towers\nReading Rooms Trust · November 2012\nThe lamp.\n"
        f"{SITE}/library/7?q=lamp%20%26%20oil&page=2#page-2",
        f"Oil\nA beginning.\n{SITE}/library/8",
        "And 1 more. All that this search finds, the latest first:",
        f"{SITE}/search?kind=report&q=lamp+%26+oil&sort=added",
        "You get such a letter once a week at most, since you saved it on 8 November 2012. "
        f"To change that, or to stop:\n{SITE}/search/saved/letter/secret",
    )
    assert letter.unsubscribe_url == f"{SITE}/search/saved/stop/secret"


def test_letter_to_an_address_greets_nobody_by_name(app: Flask) -> None:
    letter = finds_letter(SEARCH, Finds((HIT,), ("7",)), "", "secret")
    assert (letter.subject, letter.paragraphs[0]) == ("1 new find: Lamps", "Hello,")
    assert letter.paragraphs[-3] == "All that this search finds, the latest first:"


def test_letter_is_in_the_language_chosen_at_saving(app: Flask) -> None:
    search = SavedSearch(name="Lampes", arguments={}, labels={}, rhythm=Rhythm.DAILY, language="fr")
    search.saved_at = SEARCH.saved_at
    letter = finds_letter(search, Finds((HIT,), ("7",)), "Ada", "secret")
    assert letter.language == "fr"
    assert "novembre 2012" in letter.paragraphs[2]


def test_letter_that_confirms_never_offers_to_stop_what_has_not_begun(app: Flask) -> None:
    letter = confirm_letter("en", f"{SITE}/search/saved/confirm/secret")
    assert letter.unsubscribe_url == ""
    assert "7 days" in letter.paragraphs[1]
