"""Places are put on the map where the countries around them are drawn."""

import pytest

from coalition.members import projection, worldmap


def test_middle_of_the_map_is_its_meridian() -> None:
    x, _ = projection.placed(projection.MIDDLE, 0)
    assert x == projection.WIDTH / 2


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("NL", 5.3, 52.2),
        ("KE", 37.8, 0.4),
        ("UY", -56.0, -32.9),
        ("TV", 179.2, -8.5),
        ("TK", -171.8, -9.2),
    ],
)
def test_place_is_near_the_dot_of_its_country(code: str, longitude: float, latitude: float) -> None:
    dot = worldmap.world().dots[code]
    x, y = projection.spot(longitude, latitude)
    assert abs(x - dot[0]) < 15
    assert abs(y - dot[1]) < 15


def test_longitude_beyond_the_edge_comes_back_at_the_other_side() -> None:
    assert projection.spot(190, 10) == projection.spot(-170, 10)


def test_place_without_degrees_is_its_country_s_dot() -> None:
    assert worldmap.place_of("KE", None, None) == worldmap.world().dots["KE"]
    assert worldmap.place_of("ZZ", None, None) is None


def test_place_off_the_map_is_at_its_edge() -> None:
    left, top, width, height = map(int, worldmap.world().box.split())
    for latitude in (-90.0, 90.0):
        for longitude in (-180.0, -168.6, 0.0, 180.0):
            place = worldmap.place_of("", latitude, longitude)
            assert place is not None
            assert left <= place[0] <= left + width
            assert top <= place[1] <= top + height
