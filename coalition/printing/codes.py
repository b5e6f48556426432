"""Square codes (QR, ISO/IEC 18004) of web addresses: bytes, level M, up to 213 of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

Square = list[list[bool]]  # rows from the top; True is dark


@dataclass(frozen=True, slots=True)
class _Size:
    """A version of the code at level M, after table 9 and annex E of the standard."""

    check_count: int  # of each block, in bytes
    blocks: tuple[int, ...]  # how many bytes of data each holds
    centres: tuple[int, ...] = ()  # of the small squares, on both axes


_SIZES = (
    _Size(10, (16,)),
    _Size(16, (28,), (6, 18)),
    _Size(26, (44,), (6, 22)),
    _Size(18, (32, 32), (6, 26)),
    _Size(24, (43, 43), (6, 30)),
    _Size(16, (27,) * 4, (6, 34)),
    _Size(18, (31,) * 4, (6, 22, 38)),
    _Size(22, (38, 38, 39, 39), (6, 24, 42)),
    _Size(22, (36, 36, 36, 37, 37), (6, 26, 46)),
    _Size(26, (43, 43, 43, 43, 44), (6, 28, 50)),
)
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda x, y: (x + y) % 2 == 0,
    lambda _x, y: y % 2 == 0,
    lambda x, _y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (y // 2 + x // 3) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)
_FINDER_LIKE = ([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1])
_LONG_COUNT_FROM = 10  # the version from which the count of bytes takes 16 bits, not 8
_NAMED_FROM = 7  # the version from which the square says its version


def runs_of(text: str) -> list[list[tuple[int, int]]]:
    """Return the code row by row as runs of dark: where each begins and how long it is.

    Nothing for what is too long to be held.
    """
    rows = []
    for row in square_of(text):
        runs: list[tuple[int, int]] = []
        for x, dark in enumerate(row):
            if dark and runs and sum(runs[-1]) == x:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            elif dark:
                runs.append((x, 1))
        rows.append(runs)
    return rows


def square_of(text: str) -> Square:
    """Return the code of a text, without its quiet edge of four; no rows for what is too long."""
    data = text.encode()
    for version, size in enumerate(_SIZES, 1):
        count_bits = 16 if version >= _LONG_COUNT_FROM else 8
        if 4 + count_bits + 8 * len(data) <= 8 * sum(size.blocks):
            return _best_masked(version, size, _codewords(data, size, count_bits))
    return []


def _codewords(data: bytes, size: _Size, count_bits: int) -> bytes:
    """Return data and check bytes in the order in which they are laid out."""
    bits = "0100" + format(len(data), f"0{count_bits}b") + "".join(f"{one:08b}" for one in data)
    room = sum(size.blocks)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    held = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    held += (b"\xec\x11" * room)[: room - len(held)]
    blocks, at = [], 0
    for count in size.blocks:
        blocks.append(held[at : at + count])
        at += count
    checks = [_check(block, size.check_count) for block in blocks]
    return bytes(_in_turn(blocks)) + bytes(_in_turn(checks))


def _in_turn(blocks: Sequence[bytes]) -> Iterator[int]:
    for at in range(max(map(len, blocks))):
        yield from (block[at] for block in blocks if at < len(block))


@cache
def _powers() -> tuple[int, ...]:
    """Return the powers of 2 in the field of 256 whose polynomial is 0x11D, twice around."""
    powers = [1]
    for _step in range(509):
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0x11D if doubled > 0xFF else doubled)
    return tuple(powers)


def _times(one: int, other: int) -> int:
    powers = _powers()
    return powers[powers.index(one) + powers.index(other)] if one and other else 0


def _check(block: bytes, count: int) -> bytes:
    """Return the Reed-Solomon check bytes of a block."""
    divisor = [1]
    for power in range(count):
        root = _powers()[power]
        shifted, scaled = [*divisor, 0], [0, *(_times(one, root) for one in divisor)]
        divisor = [one ^ other for one, other in zip(shifted, scaled, strict=True)]
    rest = [*block, *[0] * count]
    for at in range(len(block)):
        factor = rest[at]
        for offset, one in enumerate(divisor):
            rest[at + offset] ^= _times(one, factor)
    return bytes(rest[len(block) :])


def _best_masked(version: int, size: _Size, codewords: bytes) -> Square:
    fixed = _fixed(version, size)
    side = len(fixed)
    bits = "".join(f"{one:08b}" for one in codewords)
    free = [place for place in _walk(side) if fixed[place[1]][place[0]] is None]
    best: Square = []
    for number, mask in enumerate(_MASKS):
        square = [[bool(dark) for dark in row] for row in fixed]
        for at, (x, y) in enumerate(free):
            square[y][x] = (at < len(bits) and bits[at] == "1") != mask(x, y)
        _write_format(square, number)
        if not best or _penalty(square) < _penalty(best):
            best = square
    return best


def _walk(side: int) -> Iterator[tuple[int, int]]:
    """Give the places of data: up and down in pairs of columns, from the right, past column 6."""
    upward = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for y in range(side - 1, -1, -1) if upward else range(side):
            yield from ((right, y), (right - 1, y))
        upward = not upward


def _fixed(version: int, size: _Size) -> list[list[bool | None]]:
    """Return what is the same in every code of a version; None where data go."""
    side = 17 + 4 * version
    square: list[list[bool | None]] = [[None] * side for _row in range(side)]
    for at in range(side):
        square[6][at] = square[at][6] = at % 2 == 0
    for cx, cy in ((3, 3), (side - 4, 3), (3, side - 4)):
        _draw_rings(square, (cx, cy), 4, {0, 1, 3})
    first, last = size.centres[:1], size.centres[-1:]
    corners = {first + first, first + last, last + first}
    for cx, cy in product(size.centres, size.centres):
        if (cx, cy) not in corners:
            _draw_rings(square, (cx, cy), 2, {0, 2})
    for x, y in _format_places(side):
        square[y][x] = False
    square[side - 8][8] = True
    if version >= _NAMED_FROM:
        said = (version << 12) | _remainder(version, 12, 0x1F25)
        for bit in range(18):
            near, far = bit // 3, side - 11 + bit % 3
            square[near][far] = square[far][near] = bool(said >> bit & 1)
    return square


def _draw_rings(
    square: list[list[bool | None]], centre: tuple[int, int], reach: int, dark: set[int]
) -> None:
    """Draw rings around a centre as far as the square goes, those at these distances dark."""
    cx, cy = centre
    for y in range(max(cy - reach, 0), min(cy + reach + 1, len(square))):
        for x in range(max(cx - reach, 0), min(cx + reach + 1, len(square))):
            square[y][x] = max(abs(x - cx), abs(y - cy)) in dark


def _format_places(side: int) -> list[tuple[int, int]]:
    """Return where the format stands, twice, bit 0 first."""
    once = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), *((x, 8) for x in (7, 5, 4, 3, 2, 1, 0))]
    again = [*((side - 1 - n, 8) for n in range(8)), *((8, side - 7 + n) for n in range(7))]
    return once + again


def _write_format(square: Square, mask: int) -> None:
    said = ((mask << 10) | _remainder(mask, 10, 0x537)) ^ 0x5412  # level M is 00
    for at, (x, y) in enumerate(_format_places(len(square))):
        square[y][x] = bool(said >> at % 15 & 1)


def _remainder(value: int, degree: int, divisor: int) -> int:
    rest = value
    for _step in range(degree):
        rest = (rest << 1) ^ ((rest >> (degree - 1)) * divisor)
    return rest


def _penalty(square: Square) -> int:
    """Return how hard the square is to read, by the four rules of the standard."""
    side = len(square)
    columns = [list(column) for column in zip(*square, strict=True)]
    found = 0
    for row in (*square, *columns):
        length = 1
        for at in range(1, side + 1):
            if at < side and row[at] == row[at - 1]:
                length += 1
            else:
                found += length - 2 if length >= 5 else 0
                length = 1
        found += 40 * sum(row[at : at + 11] in _FINDER_LIKE for at in range(side - 10))
    for y in range(side - 1):
        for x in range(side - 1):
            found += 3 * (
                square[y][x] == square[y][x + 1] == square[y + 1][x] == square[y + 1][x + 1]
            )
    dark = sum(map(sum, square))
    return found + 10 * int(abs(dark * 20 - side * side * 10) / (side * side))
