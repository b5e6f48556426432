"""Sketches of texts: alike for what is alike, whatever the case, the spaces and the script."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.ingest.likeness import bands, share, sketch
from tests.spending import spending

WORDS = [f"word{number}" for number in range(5_000)]

FIRST_BINS = "7439bdba511c8676"  # of the first sixty


def _text(length: int, seed: int = 1) -> list[str]:
    chosen = random.Random(seed)  # noqa: S311 – words of a test
    return [chosen.choice(WORDS) for _ in range(length)]


def test_sketch_of_a_text_under_fifty_words_is_empty() -> None:
    assert sketch("") == ""
    assert sketch(" ".join(_text(49))) == ""
    assert len(sketch(" ".join(_text(50)))) == 256


def test_share_of_the_same_words_in_another_dress_is_whole() -> None:
    words = _text(400)
    plain = sketch(" ".join(words))
    assert share(plain, sketch("\n\n".join(words).upper())) == 1.0
    assert share(plain, sketch(", ".join(words) + ".")) == 1.0


def test_share_of_texts_with_nothing_in_common_is_none() -> None:
    assert share(sketch(" ".join(_text(2_000))), sketch(" ".join(_text(2_000, seed=2)))) <= 0.05


@pytest.mark.parametrize("kept", [0.9, 0.7, 0.5])
def test_share_estimates_the_runs_in_common(kept: float) -> None:
    differences = []
    for seed in range(20):
        words, rest = _text(2_000, seed), _text(2_000, 100 + seed)
        border = int(len(words) * kept)
        other = words[:border] + rest[border:]
        expected = border / (2 * len(words) - border)
        found = share(sketch(" ".join(words)), sketch(" ".join(other)))
        differences.append(found - expected)
    assert max(map(abs, differences)) < 0.25
    assert abs(sum(differences) / len(differences)) < 0.05


def test_share_without_a_sketch_is_none() -> None:
    whole = sketch(" ".join(_text(100)))
    assert [share("", ""), share("", whole), share(whole, "")] == [0.0, 0.0, 0.0]


def test_share_of_a_text_and_itself_with_a_sentence_more() -> None:
    words = _text(60)
    assert share(sketch(" ".join(words)), sketch(" ".join([*words, *_text(6, 3)]))) > 0.6


def test_sketch_of_unspaced_scripts_counts_characters() -> None:
    chosen = random.Random(5)  # noqa: S311 – characters of a test
    text = "".join(chr(chosen.randrange(0x4E00, 0x9000)) for _ in range(600))
    assert share(sketch(text), sketch(" ".join(text))) == 1.0
    assert share(sketch(text), sketch(text[:500] + "。" + text[550:])) > 0.6
    assert sketch(text[:49]) == ""


def test_bands_are_shared_by_texts_mostly_alike_and_by_no_others() -> None:
    words = _text(3_000)
    other = words[:2_800] + _text(200, seed=9)
    mine = bands(sketch(" ".join(words)))
    assert len(mine) == len(set(mine)) == 16
    assert max(map(len, mine)) <= 20
    assert set(mine) & set(bands(sketch(" ".join(other))))
    assert not set(mine) & set(bands(sketch(" ".join(_text(3_000, seed=2)))))
    assert bands("") == ()


def test_sketch_is_the_same_in_every_process() -> None:
    assert sketch(" ".join(WORDS[:60])).startswith(FIRST_BINS)


@given(st.text(max_size=2_000))
def test_sketch_of_any_text_is_empty_or_whole(text: str) -> None:
    assert len(sketch(text)) in {0, 256}


def test_sketch_is_quick() -> None:
    text = " ".join(_text(150_000))
    with spending() as spent:
        sketch(text)
        assert len(text) / spent() > 2_000_000  # bytes a second, on any machine
