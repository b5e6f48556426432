"""Numbers are understood as people type them, wherever they are."""

import pytest
from flask import Flask

from coalition.hubs.forms import ChangeForm, degrees, people


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("36.82", 36.82),
        ("−1,29", -1.29),
        ("-1.29°", -1.29),
        ("٣٦٫٨", 36.8),
        ("0", 0.0),
        ("", None),
        ("north", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
    ],
)
def test_degrees(typed: str, found: float | None) -> None:
    assert degrees(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [("25", 25), ("٢٥", 25), ("0", 0), ("-3", None), ("2.5", None), ("²", None), ("9" * 10, None)],
)
def test_people(typed: str, found: int | None) -> None:
    assert people(typed) == found


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_every_zone_is_offered_once_by_country(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        form = ChangeForm(formdata=None, country="NP", timezone="Asia/Kathmandu")
        groups = form.timezone.choices
    assert list(groups)[1] in {"Nepal", "نيبال", "尼泊尔"}
    zones = [zone for choices in groups.values() for zone, _ in choices]
    assert len(zones) == len(set(zones))
    assert len(zones) > 400


def test_zone_that_is_no_longer_offered_stays_chosen(app: Flask) -> None:
    with app.test_request_context():
        form = ChangeForm(formdata=None, country="IN", timezone="Asia/Calcutta")
        assert '<option selected value="Asia/Calcutta">' in form.timezone()
