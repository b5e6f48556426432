"""Draw the world map of the register once, from the public-domain outlines of Natural Earth.

Run `python -m tests.world`. It writes the outlines as one SVG file that pages refer to, and where
the dot of each place is to be: coalition/static/img/world.svg and coalition/members/world.json.

How the globe is laid flat is in coalition/members/projection.py.
"""

import heapq
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from babel.core import get_global

from coalition.members.projection import MIDDLE, SOUTH, WIDTH, placed
from tests.vendor import ROOT, tool

OUTLINES = ROOT / "coalition" / "static" / "img" / "world.svg"
DOTS = ROOT / "coalition" / "members" / "world.json"

Point = tuple[float, float]
Ring = list[Point]

WEST = 60  # units of empty sea left out at the left edge
LEAST_BEND = 0.9  # square units; a point that bends its coast by less is left out
LEAST_ISLAND = 2.0  # square units; smaller ones are left out unless a country has no larger
POLE_STEPS = 28

BY_NAME = {"Kosovo": "XK"}  # the others without a number are drawn as land, without a code
LEFT_OUT = {"Antarctica"}

# The source draws these with the state they belong to; they have codes of their own.
# name in the source: (code, west, south, east, north) of the box their parts lie in
APART = {
    "France": (
        ("GF", -55, 1, -51, 7),
        ("GP", -62, 15.7, -60.9, 16.7),
        ("MQ", -61.4, 14.2, -60.7, 15.1),
        ("RE", 55, -22, 56, -20),
        ("YT", 44.9, -13.2, 45.5, -12.5),
    ),
    "Norway": (("SJ", 5, 73, 40, 82), ("SJ", -10, 70, -7, 72), ("BV", 3, -55, 4, -54)),
    "Netherlands": (("BQ", -70, 11.5, -62, 18),),
    "Indian Ocean Ter.": (("CX", 105, -11, 106, -10), ("CC", 96, -13, 97.5, -11)),
}

# Places too small for the source or drawn with another: longitude and latitude of their dot.
SMALL = {
    "AQ": (0.0, -55.0),
    "BQ": (-68.3, 12.2),
    "BV": (3.4, -54.4),
    "CC": (96.9, -12.2),
    "CX": (105.6, -10.5),
    "GF": (-53.1, 4.0),
    "GI": (-5.35, 36.14),
    "GP": (-61.5, 16.25),
    "MQ": (-61.0, 14.65),
    "RE": (55.5, -21.1),
    "SJ": (16.0, 78.6),
    "TK": (-171.8, -9.2),
    "TV": (179.2, -8.5),
    "UM": (-177.4, 28.2),
    "YT": (45.15, -12.8),
}


def main() -> int:
    """Write both files; return the exit status."""
    source = tool("world-atlas", "countries-50m.json")
    if source is None:
        sys.stderr.write("world-atlas cannot be had; npm is needed to fetch it.\n")
        return 1
    shapes = read(json.loads(source.read_text(encoding="utf-8")))
    OUTLINES.write_text(drawing(shapes), encoding="utf-8")
    DOTS.write_text(dots(shapes), encoding="utf-8")
    sys.stdout.write(f"{len(shapes)} shapes: {OUTLINES.stat().st_size} bytes\n")
    return 0


