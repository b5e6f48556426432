"""Where hubs are on the map: at their degrees or their country's dot, and never one upon another."""

import math
from collections.abc import Mapping, Sequence

from coalition.hubs.models import Hub
from coalition.members.worldmap import place_of

NEAR = 14  # units of the map; dots closer than this would hide each other
TURN = math.pi * (3 - math.sqrt(5))  # the golden angle: points of a sunflower never meet


def positions(hubs: Sequence[Hub]) -> Mapping[int, tuple[int, int]]:
    """Return where the dot of each hub goes, by its number, in the units of the map.

    A hub whose place is taken moves away from it along a spiral, just far enough to be seen.
    """
    taken: dict[int, tuple[int, int]] = {}
    for hub in hubs:
        place = place_of(hub.country, hub.latitude, hub.longitude)
        if place is not None:
            taken[hub.id] = _beside(place, list(taken.values()))
    return taken


def _beside(place: tuple[int, int], taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first point of a spiral around a place that is not too near to another dot."""
    for step in range(len(taken) * 4 + 1):
        away = NEAR * math.sqrt(step)
        point = (
            round(place[0] + away * math.cos(step * TURN)),
            round(place[1] + away * math.sin(step * TURN)),
        )
        if all(math.dist(point, other) >= NEAR for other in taken):
            return point
    return place
