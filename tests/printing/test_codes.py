"""Square codes: the squares that another maker draws and a reader reads."""

import pytest

from coalition.printing.codes import runs_of, square_of

SITE = """
#######..#.###..####..#######
#.....#....#####.#....#.....#
#.###.#..#####..##..#.#.###.#
#.###.#....#####..###.#.###.#
#.###.#..#..###.###...#.###.#
#.....#.#..#.##..###..#.....#
#######.#.#.#.#.#.#.#.#######
..............#..#..#........
#..#.##.#.###..#.....#.#.....
#.###.....##..##.#..###..#..#
#.##.###.###....##.#....####.
#.#.##..####..##..##....#.##.
#....####.###...##..####.#.##
#...##.#.#..#..#.#####.......
.##.#.#..##....##.#.##..#####
..#.##.#...####.#####....#.#.
#.#..###.#.#.######.##.....#.
.#.##..###..#..#.#....##.#..#
#...#####.#.##...#....#....##
..##...#...#.#.########.#..##
#...#.#....##.#.#.#######.#..
........###..#.######...#.###
#######..##.####..#.#.#.#..#.
#.....#.##.###..#.###...####.
#.###.#..#....##..#.#####..#.
#.###.#.##.##.###..#..#####.#
#.###.#...##.##....#...####.#
#.....#...#.##.#...##.#....#.
#######.##...##.....#...##.#.
"""


def test_code_of_an_address_is_the_one_readers_know() -> None:
    rows = [
        "".join("#" if dark else "." for dark in row)
        for row in square_of("https://a.example/meetings/1")
    ]
    assert rows == SITE.split()


@pytest.mark.parametrize(
    ("length", "side"), [(1, 21), (14, 21), (15, 25), (62, 33), (106, 41), (180, 53), (213, 57)]
)
def test_size_grows_with_the_text(length: int, side: int) -> None:
    square = square_of("x" * length)
    assert (len(square), {len(row) for row in square}) == (side, {side})


def test_what_is_too_long_has_no_code() -> None:
    assert square_of("x" * 214) == []


def test_runs_are_the_dark_of_each_row() -> None:
    square, rows = square_of("abc"), runs_of("abc")
    drawn = [[x for start, length in row for x in range(start, start + length)] for row in rows]
    assert drawn == [[x for x, dark in enumerate(row) if dark] for row in square]
