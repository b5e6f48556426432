"""The world map marks every country with members, small island states too, and nothing else."""

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask_babel import Babel

from coalition.members import places, worldmap

OUTLINES = worldmap.HELD.parents[1] / "static" / "img" / "world.svg"
SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 120_000
MOST_BYTES_SENT = 35_000
SMALL_ISLAND_STATES = "AG BB CV DM FJ FM GD KI KM KN LC MH MT MU MV NR PW SC ST TO TV VC WS"


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    """A page in English, for the map's own words."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def _drawn(counts: Mapping[str, int]) -> ET.Element:
    def label(code: str, count: int) -> str:
        return f"{places.country_name(code, 'en')}: {count} members"

    drawn = worldmap.render(counts, href=lambda code: f"?country={code}", label=label)
    return _read(drawn)


def _read(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314  # our own drawing


def _links(counts: Mapping[str, int]) -> list[tuple[str | None, str | None]]:
    return [(a.get("href"), a.findtext(f"{SVG}title")) for a in _drawn(counts).iter(f"{SVG}a")]


def _sizes(counts: Mapping[str, int]) -> list[str]:
    dots = _drawn(counts).iter(f"{SVG}path")
    return [(dot.get("class") or "") for dot in dots if "map-dot" in (dot.get("class") or "")]


def test_map_links_each_country_with_its_label_most_members_first() -> None:
    assert _links({"KE": 1, "NL": 3, "TV": 1}) == [
        ("?country=NL", "Netherlands: 3 members"),
        ("?country=KE", "Kenya: 1 members"),
        ("?country=TV", "Tuvalu: 1 members"),
    ]


def test_map_leaves_out_countries_without_members_and_codes_it_does_not_know() -> None:
    assert _links({"NL": 0, "ZZ": 4, "": 2}) == []


def test_map_is_a_named_group_of_links_around_a_described_picture() -> None:
    drawn = _drawn({"NL": 1})
    land = drawn.find(f"{SVG}use")
    assert land is not None
    assert (drawn.get("role"), land.get("role")) == ("group", "img")
    assert drawn.findtext(f"*[@id='{drawn.get('aria-labelledby')}']") == "World map of members"
    assert drawn.findtext(f"*[@id='{land.get('aria-labelledby')}']") == drawn.findtext(f"{SVG}desc")


def test_map_has_no_style_or_script_of_its_own() -> None:
    drawn = _drawn({code: 1 for code, _ in places.countries("en")})
    assert {element.tag.removeprefix(SVG) for element in drawn.iter()} == {
        *("svg", "title", "desc", "use", "a", "path")
    }
    assert [element for element in drawn.iter() if element.get("style")] == []


def test_map_shades_a_country_that_has_a_shape_and_dots_one_that_is_too_small() -> None:
    shapes = [use.get("href") for use in _drawn({"KE": 1, "TV": 1}).iter(f"{SVG}use")]
    assert shapes == ["/static/img/world.svg#land", "/static/img/world.svg#KE"]
    assert len(_sizes({"KE": 1, "TV": 1})) == 2


@pytest.mark.parametrize(
    ("count", "size"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (15, 4), (16, 5), (500, 5)]
)
def test_map_dot_grows_with_the_number_of_members(count: int, size: int) -> None:
    assert _sizes({"NL": count}) == [f"map-dot map-size-{size}"]


def test_map_escapes_labels_and_addresses() -> None:
    drawn = worldmap.render(
        {"NL": 1}, href=lambda _: '?a="<', label=lambda code, count: f"<b>{code} & {count}"
    )
    (link,) = _read(drawn).iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ('?a="<', "<b>NL & 1")


def test_every_place_has_a_dot_inside_the_map() -> None:
    left, top, width, height = map(int, worldmap.world().box.split())
    dots = worldmap.world().dots
    assert {*dots} == {code for code, _ in places.countries("en")}
    outside = [
        code
        for code, (x, y) in dots.items()
        if not (left < x < left + width and top < y < top + height)
    ]
    assert outside == []


def test_small_island_states_are_dots_of_their_own() -> None:
    dots = [worldmap.world().dots[code] for code in SMALL_ISLAND_STATES.split()]
    assert len({*dots}) == len(dots)


def test_dots_are_where_their_countries_are() -> None:
    dots = worldmap.world().dots
    west_to_east = ["US", "BR", "GB", "EG", "IN", "AU", "NZ"]
    north_to_south = ["NO", "NL", "IT", "NG", "ZA"]
    assert sorted(west_to_east, key=lambda code: dots[code][0]) == west_to_east
    assert sorted(north_to_south, key=lambda code: dots[code][1]) == north_to_south


def test_outlines_hold_every_shape_the_map_names_and_no_other_code() -> None:
    root = _read(OUTLINES.read_text(encoding="utf-8"))
    codes = {path.get("id") for path in root.iter(f"{SVG}path")} - {None}
    assert codes == worldmap.world().shapes
    assert {"GF", "SJ", "XK"} <= codes


def test_outlines_are_small_enough_to_send() -> None:
    data = OUTLINES.read_bytes()
    assert len(data) + worldmap.HELD.stat().st_size < MOST_BYTES
    assert len(gzip.compress(data)) < MOST_BYTES_SENT


def test_a_page_with_a_hundred_countries_carries_little_of_the_map() -> None:
    counts = {code: 2 for code, _ in places.countries("en")[:100]}
    drawn = worldmap.render(
        counts, href=lambda code: f"?country={code}", label=lambda code, count: f"{code}: {count}"
    )
    assert len(gzip.compress(drawn.encode())) < 4_000
