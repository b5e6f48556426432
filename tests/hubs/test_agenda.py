"""What a hub follows goes by the days of its own clocks, also where these change meanwhile."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from coalition.hubs import agenda
from coalition.hubs.models import FollowedSession, Hub
from coalition.programme.models import Session, State


def session(number: int, starts_at: datetime | None, state: State = State.SCHEDULED) -> Session:
    return Session(id=number, starts_at=starts_at, state=state)


def hub(*sessions: Session) -> Hub:
    return Hub(follows=[FollowedSession(session=one) for one in sessions])


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2012, 11, day, hour, minute, tzinfo=UTC)


def test_sessions_are_in_order_of_time_and_those_without_one_come_last() -> None:
    following = hub(session(1, None), session(2, at(7, 9)), session(3, at(6, 9), State.CANCELLED))
    assert [one.id for one in agenda.followed(following)] == [3, 2, 1]
    assert [one.id for one in agenda.followed(following, cancelled=False)] == [2, 1]


def test_days_are_those_of_the_hub() -> None:
    sessions = [
        session(1, at(6, 20)),
        session(2, at(6, 21)),
        session(3, at(7, 9)),
        session(4, None),
    ]
    nairobi = agenda.by_day(sessions, ZoneInfo("Africa/Nairobi"))
    assert [(day, [one.id for one in found]) for day, found in nairobi] == [
        (date(2012, 11, 6), [1]),
        (date(2012, 11, 7), [2, 3]),
        (None, [4]),
    ]
    lima = agenda.by_day(sessions, ZoneInfo("America/Lima"))
    assert [day for day, _ in lima] == [date(2012, 11, 6), date(2012, 11, 7), None]


def test_day_is_right_on_both_sides_of_a_change_of_clocks() -> None:
    """New York went from UTC−4 to UTC−5 on 4 November 2012 at 06:00 UTC."""
    sessions = [session(1, at(4, 3, 30)), session(2, at(4, 4, 30)), session(3, at(5, 4, 30))]
    found = agenda.by_day(sessions, ZoneInfo("America/New_York"))
    assert [(day, [one.id for one in those]) for day, those in found] == [
        (date(2012, 11, 3), [1]),
        (date(2012, 11, 4), [2, 3]),
    ]
