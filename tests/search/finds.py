"""What the tests of taking along find: hits made by hand, as a search would give them."""

from dataclasses import replace

from coalition.search.entries import Named
from coalition.search.finding.passages import Fragment
from coalition.search.results import Extract, Hit
from tests.search.shelf import DOORWAYS, ROOMS

PASSAGE = (Fragment("The ", False), Fragment("budget", True), Fragment(" of the hubs.", False))

HIT = Hit(
    key="document:12",
    what="document",
    url="/library/12",
    title="Budget & plan",
    abstract="",
    authors=("Ada Berg", "Lovelace, Ada"),
    organisation=ROOMS,
    kind="report",
    languages=("en", "fr"),
    issued="2012-11-08",
    subjects=(DOORWAYS, Named("subject:2", "Money")),
    published_at="2012-11-09T10:00:00+00:00",
    audience="public",
    score=4.25,
    unit="page",
    version=1,
    is_older=False,
    page_count=8,
    page_matches=((3, 2), (5, 1)),
    extracts=(Extract(3, PASSAGE),),
    snippet=PASSAGE,
    why=None,
)
BARE = replace(
    HIT,
    key="document:13",
    url="/library/13",
    title="دليل\x00 \x0bالمكتبات",
    authors=(),
    organisation=None,
    kind="other",
    languages=(),
    issued=None,
    subjects=(),
    published_at="",
    page_matches=(),
    extracts=(),
    snippet=(),
)
ORGANISATION = replace(
    BARE,
    key="organisation:1",
    what="organisation",
    url="/members/1",
    title="Reading Rooms",
    kind="",
)
