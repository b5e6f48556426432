"""Names of people, taken apart as library catalogues do."""

import pytest

from coalition.records.names import parted, parts_of


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Ada Berg", "Berg", "Ada"),
        ("  Ada \n Berg ", "Berg", "Ada"),
        ("Lovelace, Ada King", "Lovelace", "Ada King"),
        ("García López, Ana María", "García López", "Ana María"),
        ("Plato", "Plato", ""),
        ("", "", ""),
        ("Anna J. van der Berg", "van der Berg", "Anna J."),
        ("Charles de Gaulle", "de Gaulle", "Charles"),
        ("Maria da Silva", "da Silva", "Maria"),
        ("Robert De Niro", "De Niro", "Robert"),
        ("Vincent Van Gogh", "Van Gogh", "Vincent"),
        ("Van Morrison", "Morrison", "Van"),
        ("de Souza", "de Souza", ""),
        ("Ahmad al-Rashid", "al-Rashid", "Ahmad"),
        ("Salem bin Omar", "bin Omar", "Salem"),
        ("José Ortega y Gasset", "Ortega y Gasset", "José"),
        ("Martin Luther King, Jr.", "King", "Martin Luther Jr."),
        ("Martin Luther King Jr.", "King", "Martin Luther Jr."),
        ("King, Martin Luther, Jr.", "King", "Martin Luther Jr."),
        ("Henry Ford II", "Ford", "Henry II"),
        ("王小明", "王小明", ""),
        ("김 민수", "김 민수", ""),
        ("محمد علي", "علي", "محمد"),
        ("Анна Петрова", "Петрова", "Анна"),
        ("Trade, Aid, and Law", "Trade", "Aid, and Law"),
        (",", ",", ""),
    ],
)
def test_a_name_has_a_part_it_is_sorted_by(name: str, family: str, given: str) -> None:
    assert parted(name) == (family, given)


def test_a_suffix_is_a_part_of_its_own() -> None:
    found = parts_of("Sammy Davis Jr.")
    assert (found.family, found.given, found.suffix) == ("Davis", "Sammy", "Jr.")


@pytest.mark.parametrize(
    ("name", "particle"),
    [("Anna van der Berg", "van der"), ("Robert De Niro", ""), ("de Souza", "de"), ("Ada", "")],
)
def test_small_words_before_a_family_name_are_known(name: str, particle: str) -> None:
    assert parts_of(name).particle == particle
