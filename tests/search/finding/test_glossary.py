"""A search said in other languages."""

import pytest

from coalition.search.finding.glossary import glossary, translations


def test_one_word_is_said_in_every_other_language() -> None:
    assert translations("library") == {
        "ar": "مكتبة",
        "de": "Bibliothek",
        "es": "biblioteca",
        "fr": "bibliothèque",
        "pt": "biblioteca",
        "ru": "библиотека",
        "zh": "图书馆",
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("libraries", "en"),
        ("LIBRARY", "en"),
        ("Bibliotheken", "de"),
        ("bibliotheques", "fr"),
        ("библиотеками", "ru"),
        ("المكتبات", "ar"),
        ("图书馆", "zh"),
    ],
)
def test_inflected_and_unaccented_words_meet_their_term(text: str, language: str) -> None:
    everywhere = translations("library") | {"en": "library"}
    assert translations(text) == {k: v for k, v in everywhere.items() if k != language}


def test_longest_terms_come_first_and_those_of_several_words_stand_in_quotes() -> None:
    assert translations("open data library")["fr"] == '"données ouvertes" bibliothèque'
    assert translations("open library data") == {}


def test_joining_words_are_left_out_and_numbers_kept() -> None:
    assert translations("women in the public libraries of 2012")["es"] == (
        'mujeres "biblioteca pública" 2012'
    )
    assert translations("droit d’auteur et bibliothèques")["en"] == "copyright library"
    assert translations("老年人的培训")["en"] == '"older people" training'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2012",
        "of the",
        "library xyzzy",
        '"public library"',
        "library OR museum",
        "library -museum",
        "title:library",
        "librar*",
        "library~",
        "(library)",
        "library " * 50,
    ],
)
def test_what_is_not_plain_words_of_the_field_is_not_said_elsewhere(text: str) -> None:
    assert translations(text) == {}


def test_a_translation_that_reads_as_it_was_typed_is_left_out() -> None:
    assert translations("Internet") == {"ar": "الإنترنت", "ru": "Интернет", "zh": "互联网"}


def test_a_language_without_a_word_for_a_term_is_left_out() -> None:
    assert "de" not in translations("Internet Governance Forum")


def test_every_row_has_the_languages_of_the_pages() -> None:
    needed = {"ar", "en", "es", "fr", "ru", "zh"}
    assert [row for row in glossary().rows if needed - row.keys()] == []


def test_no_english_form_stands_in_two_rows() -> None:
    forms = [row["en"].casefold() for row in glossary().rows]
    assert sorted(forms) == sorted(set(forms))
