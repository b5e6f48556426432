"""Numbers for words: the same for what is the same word, however it was typed."""

import pytest

from coalition.search.engine.vocabulary import PAIR, Vocabulary


def spelt(vocabulary: Vocabulary, word: str, *languages: str) -> list[str]:
    """Return the terms of a word in the order in which they are kept."""
    number = vocabulary.number_of_word(word)
    return [vocabulary.spelt[term].decode() for term in vocabulary.terms_of(number, languages)]


def test_words_typed_otherwise_have_one_number() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.numbers_of(["Open", "OPEN", "open", "shut", "ｏｐｅｎ"]) == [0, 0, 0, 1, 0]
    assert vocabulary.words == ["open", "shut"]
    assert vocabulary.number_of_word("shut") == 1


def test_a_word_is_kept_as_it_is_then_folded_then_by_its_stems() -> None:
    vocabulary = Vocabulary()
    assert spelt(vocabulary, "bibliothèques", "fr", "en") == [
        "bibliothèques",
        "\x02bibliotheques",
        "\x01fr:bibliothequ",
        "\x01en:bibliothequ",
    ]
    assert spelt(vocabulary, "bibliothèques") == ["bibliothèques", "\x02bibliotheques"]
    assert spelt(vocabulary, "rfc7993") == ["rfc7993", "\x02rfc", "\x027993"]


def test_words_that_share_a_stem_share_the_number_of_its_term() -> None:
    vocabulary = Vocabulary()
    one, other = vocabulary.numbers_of(["libraries", "librarys"])
    assert vocabulary.terms_of(one, ("en",))[1] == vocabulary.terms_of(other, ("en",))[1]


@pytest.mark.parametrize(
    ("word", "is_pairable"),
    [("open", True), ("библия", True), ("of", False), ("rfc7993", False), ("图书馆", False)],
)
def test_pairs_are_made_of_words_of_three_letters_in_scripts_with_spaces(
    word: str, is_pairable: bool
) -> None:
    vocabulary = Vocabulary()
    assert vocabulary.pairable[vocabulary.number_of_word(word)] is is_pairable


def test_a_pair_is_a_term_of_its_own_in_its_order() -> None:
    vocabulary = Vocabulary()
    first, second = vocabulary.numbers_of(["open", "data"])
    pair = vocabulary.pair(first, second)
    assert vocabulary.spelt[pair].decode() == f"{PAIR}open data"
    assert vocabulary.pair(first, second) == pair != vocabulary.pair(second, first)


def test_a_vocabulary_is_forgotten_once_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vocabulary, "_LIMIT", 3)
    vocabulary = Vocabulary()
    vocabulary.numbers_of(["one", "two", "three"])
    vocabulary.forget_when_full()
    assert (vocabulary.is_full, vocabulary.words) == (False, ["one", "two", "three"])
    vocabulary.numbers_of(["four"])
    assert vocabulary.is_full
    vocabulary.forget_when_full()
    assert (vocabulary.is_full, vocabulary.words, vocabulary.spelt) == (False, [], [])
    assert vocabulary.numbers_of(["four"]) == [0]
