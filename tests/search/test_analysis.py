"""Words and the forms under which they are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.search import analysis


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Public access, 2012!", ["Public", "access", "2012"]),
        ("l'accès d’Élise", ["l", "accès", "d", "Élise"]),
        ("basic_configuration e-mail", ["basic", "configuration", "e", "mail"]),
        ("cafe\u0301 na\u00adïve", ["cafe\u0301", "na\u00adïve"]),
        ("图书馆 2012年", ["图", "书", "馆", "2012", "年"]),
        ("пользователей", ["пользователей"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("पुस्तकालय", ["पुस्तकालय"]),
        ("— … ! ?", []),
    ],
)
def test_tokens_of_a_text(text: str, words: list[str]) -> None:
    assert analysis.tokens(text) == words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Opressão", "opressao"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "lodz"),
        ("œuvre", "oeuvre"),
        ("ﬁnal", "final"),
        ("Ｌｉｂｒａｒｙ", "library"),
        ("مَكْتَبَة", "مكتبه"),
        ("إلى", "الي"),
        ("کتاب", "كتاب"),
        ("۱۳۹۱", "1391"),
        ("שָׁלוֹם", "שלום"),
        ("Ёлка", "елка"),
        ("Ελλάδα", "ελλαδα"),
        ("がく", "がく"),
        ("한국", "한국"),
        ("na\u00adïve", "naive"),
    ],
)
def test_fold_drops_what_stands_between_reader_and_text(word: str, folded: str) -> None:
    assert analysis.fold(analysis.surface(word)) == folded


@pytest.mark.parametrize(
    ("word", "languages", "forms"),
    [
        ("libraries", ("en",), ("\x01en:librari",)),
        ("access", ("en",), ()),
        ("libraries", (), ()),
        ("opressão", ("pt",), ("\x02opressao", "\x01pt:opressa")),
        ("2012", ("en",), ()),
        ("rfc7993", (), ("\x02rfc", "\x027993")),
    ],
)
def test_further_forms_are_those_that_differ(
    word: str, languages: tuple[str, ...], forms: tuple[str, ...]
) -> None:
    assert analysis.further_forms(word, languages) == forms


def test_every_stemmer_named_exists() -> None:
    assert [analysis.stem("abc", language) != "" for language in analysis.STEMMERS] == [
        True for _ in analysis.STEMMERS
    ]


def test_stemming_languages_keeps_known_ones_once() -> None:
    assert analysis.stemming_languages(("pt-BR", "zh-Hans", "pt", "EN_gb")) == ("pt", "en")


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_tokens_stand_in_the_text_where_split_says(text: str) -> None:
    pieces = analysis.TOKEN.split(text)
    assert "".join(pieces) == text
    assert pieces[1::2] == analysis.tokens(text)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1))
def test_folding_twice_changes_nothing_more_and_never_empties(text: str) -> None:
    for token in analysis.tokens(text):
        word = analysis.surface(token)
        assert word
        assert analysis.fold(word)
