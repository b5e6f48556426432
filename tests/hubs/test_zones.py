"""The time zone of a hub is known where its country has one alone."""

from coalition.hubs.zones import only_zone_of, zones_of
from coalition.members.places import countries
from coalition.programme.times import is_zone


def test_country_with_one_zone_needs_no_choice() -> None:
    assert only_zone_of("KE") == "Africa/Nairobi"
    assert only_zone_of("NP") == "Asia/Kathmandu"
    assert only_zone_of("US") == ""
    assert only_zone_of("ZZ") == ""


def test_nearly_every_place_has_zones_that_the_database_knows() -> None:
    codes = [code for code, _ in countries("en")]
    assert {code for code in codes if not zones_of(code)} == {"BV", "HM", "XK"}
    assert [zone for code in codes for zone in zones_of(code) if not is_zone(zone)] == []
