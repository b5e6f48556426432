"""What is found, in every language and spelling, and what never shows."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.search.entries import Named, PageText
from coalition.search.finding.facets import Filters
from coalition.search.queries import Fragment, Sort
from tests.search.shelf import MEMBERS, Shelf, make_entry, passage_of


def marked(fragments: tuple[Fragment, ...]) -> list[str]:
    """Return what is marked in a snippet."""
    return [fragment.text for fragment in fragments if fragment.marked]


def test_all_words_must_occur(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "One", "open libraries"),
        make_entry(2, "Two", "open data"),
        make_entry(3, "Three", "open data in libraries"),
    )
    assert sorted(shelf.numbers("open libraries")) == [1, 3]
    assert sorted(shelf.numbers("libraries OR data")) == [1, 2, 3]
    assert shelf.numbers("open -data") == [1]
    assert shelf.numbers("open NOT (data OR libraries)") == []
    assert shelf.numbers("-data") == [1]


def test_words_of_title_abstract_names_and_text_are_found_together(shelf: Shelf) -> None:
    entry = make_entry(
        1, "Minutes", "the budget", abstract="what was decided", authors=("Secretary",)
    )
    shelf.put(entry, make_entry(2, "Minutes", "nothing"))
    assert shelf.numbers("minutes decided secretary budget federation doorways") == [1]


def test_word_form_is_found_though_a_list_in_another_language_names_it(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "Anträge auf Förderungsmitteln", languages=("de",)),
        make_entry(2, "x", "förderungsmittel: a list of words", languages=("en",)),
    )
    assert sorted(shelf.numbers("förderungsmittel")) == [1, 2]


def test_pages_in_another_language_are_found_by_their_word_forms(shelf: Shelf) -> None:
    pages = (PageText(1, "Access for all"), PageText(2, "Les bibliothèques publiques", "fr"))
    shelf.put(
        replace(make_entry(1), pages=pages),
        make_entry(2, "x", "le plan", languages=("fr",)),
    )
    assert shelf.numbers("bibliothèque") == [1]


def test_phrase_keeps_order_and_runs_over_a_page_break(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "One", "free public access"),
        make_entry(2, "Two", "access that is public"),
        make_entry(3, "Three", "all that is public", "access to it"),
        make_entry(4, "Public", "access"),
    )
    assert sorted(shelf.numbers('"public access"')) == [1, 3]
    assert shelf.find('"public access"').hits[0].page_matches == ((1, 1),)


def test_typed_together_follows_together(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "the first ever survey"), make_entry(2, "y", "ever the first"))
    assert shelf.numbers("first-ever") == [1]


def test_prefix_finds_beginnings_also_without_accents(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "bibliothèque"),
        make_entry(2, "x", "bíblia"),
        make_entry(3, "x", "library"),
    )
    assert sorted(shelf.numbers("bibli*")) == [1, 2]
    assert shelf.numbers("biblioth*") == [1]


def test_fields_narrow_where_a_word_stands(shelf: Shelf) -> None:
    other = Named("organisation:2", "Access Society")
    shelf.put(
        make_entry(1, "Access", "x", subjects=()),
        make_entry(2, "x", "access", subjects=()),
        make_entry(3, "x", "x", organisation=other, subjects=(), authors=("Ada Reader",)),
        make_entry(4, "x", "x", subjects=(Named("subject:9", "Access"),)),
    )
    assert shelf.numbers("title:access") == [1]
    assert shelf.numbers("organisation:access") == [3]
    assert shelf.numbers("subject:access") == [4]
    assert shelf.numbers('author:"ada reader"') == [3]
    assert shelf.numbers("author:reader") == [3]
    assert sorted(shelf.numbers("access")) == [1, 2, 3, 4]


def test_kind_language_and_year_are_values(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", kind="minutes", languages=("pt-BR",), issued="2010"),
        make_entry(2, "x", kind="report", languages=("fr", "en"), issued="2015-06"),
        make_entry(3, "x", kind="workshop-brief", languages=("zh-Hans",), issued=None),
    )
    assert shelf.numbers("kind:minutes") == [1]
    assert shelf.numbers('kind:"workshop brief"') == [3]
    assert shelf.numbers("language:pt") == [1]
    assert shelf.numbers("language:en") == [2]
    assert shelf.numbers("year:2015") == [2]
    assert sorted(shelf.numbers("year:2010..2015")) == [1, 2]
    assert sorted(shelf.numbers("-kind:minutes")) == [2, 3]


def test_what_a_thing_is_and_its_session_are_values_too(shelf: Shelf) -> None:
    session = Named("session:130", "Workshop 130: Digital inclusion")
    shelf.put(
        replace(make_entry(1, "x", "word"), sessions=(session,)),
        make_entry(2, "Digital rooms", "word", what="organisation"),
        make_entry(3, "x", "inclusion"),
    )
    assert shelf.numbers("session:inclusion") == [1]
    assert shelf.numbers('session:"digital inclusion" word') == [1]
    assert shelf.numbers("session:130") == [1]
    assert shelf.numbers("what:organisation") == [2]
    assert sorted(shelf.numbers("word what:document OR title:digital")) == [1, 2]
    assert sorted(shelf.numbers("NOT what:organisation")) == [1, 3]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("year:>2010", [2, 3]),
        ("year:>=2010", [1, 2, 3]),
        ("year:<2012", [1]),
        ("year:..2012", [1, 2]),
        ("year:2012..", [2, 3]),
        ("year:2015..2011", [2, 3]),
        ("year:>2010 -year:2012", [3]),
        ("NOT year:>2010", [1, 4]),
        ("year:>9998", []),
    ],
)
def test_years_are_compared(shelf: Shelf, asked: str, numbers: list[int]) -> None:
    dated = ("2010-05", "2012", "2015-01-31", None)
    shelf.put(*(make_entry(n, issued=issued) for n, issued in enumerate(dated, 1)))
    assert sorted(shelf.numbers(asked)) == numbers


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "the libraries of the world", "library"),
        ("fr", "les bibliothèques nationales", "bibliotheque nationale"),
        ("fr", "l'accès public", "acces"),
        ("fr", "l’accès public", "l'accès"),
        ("pt", "a opressão", "opressao"),
        ("pt", "a opressao", "opressão"),
        ("de", "die Straße", "strasse"),
        ("ru", "публичные библиотеки", "библиотека"),
        ("ar", "مَكْتَبَةٌ عامّة", "مكتبة عامة"),
        ("ar", "إلى المكتبات", "المكتبات"),
        ("he", "שָׁלוֹם עולם", "שלום"),
        ("fa", "كتاب", "کتاب"),
        ("zh", "公共图书馆的利用", "图书馆"),
        ("zh", "公共图书馆的利用", "图"),
        ("zh", "公共图书馆的利用", '"书馆的利"'),
        ("zh", "在2012年", "2012年"),
        ("ja", "東京の図書館ライブラリー", "ライブラリー"),
        ("ko", "공공도서관에서", "도서관"),
        ("th", "ห้องสมุดสาธารณะ", "สมุด"),
        ("en", "Ｌｉｂｒａｒｙ", "library"),
        ("en", "see RFC7993", "rfc 7993"),
        ("en", "the ﬁnal report", "final"),
    ],
)
def test_a_word_is_found_in_every_spelling(
    shelf: Shelf, language: str, text: str, asked: str
) -> None:
    shelf.put(make_entry(1, "x", text, languages=(language,)), make_entry(2, "y", "other words"))
    assert shelf.numbers(asked) == [1]
    assert marked(passage_of(shelf.find(asked).hits[0])) != []


def test_unspaced_words_in_another_order_are_not_found(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "馆书图", languages=("zh",)))
    assert shelf.numbers("图书馆") == []


def test_sorting(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "Öde", "word", issued="2012-11"),
        make_entry(2, "alpha", "word", issued=None),
        make_entry(3, "Zeta", "word word", issued="2013"),
        make_entry(4, "Ölen", "word", issued="2012-11-08"),
    )
    assert shelf.numbers("word", sort="newest") == [3, 4, 1, 2]
    assert shelf.numbers("word", sort="title") == [2, 1, 4, 3]
    assert shelf.numbers() == [3, 4, 1, 2]


def test_what_only_members_may_see_never_shows_to_the_public(shelf: Shelf) -> None:
    secret = Named("organisation:7", "Hidden Hive")
    shelf.put(
        make_entry(1, "Open", "common words", kind="report", languages=("en",)),
        make_entry(
            2,
            "Closed xyzzy",
            "common words and xyzzies",
            abstract="xyzzy",
            organisation=secret,
            kind="minutes",
            languages=("fr",),
            issued="1999",
            subjects=(Named("subject:7", "Hidden subject"),),
            audience="members",
        ),
    )
    for text in ("xyzzy", "xyzz*", '"closed xyzzy"', "title:xyzzy", "hidden", "year:1999"):
        public = shelf.find(text)
        assert (public.total, public.hits) == (0, ())
        assert [facet.values for facet in public.facets] == [()] * 6
        assert shelf.find(text, MEMBERS).total == 1
        assert shelf.find(text, frozenset()).total == 0
    everything = shelf.find()
    assert everything.total == 1
    shown = repr(everything)
    for hidden in ("xyzzy", "Hidden", "minutes", "fr", "1999"):
        assert f"'{hidden}" not in shown
    chosen = shelf.find(filters=Filters(organisation=("organisation:7",)))
    assert chosen.total == 0
    assert "Hidden" not in repr(chosen)


def test_scores_do_not_tell_of_hidden_entries(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "common words"), make_entry(2, "x", "other"))
    before = shelf.find("common").hits[0].score
    shelf.put(*(make_entry(n, "x", "common", audience="members") for n in range(3, 9)))
    assert shelf.find("common").hits[0].score == before


def test_no_audiences_no_hits(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    assert shelf.find("word", frozenset()).total == 0
    assert shelf.find("", frozenset({"somebody"})).total == 0


def test_nothing_typed_finds_everything_newest_first(shelf: Shelf) -> None:
    shelf.put(make_entry(1, issued="2011"), make_entry(2, issued="2013"), make_entry(3))
    assert shelf.numbers() == [2, 3, 1]


def test_an_empty_index_answers(shelf: Shelf) -> None:
    results = shelf.find("anything -at (all OR none*)")
    assert (results.total, results.hits) == (0, ())


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(), sort=st.sampled_from(["best", "newest", "title"]))
def test_find_never_raises(shelf: Shelf, text: str, sort: Sort) -> None:
    if not shelf.texts:
        shelf.put(*(make_entry(n, "x", "图书馆 a b c") for n in range(3)))
    results = shelf.find(f"a {text} c*", sort=sort)
    assert len(results.hits) == results.total <= 3
