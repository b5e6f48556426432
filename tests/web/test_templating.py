"""Dates, sizes and languages are shown as their readers write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import force_locale

from coalition.web import languages, templating

MEETING = datetime(2012, 11, 8, 14, 30, tzinfo=timezone(timedelta(hours=4)))


@pytest.mark.parametrize(
    ("locale", "day", "moment", "month"),
    [
        ("en", "8 November 2012", "8 November 2012, 10:30 UTC", "November 2012"),
        ("fr", "8 novembre 2012", "8 novembre 2012, 10:30\u00a0UTC", "novembre 2012"),
        ("ru", "8 ноября 2012\u202fг.", "8 ноября 2012\u202fг., 10:30 UTC", "ноябрь 2012\u202fг."),
        ("zh", "2012年11月8日", "2012年11月8日 10:30（协调世界时）", "2012年11月"),
    ],
)
def test_dates_follow_the_reader(
    app: Flask, locale: str, day: str, moment: str, month: str
) -> None:
    with force_locale(locale):
        assert templating.show_date(date(2012, 11, 8)) == day
        assert templating.show_datetime(MEETING) == moment
        assert templating.show_issued("2012-11") == month


@pytest.mark.parametrize(
    ("given", "shown"),
    [("2012", "2012"), ("2012-11-08", "8 November 2012"), ("2012-99", "2012-99"), ("", "")],
)
def test_partial_dates_are_shown_as_far_as_they_go(app: Flask, given: str, shown: str) -> None:
    assert templating.show_issued(given) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1 byte"), (999, "999 bytes"), (40_200, "40 kB"), (1_250_000, "1.2 MB")],
)
def test_sizes_are_in_units_people_use(app: Flask, size: int, shown: str) -> None:
    assert templating.show_size(size) == shown


@pytest.mark.parametrize("locale", ["ar", "en", "es", "fr", "ru", "zh"])
@pytest.mark.parametrize("number", [0, 7, 999, 1_000, -12, 1_234_567, 0.5, 1234.25])
def test_numbers_are_those_of_the_locale(app: Flask, locale: str, number: float) -> None:
    with force_locale(locale):
        assert templating.show_number(number) == format_decimal(number, locale=locale)


def test_percentages_follow_the_reader(app: Flask) -> None:
    assert templating.show_percent(97) == "97%"


def test_no_moment_is_shown_as_nothing(app: Flask) -> None:
    assert (templating.show_datetime(None), templating.show_date(None)) == ("", "")


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("en", "ltr"), ("zh", "ltr")],
)
def test_direction_follows_the_language_or_its_script(tag: str, direction: str) -> None:
    assert languages.direction_of(tag) == direction


def test_language_of_the_browser_is_taken_until_one_is_chosen(app: Flask) -> None:
    client = app.test_client()
    wanted = {"Accept-Language": "fr-CA,fr;q=0.9"}
    assert '<html lang="fr"' in client.get("/", headers=wanted).get_data(as_text=True)
    client.post("/language", data={"language": "es"})
    assert '<html lang="es"' in client.get("/", headers=wanted).get_data(as_text=True)


def test_moment_in_utc_is_left_as_it_is(app: Flask) -> None:
    assert templating.show_datetime(datetime(2012, 1, 1, tzinfo=UTC)) == "1 January 2012, 00:00 UTC"
