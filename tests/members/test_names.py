"""Names are compared as people compare them."""

import pytest

from coalition.members.names import are_close, fold


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Bibliothèque  Publique", "bibliotheque publique"),
        ("ＩＦＬＡ", "ifla"),
        ("Straße", "strasse"),
        ("公共图书馆", "公共图书馆"),
    ],
)
def test_fold_forgets_case_accents_and_width(given: str, folded: str) -> None:
    assert fold(given) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reading Rooms Trust", "READING ROOMS TRUST"),
        ("Reading Rooms Trust", "Reading Room Trust"),
        ("Library Association of Kenya", "Kenya Library Association"),
        ("Bibliothèque publique de Lyon", "Bibliotheque Publique de Lyon"),
    ],
)
def test_names_of_one_organisation_are_close(one: str, other: str) -> None:
    assert are_close(one, other)
    assert are_close(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Library Association of Kenya", "Library Association of Nigeria"),
        ("Public Library of Lund", "Reading Rooms Trust"),
        ("", ""),
        ("", "Reading Rooms Trust"),
    ],
)
def test_names_of_two_organisations_are_not_close(one: str, other: str) -> None:
    assert not are_close(one, other)
