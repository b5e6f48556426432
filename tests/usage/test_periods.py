"""Which months are told."""

from datetime import date

import pytest

from coalition.usage.periods import choices, period_of

TODAY = date(2026, 11, 28)
BEGAN = date(2025, 3, 9)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("12", ("12", "2025-12-01", "2026-11-30", 12)),
        ("24", ("24", "2024-12-01", "2026-11-30", 24)),
        ("2025", ("2025", "2025-01-01", "2025-12-31", 12)),
        ("2026", ("2026", "2026-01-01", "2026-11-30", 11)),
        ("all", ("all", "2025-03-01", "2026-11-30", 21)),
        ("2024", ("12", "2025-12-01", "2026-11-30", 12)),
        ("", ("12", "2025-12-01", "2026-11-30", 12)),
    ],
)
def test_period_has_whole_months(key: str, expected: tuple[str, str, str, int]) -> None:
    found = period_of(key, BEGAN, TODAY)
    assert expected == (
        found.key,
        found.first_on.isoformat(),
        found.last_on.isoformat(),
        len(found.months),
    )


def test_all_of_nothing_is_this_month() -> None:
    assert period_of("all", None, TODAY).months == (date(2026, 11, 1),)


@pytest.mark.usefixtures("app")
def test_what_may_be_chosen_are_the_years_that_were_counted() -> None:
    assert [key for key, _name in choices(BEGAN, TODAY)] == ["12", "24", "2026", "2025", "all"]
    assert [key for key, _name in choices(None, TODAY)] == ["12", "24", "2026", "all"]
