"""Hubs stand where they are, and beside one another where that is the same place."""

import math

from coalition.hubs.models import Hub
from coalition.hubs.positions import NEAR, positions
from coalition.members.worldmap import world


def hub(number: int, country: str = "KE", place: tuple[float, float] | None = None) -> Hub:
    latitude, longitude = place or (None, None)
    return Hub(id=number, country=country, latitude=latitude, longitude=longitude)


def test_hub_without_degrees_is_at_its_country_s_dot() -> None:
    assert positions([hub(1)]) == {1: world().dots["KE"]}


def test_degrees_go_before_the_country() -> None:
    (x, y) = positions([hub(1, place=(-33.9, 18.4))])[1]
    south = world().dots["ZA"]
    assert math.dist((x, y), south) < 60


def test_hubs_of_one_place_are_all_seen_near_it() -> None:
    found = positions([hub(number) for number in range(12)])
    points = list(found.values())
    assert len(points) == 12
    apart = [math.dist(a, b) for n, a in enumerate(points) for b in points[:n]]
    assert min(apart) >= NEAR
    assert max(math.dist(point, points[0]) for point in points) < NEAR * 6


def test_country_the_map_does_not_know_is_left_out() -> None:
    assert positions([hub(1, country="ZZ")]) == {}