def read(topology: dict[str, Any]) -> dict[str, list[Ring]]:
    """Return the rings of each shape on the map's grid, by code, or by name where there is none."""
    (scale_x, scale_y), (left, top) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        degrees = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            degrees.append((x * scale_x + left, y * scale_y + top))
        arcs.append(degrees)
    thinned = [thin([placed(*point) for point in unrolled(arc)]) for arc in arcs]
    shapes: dict[str, list[Ring]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name in LEFT_OUT:
            continue
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for part in parts:
            code = code_of(geometry, joined(part[0], arcs))
            shapes[code] += [joined(ring, thinned) for ring in part]
    return {code: without_specks(rings) for code, rings in sorted(shapes.items())}


def code_of(geometry: dict[str, Any], outline: Ring) -> str:
    """Return the ISO code of a part of a country, or the country's name where it has none."""
    name: str = geometry["properties"]["name"]
    longitude = sum(x for x, _ in outline) / len(outline)
    latitude = sum(y for _, y in outline) / len(outline)
    for code, west, south, east, north in APART.get(name, ()):
        if west <= longitude <= east and south <= latitude <= north:
            return code
    if "id" not in geometry:
        return BY_NAME.get(name, name)
    codes: list[str] = get_global("territory_aliases")[geometry["id"]]
    return codes[0]


def unrolled(arc: Ring) -> Ring:
    """Return a line that begins inside the map and goes on over its edge rather than round it."""
    turned: Ring = []
    for longitude, latitude in arc:
        about = turned[-1][0] if turned else MIDDLE
        turned.append((about + (longitude - about + 180) % 360 - 180, latitude))
    return turned


def thin(line: Ring) -> Ring:
    """Leave out the points that bend a line least (Visvalingam), but never its two ends.

    Lines are shared by the two countries they part, so both keep the same border.
    """
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    kept = [True] * len(line)
    bends = [
        (bend(line[at - 1], line[at], line[at + 1]), at, at - 1, at + 1)
        for at in range(1, len(line) - 1)
    ]
    heapq.heapify(bends)
    while bends:
        size, at, left, right = heapq.heappop(bends)
        if size >= LEAST_BEND:
            break
        if not kept[at] or (left, right) != (before[at], after[at]):
            continue  # an entry from before a neighbour went
        kept[at] = False
        after[left], before[right] = right, left
        for one in (left, right):
            if 0 < one < len(line) - 1:
                sides = before[one], after[one]
                again = max(size, bend(line[sides[0]], line[one], line[sides[1]]))
                heapq.heappush(bends, (again, one, *sides))
    return [point for point, is_kept in zip(line, kept, strict=True) if is_kept]


def bend(one: Point, two: Point, three: Point) -> float:
    """Return the area of the triangle of three points."""
    return (
        abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2
    )


def joined(ring: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Return a ring from the arcs it is made of; ~n stands for arc n backwards."""
    points: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1 if points else 0 :]
    return points


def area(ring: Ring) -> float:
    """Return the area inside a ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def without_specks(rings: list[Ring]) -> list[Ring]:
    """Return the rings large enough to be seen, or the largest alone."""
    return [ring for ring in rings if area(ring) >= LEAST_ISLAND] or [max(rings, key=area)]


def drawing(shapes: dict[str, list[Ring]]) -> str:
    """Return the SVG file: all shapes in one group, each with a code also by itself.

    Colours come from the page that refers to it; a width of line does not scale with the map.
    """
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "<!-- Made with Natural Earth by tests/world.py from world-atlas 2.0.2 -->",
        '<g id="land">',
        *(
            f'<path{identifier(code)} vector-effect="non-scaling-stroke" d="{outline}"/>'
            for code, rings in shapes.items()
            if (outline := "".join(pieces(rings)))
        ),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def identifier(code: str) -> str:
    """Return the attribute by which pages refer to a shape; shapes without a code have none."""
    return f' id="{code}"' if len(code) == 2 else ""


def pieces(rings: list[Ring]) -> Iterator[str]:
    """Give the path of each ring in whole units, each point relative to the one before."""
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        steps = [
            (x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points) if (x1, y1) != (x2, y2)
        ]
        if len(steps) > 2:  # fewer enclose nothing
            numbers = " ".join(f"{x} {y}" for x, y in steps[:-1]).replace(" -", "-")
            yield f"M{points[0][0]} {points[0][1]}l{numbers}z"


def dots(shapes: dict[str, list[Ring]]) -> str:
    """Return as JSON the part of the grid that is seen, which codes have a shape, and where each place's dot goes."""
    at = {code: pole(max(rings, key=area)) for code, rings in shapes.items() if len(code) == 2}
    at |= {code: placed(*unrolled([degrees])[0]) for code, degrees in SMALL.items()}
    _, bottom = placed(0, SOUTH)
    held = {
        "box": [WEST, 0, WIDTH - WEST, math.ceil(bottom)],
        "shapes": sorted(code for code in shapes if len(code) == 2 and any(pieces(shapes[code]))),
        "dots": {code: [round(x), round(y)] for code, (x, y) in sorted(at.items())},
    }
    return json.dumps(held, separators=(",", ":")) + "\n"


def pole(ring: Ring) -> Point:
    """Return a point well inside a ring: of a grid's points, the one farthest from its edge."""
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    grid = (
        (
            left + (right - left) * (column + 0.5) / POLE_STEPS,
            top + (bottom - top) * (row + 0.5) / POLE_STEPS,
        )
        for column in range(POLE_STEPS)
        for row in range(POLE_STEPS)
    )
    inside = [point for point in grid if is_inside(point, ring)]
    if not inside:
        return (left + right) / 2, (top + bottom) / 2
    return max(inside, key=lambda point: distance(point, ring))


def is_inside(point: Point, ring: Ring) -> bool:
    """Tell whether a line from the point to the right leaves the ring an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def distance(point: Point, ring: Ring) -> float:
    """Return how far a point is from the nearest edge of a ring."""
    return min(
        edge_distance(point, one, two) for one, two in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def edge_distance(point: Point, one: Point, two: Point) -> float:
    """Return how far a point is from the line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, one, two
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length if length else 0
    share = min(1, max(0, share))
    return math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1))


if __name__ == "__main__":
    sys.exit(main())
