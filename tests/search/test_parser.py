"""What is typed is understood, or said not to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.search.parser import (
    LONGEST_PLAIN,
    LONGEST_TEXT,
    MOST_PREFIXES,
    MOST_TERMS,
    SHOWN,
    All,
    Any,
    Everything,
    Fuzzy,
    Key,
    Node,
    Not,
    Phrase,
    Prefix,
    Word,
    Years,
    parse,
)

A, B, C = Word(("a",)), Word(("b",)), Word(("c",))
A_OR_B_IN_TITLE = Any((Word(("a",), "title"), Word(("b",), "title")))
A_IN_ABSTRACT = Word(("a",), "abstract")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        ("  \n ", Everything()),
        ("a", A),
        ("a b", All((A, B))),
        ("a AND b", All((A, B))),
        ("a OR b", Any((A, B))),
        ("a b OR c", Any((All((A, B)), C))),
        ("a (b OR c)", All((A, Any((B, C))))),
        ("a -b", All((A, Not(B)))),
        ("a NOT b", All((A, Not(B)))),
        ("-(a b)", Not(All((A, B)))),
        ("NOT NOT a", A),
        ("a and or not", All((A, Word(("and",)), Word(("or",)), Word(("not",))))),
        ('"a b"', Phrase(("a", "b"))),
        ("«a b» c", All((Phrase(("a", "b")), C))),
        ("lib*", Prefix("lib")),
        ("first-ever", Word(("first", "ever"))),
        ("a - b", All((A, B))),
        ("l'accès", Word(("accès",))),
        ("Tuvalu’s", Word(("Tuvalu",))),
        ("title:a", Word(("a",), "title")),
        ("TITLE:a", Word(("a",), "title")),
        ('author:"a b"', Phrase(("a", "b"), "author")),
        ("subject:(a OR b)", Any((Word(("a",), "subject"), Word(("b",), "subject")))),
        ("organisation:lib*", Prefix("lib", "organisation")),
        ("kind:report", Key("kind", "report")),
        ('kind:"workshop brief"', Key("kind", "workshop brief")),
        ("language:pt-BR", Key("language", "pt-BR")),
        ("year:2012", Years(2012, 2012)),
        ("year:2010..2015", Years(2010, 2015)),
        ("year:2015..2010", Years(2010, 2015)),
        ("year:2010..", Years(2010, 9999)),
        ("year:..2015", Years(0, 2015)),
        ("year:2010-2015", Years(2010, 2015)),
        ("year:2010–2015", Years(2010, 2015)),
        ("year:>2010", Years(2011, 9999)),
        ("year:>=2010", Years(2010, 9999)),
        ("year:<2010", Years(0, 2009)),
        ("year:<=2010", Years(0, 2010)),
        ("-year:2012", Not(Years(2012, 2012))),
        ("what:organisation", Key("what", "organisation")),
        ("WHAT:document a", All((Key("what", "document"), A))),
        ("session:hubs", Word(("hubs",), "session")),
        ('session:"workshop 130"', Phrase(("workshop", "130"), "session")),
        ("abstract:a", A_IN_ABSTRACT),
        ("word~", Fuzzy("word", 1)),
        ("library~", Fuzzy("library", 2)),
        ("library~1", Fuzzy("library", 1)),
        ("cat~2", Fuzzy("cat", 2)),
        ("Bücherei~", Fuzzy("Bücherei", 2)),
        ("title:libary~1", Fuzzy("libary", 1, "title")),
        ("-libary~", Not(Fuzzy("libary", 1))),
        ("subject:(lib* OR data~1)", Any((Prefix("lib", "subject"), Fuzzy("data", 1, "subject")))),
        ("title:(a author:b)", All((Word(("a",), "title"), Word(("b",), "author")))),
        ("−a", Not(A)),
        ("StudentAid.gov: data", All((Word(("StudentAid", "gov")), Word(("data",))))),
        ("a a a", A),
        ("kind:(report OR minutes)", Any((Key("kind", "report"), Key("kind", "minutes")))),
        ("language:(en pt-BR)", All((Key("language", "en"), Key("language", "pt-BR")))),
        ("year:(2010 OR 2012..2014)", Any((Years(2010, 2010), Years(2012, 2014)))),
        ("what:(-session) a", All((Not(Key("what", "session")), A))),
        ('kind:("workshop brief" OR (a))', Any((Key("kind", "workshop brief"), Key("kind", "a")))),
        ("kind:(a title:(a OR b)) a", All((All((Key("kind", "a"), A_OR_B_IN_TITLE)), A))),
        ("title:(a kind:(b))", All((Word(("a",), "title"), Key("kind", "b")))),
        ('year:"2012"', Years(2012, 2012)),
        ("reading-roo*", All((Word(("reading",)), Prefix("roo")))),
        ("title:a-b-c*", All((Word(("a", "b"), "title"), Prefix("c", "title")))),
        ("l'acc*", Prefix("acc")),
        ("图书馆*", Word(("图", "书", "馆"))),
        ("well-beeing~", All((Word(("well",)), Fuzzy("beeing", 1)))),
        ("e-librery~1", All((Word(("e",)), Fuzzy("librery", 1)))),
        ("l'accés~1", Fuzzy("accés", 1)),
    ],
)
def test_parse_understands(text: str, node: Node) -> None:
    assert parse(text)[0] == node
    assert parse(text)[1].ignored == ()


@pytest.mark.parametrize(
    ("text", "node", "ignored"),
    [
        ('a "b', All((A, B)), ('"',)),
        ("(a b", All((A, B)), ("(",)),
        ("a b)", All((A, B)), (")",)),
        ("a OR", A, ("OR",)),
        ("AND a", A, ("AND",)),
        ("a NOT", A, ("NOT",)),
        ("a year:soon", A, ("year:soon",)),
        ("a *", A, ("*",)),
        ("a*b", A, ("a*b",)),
        ("a title:", All((A, Word(("title",)))), ("title:",)),
        ("a library~3", All((A, Fuzzy("library", 2))), ("~3",)),
        ("a library~0.8", All((A, Fuzzy("library", 2))), ("~0.8",)),
        ("a year:", All((A, Word(("year",)))), ("year:",)),
        ("a year:>soon", A, ("year:>soon",)),
        ("a year:12", A, ("year:12",)),
        ("a OR OR b", Any((A, B)), ("OR",)),
        ("a ) b )", All((A, B)), (")",)),
        ("OR", Everything(), ("OR",)),
        ("()", Everything(), ()),
        ("year:(2010 OR soon)", Years(2010, 2010), ("year:soon", "OR")),
        ("kind:(a", Key("kind", "a"), ("(",)),
        ('a kind:"b', All((A, B)), ('"',)),
        ("a lib*ry~", All((A, Word(("lib",)))), ("lib*ry~",)),
        ("图书馆~", Word(("图", "书", "馆")), ("~",)),
    ],
)
def test_parse_says_what_it_left_out(text: str, node: Node, ignored: tuple[str, ...]) -> None:
    found, understood = parse(text)
    assert (found, understood.ignored) == (node, ignored)


def test_parse_reads_no_more_than_the_longest_text() -> None:
    node, understood = parse("b" + " " * LONGEST_TEXT + "a")
    assert (node, understood.ignored) == (B, ("a",))


def test_parse_limits_prefixes() -> None:
    node, understood = parse(" ".join(f"word{n}*" for n in range(1_000)))
    assert isinstance(node, All)
    assert [type(part) for part in node.parts] == [Prefix] * MOST_PREFIXES
    assert understood.ignored[0] == f"word{MOST_PREFIXES}*"


def test_parse_limits_fuzzy_words_with_the_prefixes() -> None:
    half = MOST_PREFIXES // 2
    wide = [f"begin{n}*" for n in range(half)] + [f"word{n}~" for n in range(MOST_PREFIXES)]
    node, understood = parse(" ".join(wide))
    assert isinstance(node, All)
    assert [type(part) for part in node.parts] == [Prefix] * half + [Fuzzy] * half
    assert understood.ignored == tuple(f"word{n}~" for n in range(half, MOST_PREFIXES))


def test_parse_limits_terms_and_says_where_it_stopped() -> None:
    node, understood = parse(" ".join(f"word{n}" for n in range(MOST_TERMS + 3)))
    assert isinstance(node, All)
    assert len(node.parts) == MOST_TERMS
    assert understood.ignored == (f"word{MOST_TERMS} word{MOST_TERMS + 1} word{MOST_TERMS + 2}",)


def test_parse_shows_the_beginning_of_what_it_left_out() -> None:
    _node, understood = parse("a year:" + "9" * 900)
    (shown,) = understood.ignored
    assert (len(shown), shown[:8], shown[-1]) == (SHOWN, "year:999", "…")


_PIECES = st.sampled_from(
    ["AND", "OR", "NOT", "-", "(", ")", '"', "*", "~", "title:", "year:", "2012..", ">", "a", " "]
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=60).map("".join)))
def test_parse_never_raises(text: str) -> None:
    _node, understood = parse(text)
    assert understood.text == text.strip()


@pytest.mark.parametrize(
    "piece", ["(", "-", "NOT ", '"', "NOT (", "-(", "title:(", "kind:(", "a OR ", "* "]
)
def test_parse_holds_out_against_repetition(piece: str) -> None:
    _node, understood = parse(piece * (LONGEST_TEXT // len(piece)))
    assert len(understood.ignored) <= 10


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=LONGEST_PLAIN + 9))
def test_a_plain_word_is_read_as_the_grammar_reads_it(text: str) -> None:
    assert parse(text) == (parse(f" {text}")[0], parse(text)[1])
