"""Sessions become days, tables of rooms and times, and what is on now; over changes of clocks too."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coalition.programme import schedule
from coalition.programme.models import Meeting, Room, Session, State
from coalition.programme.schedule import Cell, Current, Phase
from tests.programme.making import BAKU, at

BERLIN = ZoneInfo("Europe/Berlin")
ROOMS = [Room(id=n + 1, name=f"Room {n + 1}", position=n) for n in range(3)]
NUMBERS = count(1)


def session(
    starts: datetime | None, minutes: int = 90, room: int | None = 1, **more: Any
) -> Session:
    """Return a session that no database knows."""
    held = ROOMS[room - 1] if room else None
    given: dict[str, Any] = {"state": State.SCHEDULED, "number": ""} | more
    return Session(
        id=next(NUMBERS),
        title="A session",
        room=held,
        room_id=room,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes) if starts else None,
        **given,
    )


def table(day: schedule.Day) -> list[tuple[str, list[tuple[list[int], int] | None]]]:
    """Return the rows of a day as (clock in Baku, [(numbers of sessions, rows) or None])."""
    return [
        (
            row.starts_at.astimezone(BAKU).strftime("%H:%M"),
            [([one.id for one in c.sessions], c.row_count) if c else None for c in row.cells],
        )
        for row in day.rows
    ]


def test_parallel_sessions_stand_side_by_side_and_long_ones_span_rows() -> None:
    long = session(at("09:00"), 180, room=1)
    first, second = session(at("09:00"), room=2), session(at("10:30"), room=2)
    (day,) = schedule.days([second, first, long], BAKU)
    assert [(c.room, c.lane_count) for c in day.columns] == [(ROOMS[0], 1), (ROOMS[1], 1)]
    assert table(day) == [
        ("09:00", [([long.id], 2), ([first.id], 1)]),
        ("10:30", [([second.id], 1)]),
    ]


def test_room_without_a_session_at_a_time_is_free_there() -> None:
    one, other = session(at("09:00"), 60, room=1), session(at("11:00"), 60, room=3)
    (day,) = schedule.days([one, other], BAKU)
    assert table(day) == [("09:00", [([one.id], 1), None]), ("11:00", [None, ([other.id], 1)])]


def test_sessions_that_overlap_in_a_room_get_lanes_and_those_that_begin_together_one_cell() -> None:
    early, late = session(at("09:00"), 120), session(at("10:00"), 60)
    twin, other = session(at("12:00")), session(at("12:00"))
    (day,) = schedule.days([early, late, twin, other], BAKU)
    assert [column.lane_count for column in day.columns] == [2]
    assert table(day) == [
        ("09:00", [([early.id], 2), None]),
        ("10:00", [([late.id], 1)]),
        ("12:00", [([twin.id, other.id], 1), None]),
    ]


def test_sessions_without_a_room_come_last_and_those_without_a_time_nowhere() -> None:
    (day,) = schedule.days(
        [session(at("09:00"), room=None), session(at("09:00"), room=2), session(None)], BAKU
    )
    assert [column.room for column in day.columns] == [ROOMS[1], None]
    assert len(day.sessions) == 2


def test_session_past_midnight_stays_on_the_day_it_began() -> None:
    late, early = session(at("23:00"), 120), session(at("00:30", 7), 30, room=2)
    days = schedule.days([late, early], BAKU)
    assert [(day.day, day.sessions) for day in days] == [
        (date(2012, 11, 6), (late,)),
        (date(2012, 11, 7), (early,)),
    ]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2013, 3, 30, 22, 59, tzinfo=UTC), date(2013, 3, 30)),  # winter: UTC+1
        (datetime(2013, 3, 30, 23, 0, tzinfo=UTC), date(2013, 3, 31)),
        (datetime(2013, 3, 31, 21, 59, tzinfo=UTC), date(2013, 3, 31)),  # summer: UTC+2
        (datetime(2013, 3, 31, 22, 0, tzinfo=UTC), date(2013, 4, 1)),
    ],
)
def test_days_of_berlin_are_right_on_both_sides_of_the_change_in_march(
    moment: datetime, expected: date
) -> None:
    assert [day.day for day in schedule.days([session(moment)], BERLIN)] == [expected]


def test_hour_that_clocks_show_twice_makes_two_rows() -> None:
    first = session(datetime(2012, 10, 28, 0, 30, tzinfo=UTC), 30)  # 2:30 in Berlin, UTC+2
    second = session(datetime(2012, 10, 28, 1, 30, tzinfo=UTC), 30)  # 2:30 again, UTC+1
    (day,) = schedule.days([second, first], BERLIN)
    assert [row.cells for row in day.rows] == [(Cell((first,), 1),), (Cell((second,), 1),)]


def test_now_and_next_change_at_the_minute_and_leave_out_what_is_not_held() -> None:
    on, after = session(at("09:00")), session(at("11:00"))
    beside = session(at("11:00"), room=2)
    cancelled = session(at("09:00"), room=2, state=State.CANCELLED)
    proposed = session(at("10:30"), room=3, state=State.PROPOSED)
    held = [after, on, beside, cancelled, proposed, session(None)]
    assert schedule.current(held, at("08:59")) == Current((), (on,), at("09:00"))
    assert schedule.current(held, at("09:00")) == Current((on,), (after, beside), at("10:30"))
    assert schedule.current(held, at("10:30")) == Current((), (after, beside), at("11:00"))
    assert schedule.current(held, at("13:00")) == Current((), (), None)


def test_meeting_is_on_by_the_days_of_its_own_zone() -> None:
    baku = Meeting(timezone="Asia/Baku", begins_on=date(2012, 11, 6), ends_on=date(2012, 11, 9))
    assert schedule.phase_of(baku, datetime(2012, 11, 5, 19, 59, tzinfo=UTC)) is Phase.COMING
    assert schedule.phase_of(baku, datetime(2012, 11, 5, 20, 0, tzinfo=UTC)) is Phase.ON
    assert schedule.phase_of(baku, datetime(2012, 11, 9, 19, 59, tzinfo=UTC)) is Phase.ON
    assert schedule.phase_of(baku, datetime(2012, 11, 9, 20, 0, tzinfo=UTC)) is Phase.OVER


def test_clashes_are_pairs_that_overlap_not_those_that_follow_or_are_cancelled() -> None:
    one, overlapping = session(at("09:00")), session(at("10:00"), room=2)
    following = session(at("11:30"))
    off = session(at("09:00"), room=3, state=State.CANCELLED)
    assert schedule.clashes_among([following, off, overlapping, one]) == ((one, overlapping),)
