"""The world map of the register: how many members each country has, as SVG made on the server.

Outlines are one static file that browsers keep; a page names the shapes it marks and adds a dot to
each, so that small island states are as plain to see as large countries. Colours and sizes of the
dots are in static/css/map.css. Nothing in the drawing depends on the direction of reading.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from coalition.members import projection

HELD = Path(__file__).with_name("world.json")  # drawn by tests/world.py
STEPS = (1, 2, 4, 8, 16)  # members from which a dot has the next of five sizes

# What the United Nations writes under its own maps, in fewer words.
NOTE = _l(
    "The boundaries and names shown do not imply any opinion on the legal status of any country "
    "or territory."
)

# Only the land is role="img": what is inside an image cannot be reached, and the marks are links.
_FRAME = Markup(
    '<svg class="map" viewBox="{box}" role="group" '
    'aria-labelledby="map-title" xmlns="http://www.w3.org/2000/svg">'
    '<title id="map-title">{title}</title><desc id="map-about">{about}</desc>'
    '<use class="map-land" role="img" aria-labelledby="map-about" href="{outlines}#land"/>'
    "{marks}</svg>"
)
_MARK = Markup(
    '<a class="map-place" href="{url}" aria-label="{label}"><title>{label}</title>{shape}'
    '<path class="map-ring map-size-{step}" d="M{x} {y}h0" vector-effect="non-scaling-stroke"/>'
    '<path class="map-dot map-size-{step}" d="M{x} {y}h0" vector-effect="non-scaling-stroke"/></a>'
)
_SHAPE = Markup('<use class="map-shape" href="{outlines}#{code}"/>')


@dataclass(frozen=True, slots=True)
class World:
    """What the drawing needs to know: its viewBox, which codes have a shape, where each dot goes."""

    box: str
    shapes: frozenset[str]
    dots: Mapping[str, tuple[int, int]]


@cache
def world() -> World:
    """Return the map's measures, in its own units; every code of a country has a dot."""
    held = json.loads(HELD.read_text(encoding="utf-8"))
    dots = {code: (x, y) for code, (x, y) in held["dots"].items()}
    return World(" ".join(map(str, held["box"])), frozenset(held["shapes"]), dots)


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on the map: where it is, what its link is called and leads to, its size from 0 to 5.

    `shape` is the code of the country to shade with it, "" for none.
    """

    x: int
    y: int
    url: str
    label: str
    size: int
    shape: str = ""


def render(
    counts: Mapping[str, int],
    *,
    href: Callable[[str], str],
    label: Callable[[str, int], str],
    outlines: str = "/static/img/world.svg",
) -> Markup:
    """Draw the map with a mark for each country that has members.

    counts: members by country code; codes without members or unknown to the map are left out.
    href: the address a country's mark leads to, by code.
    label: what its link is called, by code and count, such as "Kenya: 3 members".
    outlines: the address of static/img/world.svg.
    The page also needs static/css/map.css, and a table beside the map with the same figures.
    """
    marked = {code: n for code, n in counts.items() if n > 0 and code in world().dots}
    return draw(
        _dots(marked, href, label),
        title=_("World map of members"),
        about=_(
            "Each country with members has a dot, larger for more members, which leads to its "
            "members. The table has the same figures."
        ),
        outlines=outlines,
    )


def draw(
    dots: Iterable[Dot], *, title: str, about: str, outlines: str = "/static/img/world.svg"
) -> Markup:
    """Draw the map with these marks, the last above the others.

    A reader who does not see it is told the title, and `about` what the marks are. The page also
    needs static/css/map.css, and a list or table beside the map that says the same.
    """
    return _FRAME.format(
        box=world().box,
        title=title,
        about=about,
        outlines=outlines,
        marks=Markup("").join(_mark(dot, outlines) for dot in dots),
    )


def place_of(code: str, latitude: float | None, longitude: float | None) -> tuple[int, int] | None:
    """Return where on the map these degrees are, else the country's dot; None for an unknown code."""
    if latitude is None or longitude is None:
        return world().dots.get(code)
    left, top, width, height = map(int, world().box.split())
    x, y = projection.spot(longitude, latitude)
    return min(max(x, left), left + width), min(max(y, top), top + height)


def _dots(
    counts: Mapping[str, int], href: Callable[[str], str], label: Callable[[str, int], str]
) -> Iterator[Dot]:
    """Give the marks, those of most members first, so that no small dot lies under a large one."""
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        x, y = world().dots[code]
        size = sum(count >= least for least in STEPS)
        shape = code if code in world().shapes else ""
        yield Dot(x, y, href(code), label(code, count), size, shape)


def _mark(dot: Dot, outlines: str) -> Markup:
    return _MARK.format(
        url=dot.url,
        label=dot.label,
        shape=_SHAPE.format(outlines=outlines, code=dot.shape) if dot.shape else "",
        step=dot.size,
        x=dot.x,
        y=dot.y,
    )
