"""Places are complete, named in the reader's language, and in one regional group each."""

from collections import Counter

import pytest

from coalition.members import places

# What the United Nations says of itself: 193 member states in five groups. Asia-Pacific is 54 with
# Kiribati and without Türkiye, which is among the 28 of the Western European and others; the United
# States, of no group but an observer there, makes 29.
MEMBER_STATES = {
    "african": 54,
    "asia-pacific": 54,
    "eastern-european": 23,
    "grulac": 33,
    "weog": 28 + 1,
}
ASSIGNED_CODES = 249  # in ISO 3166-1; and one for users to assign, XK
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


def _groups() -> Counter[str | None]:
    return Counter(places.region_of(code) for code, _ in places.countries("en"))


def test_regional_groups_have_as_many_members_as_the_public_totals() -> None:
    assert _groups() == {**MEMBER_STATES, "other": ASSIGNED_CODES - 193 + 1}


def test_all_regional_groups_together_are_the_member_states() -> None:
    assert sum(MEMBER_STATES.values()) == 193


def test_every_region_used_has_a_label() -> None:
    assert [*places.REGIONS] == [
        "african",
        "asia-pacific",
        "eastern-european",
        "grulac",
        "weog",
        "intergovernmental",
        "other",
    ]
    assert all(str(label) for label in places.REGIONS.values())


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("KI", "asia-pacific"),
        ("CY", "asia-pacific"),
        ("TR", "weog"),
        ("IL", "weog"),
        ("US", "weog"),
        ("EG", "african"),
        ("AZ", "eastern-european"),
        ("HT", "grulac"),
        ("VA", "other"),
        ("PS", "other"),
        ("TW", "other"),
        ("XK", "other"),
        ("GL", "other"),
        ("EH", "other"),
        ("EU", None),
        ("nl", None),
        ("", None),
    ],
)
def test_region_of_a_place(code: str, region: str | None) -> None:
    assert places.region_of(code) == region


def test_is_country_knows_codes_in_capitals_only() -> None:
    known = [code for code in ("NL", "XK", "nl", "UK", "EU", "ZZ", "") if places.is_country(code)]
    assert known == ["NL", "XK"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_has_a_name_of_its_own_in_each_language(language: str) -> None:
    names = places.countries(language)
    assert len({name for _, name in names}) == ASSIGNED_CODES + 1
    assert [code for code, name in names if name == code] == []


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Netherlands"),
        ("fr", "Pays-Bas"),
        ("ar", "هولندا"),
        ("zh-Hans", "荷兰"),
        ("zh_Hans_CN", "荷兰"),
        ("zh-Hant", "荷蘭"),
        ("tlh", "Netherlands"),
    ],
)
def test_country_name_is_in_the_readers_language(language: str, name: str) -> None:
    assert places.country_name("NL", language) == name


def test_country_name_of_an_unknown_code_is_the_code() -> None:
    assert places.country_name("ZZZ", "en") == "ZZZ"


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "Afghanistan", "Zimbabwe"),
        ("fr", "Afghanistan", "Zimbabwe"),
        ("zh", "阿尔巴尼亚", "中国香港特别行政区"),
    ],
)
def test_countries_are_in_the_order_of_the_language(language: str, first: str, last: str) -> None:
    names = [name for _, name in places.countries(language)]
    assert (names[0], names[-1]) == (first, last)


def test_countries_do_not_sort_accented_letters_to_the_end() -> None:
    names = [name for _, name in places.countries("en")]
    assert names.index("Åland Islands") == names.index("Afghanistan") + 1
    names = [name for _, name in places.countries("fr")]
    assert names.index("Égypte") < names.index("Fidji")
