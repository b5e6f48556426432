"""Times as the clocks of a meeting show them, and those of the reader beside them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, Response

from coalition.web import clocks
from coalition.web.clocks import reader_times, times_shown

BAKU, BERLIN = ZoneInfo("Asia/Baku"), ZoneInfo("Europe/Berlin")
NINE = datetime(2012, 11, 6, 5, 0, tzinfo=UTC)  # 9:00 in Baku
HALF_PAST_TEN = NINE + timedelta(minutes=90)


def in_browser(app: Flask, zone: str = "", language: str = "en"):  # type: ignore[no-untyped-def]
    """Return a request from a browser that keeps this zone."""
    headers = {"Cookie": f"zone={zone}", "Accept-Language": language}
    return app.test_request_context("/", headers=headers)


def words(shown: clocks.Shown | None) -> str:
    """Return times as a page shows them."""
    assert shown is not None
    return f"{shown.begins}–{shown.ends} ({shown.zone})"


def test_times_are_those_of_the_meeting_with_their_zone(app: Flask) -> None:
    with in_browser(app):
        shown = times_shown(NINE, HALF_PAST_TEN, BAKU)
        assert words(shown) == "Tuesday, 6 November 2012, 09:00–10:30 (Baku, UTC+4)"
        assert (shown.first, shown.last) == ("2012-11-06T09:00+04:00", "2012-11-06T10:30+04:00")


def test_baku_is_five_hours_from_utc_in_summer_and_four_in_winter(app: Flask) -> None:
    with in_browser(app):
        assert clocks.zone_words(BAKU, datetime(2012, 7, 1, tzinfo=UTC)) == "Baku, UTC+5"
        assert clocks.zone_words(BAKU, datetime(2012, 11, 1, tzinfo=UTC)) == "Baku, UTC+4"


def test_session_over_the_change_of_clocks_says_both_offsets(app: Flask) -> None:
    start = datetime(2013, 3, 31, 0, 30, tzinfo=UTC)  # at 2:00 clocks in Berlin go to 3:00
    with in_browser(app):
        shown = times_shown(start, start + timedelta(hours=1), BERLIN, "")
        assert words(shown) == "01:30–03:30 (Berlin, UTC+1 → UTC+2)"


def test_session_past_midnight_says_the_other_day_and_midnight_itself_does_not(app: Flask) -> None:
    late = datetime(2012, 11, 6, 18, 0, tzinfo=UTC)  # 22:00 in Baku
    with in_browser(app):
        assert words(times_shown(late, late + timedelta(hours=2), BAKU, "")) == (
            "22:00–00:00 (Baku, UTC+4)"
        )
        assert words(times_shown(late, late + timedelta(hours=3), BAKU, "")) == (
            "22:00–Wed, 7 Nov, 01:00 (Baku, UTC+4)"
        )


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("Europe/Paris", "06:00–07:30 (Paris, UTC+1)"),
        ("~Europe/Paris", "06:00–07:30 (Paris, UTC+1)"),  # named by the browser
        ("Asia/Kolkata", "10:30–12:00 (Kolkata, UTC+5:30)"),
        ("America/Los_Angeles", "Mon, 5 Nov, 21:00–22:30 (Los Angeles, UTC−8)"),
        ("America/New_York", "00:00–01:30 (New York, UTC−5)"),
        ("America/St_Johns", "01:30–03:00 (St John’s, UTC−3:30)"),
        ("UTC", "05:00–06:30 (UTC)"),
    ],
)
def test_reader_is_shown_their_own_time_and_its_day_where_it_differs(
    app: Flask, kept: str, expected: str
) -> None:
    with in_browser(app, kept):
        assert words(reader_times(NINE, HALF_PAST_TEN, BAKU)) == expected


@pytest.mark.parametrize(
    "kept", ["", "-", "Asia/Baku", "Asia/Dubai", "Mars/Olympus", "../etc", "~"]
)
def test_reader_without_a_zone_or_with_the_same_clocks_is_shown_one_time(
    app: Flask, kept: str
) -> None:
    with in_browser(app, kept):
        assert reader_times(NINE, HALF_PAST_TEN, BAKU) is None


def test_times_are_in_the_language_of_the_reader(app: Flask) -> None:
    with in_browser(app, language="fr"):
        assert times_shown(NINE, HALF_PAST_TEN, BAKU).begins == "mardi 6 novembre 2012, 09:00"
        assert clocks.city_of("Asia/Baku") == "Bakou"


def test_days_of_a_meeting_in_short(app: Flask) -> None:
    with in_browser(app):
        assert clocks.day_range(date(2012, 11, 6), date(2012, 11, 9)) == "6–9 Nov 2012"
        assert clocks.day_range(date(2012, 11, 6), date(2012, 11, 6)) == "6 November 2012"


def test_choice_is_kept_for_a_year_and_what_is_no_zone_is_not(app: Flask) -> None:
    with in_browser(app):
        answer = Response()
        assert clocks.remember_zone(answer, "Europe/Paris")
        assert answer.headers["Set-Cookie"].startswith("zone=Europe/Paris; Expires=")
        refused = Response()
        assert not clocks.remember_zone(refused, "Mars/Olympus")
        assert "Set-Cookie" not in refused.headers
        following = Response()
        assert clocks.remember_zone(following, "")
        assert "Max-Age=0" in following.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [("", False), ("~Europe/Paris", False), ("Europe/Paris", True), ("-", True), ("x", False)],
)
def test_zone_is_chosen_only_by_the_reader(app: Flask, kept: str, expected: bool) -> None:
    with in_browser(app, kept):
        assert clocks.zone_chosen() is expected


def test_zones_of_the_world_are_listed_by_region_and_all_can_be_used(app: Flask) -> None:
    with in_browser(app):
        found = clocks.zones_by_region()
    assert ("Asia/Baku", "Baku") in found["Asia"]
    assert [
        name for zones in found.values() for name, _ in zones if not clocks.find_zone(name)
    ] == []
    assert list(found) == sorted(found)
