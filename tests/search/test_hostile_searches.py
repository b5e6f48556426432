"""Whatever is asked, however long or broken, is answered with a page or a refusal, and soon."""

from itertools import product
from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask import Flask

from coalition.library import service
from coalition.search.index import Index
from coalition.search.queries import similar, suggest, within
from coalition.search.running import KEEPER
from tests.conftest import Someone, work_through
from tests.library.conftest import put
from tests.search.shelf import PUBLIC, Shelf, make_entry
from tests.spending import spending

SECONDS = 2
LONG = 10_000

TEXTS = {
    "one word": "a" * LONG,
    "words": "word " * (LONG // 5),
    "different words": " ".join(f"w{n}" for n in range(2_000)),
    "wildcards": "a* " * 3_000,
    "different wildcards": " ".join(f"w{n}*" for n in range(1_500)),
    "stars": "*" * LONG,
    "fuzzies": " ".join(f"word{n}~2" for n in range(1_100)),
    "tildes": "~" * LONG,
    "brackets": "(" * 5_000 + "a" + ")" * 4_999,
    "half brackets": "(a " * 3_000,
    "closing brackets": "a) " * 3_000,
    "signs": "-" * LONG,
    "negations": "NOT " * 2_500,
    "negated brackets": "-(" * 5_000 + "a",
    "alternatives": "a OR " * 2_000,
    "quotes": '"' * LONG,
    "phrases": '"a b" ' * 1_600,
    "long phrase": '"' + "word " * 1_990 + '"',
    "fields": "title:" * 1_600,
    "fields in brackets": "title:(" * 1_400,
    "long year": "year:" + "9" * 9_000,
    "years": " OR ".join(f"year:{n}..{n + 9}" for n in range(1_000, 1_600)),
    "keys": " ".join(f"kind:k{n}" for n in range(1_200)),
    "control characters": "".join(map(chr, [*range(32), *range(127, 160)])) * 150,
    "marks": "e" + "\u0301" * (LONG - 1),
    "letters that grow": "\ufdfa" * 9_000,
    "letters that fold": "\u0130\u1e9e" * 5_000,
    "unspaced": "图" * LONG,
    "unspaced phrase": '"' + "图书馆" * 3_000 + '"',
    "directions": "\u202e\u2066word\u2069" * 1_000,
    "last characters": "\uffff\U0010ffff" * 5_000,
    "markup": "<script>alert(1)</script>" * 400,
    "half a year": "year:20..".ljust(LONG, "."),
}
NUMBERS = (
    "9" * LONG,
    "-1",
    "0",
    "1e9",
    "0x10",
    "1.5",
    "NaN",
    "\u0661",
    "\x00",
    " 2 ",
    "9" * 5,
    "9" * 12,
)
BROKEN = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"%", b"\x00", b"\xf4\x90\x80\x80")
PAGES = (
    "/search",
    "/api/v1/search",
    "/search.atom",
    "/search.json",
    "/search.csv",
    "/search.bib",
    "/search.ris",
    "/search.csl.json",
    "/search/suggest",
    "/search/saved/new",
)


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with a few hundred entries."""
    found: Index = app.extensions[KEEPER].index
    found.texts = lambda wanted: dict.fromkeys(wanted, "a word")
    found.rebuild(
        [make_entry(n, f"Title {n}", f"a{n} w{n} word{n} 图书馆 word " * 20) for n in range(300)]
    )
    return found


def ask(someone: Someone, address: str) -> None:
    """Ask, and hold the answer to being a page or a refusal, soon."""
    with spending() as spent:
        answer = someone.client.get(address)
        assert spent() < SECONDS, address[:90]
    assert answer.status_code in (200, 400), (answer.status_code, address[:90])


def test_hostile_texts_are_answered(index: Index, anonymous: Someone) -> None:
    for text in TEXTS.values():
        for page in ("/search", "/api/v1/search", "/search/suggest"):
            ask(anonymous, f"{page}?{urlencode({'q': text}, errors='replace')}")


def test_hostile_numbers_are_answered(index: Index, anonymous: Someone) -> None:
    for page in PAGES:
        for number in NUMBERS:
            given = {"q": "word", "page": number, "per_page": number, "from": number, "to": number}
            ask(anonymous, f"{page}?{urlencode(given)}")
            ask(anonymous, f"{page}?{urlencode({'year': number, 'sort': number})}")


def test_thousands_of_values_are_answered(index: Index, anonymous: Someone) -> None:
    many = [("subject", f"subject:{n}") for n in range(3_000)]
    many += [(name, "x") for name in ("q", "sort", "page", "from", "unheard") for _ in range(300)]
    for page in PAGES:
        ask(anonymous, f"{page}?{urlencode(many)}")


def test_bytes_that_are_no_text_are_answered(index: Index, anonymous: Someone) -> None:
    for page in PAGES:
        for raw in BROKEN:
            value = quote_from_bytes(raw)
            ask(anonymous, f"{page}?q={value}&kind={value}&organisation={value}&format={value}")


def test_hostile_texts_in_the_exports_are_answered(index: Index, anonymous: Someone) -> None:
    chosen = ("control characters", "last characters", "directions", "markup", "stars")
    for name in chosen:
        for page in PAGES:
            given = urlencode({"q": f"{TEXTS[name][:900]} OR word", "kind": TEXTS[name][:90]})
            ask(anonymous, f"{page}?{given}")


def test_hostile_texts_have_no_way_around_the_address(shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, f"Title {n}", f"a{n} word{n} w{n} 图书馆 " * 20) for n in range(300)))
    further = ("\ud800" * 900, "word \udfff~2", "\ud83d\ud83d*", 'title:"\udc00"')
    for text in (*TEXTS.values(), *further):
        with spending() as spent:
            results = shelf.find(text)
            within(shelf.index, "document:1", text, audiences=PUBLIC)
            suggest(shelf.index, text, audiences=PUBLIC)
            similar(shelf.index, text, audiences=PUBLIC)
            assert spent() < SECONDS, text[:40]
        assert len(results.hits) <= results.total <= 300
        assert results.understood.text == text.strip()


def test_hostile_texts_on_the_pages_of_the_library_are_answered(
    app: Flask, representative: Someone, anonymous: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, "A word " * 2_000)
    work_through()
    service.publish(document.id, by=representative.viewer)
    work_through()
    for text in TEXTS.values():
        ask(anonymous, f"/library/{document.id}?{urlencode({'q': text}, errors='replace')}")
    for page, number in product(
        (f"/library/{document.id}", "/library/", "/library/unread"), NUMBERS
    ):
        ask(anonymous, f"{page}?{urlencode({'page': number})}")
