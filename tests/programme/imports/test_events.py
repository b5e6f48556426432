"""A programme as a calendar of any maker: zones, repetition, states, places, ways to take part."""

from datetime import UTC, datetime
from typing import Any

import pytest

from coalition.errors import Invalid
from coalition.programme import queries
from coalition.programme.imports import repeating
from coalition.programme.imports.events import read_calendar
from coalition.programme.imports.said import Said
from coalition.programme.models import Meeting, State
from tests.conftest import Someone
from tests.programme.imports.making import calendar
from tests.programme.making import at, make_meeting

EARLIER = "DTSTART:20121027T050000Z"
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Local
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE
"""


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return queries.get_meeting(make_meeting(coordinator.viewer).id)


def read(meeting: Meeting, *events: str, **more: str) -> list[Said]:
    """Return what a calendar of these events says."""
    return list(read_calendar(calendar(*events, **more).decode(), meeting).sessions)


def event(*lines: str, starts: str = "DTSTART:20121106T050000Z", uid: str = "a@b") -> str:
    """Return an event of an hour and a half with these lines more."""
    return "\n".join((f"UID:{uid}", starts, "DURATION:PT1H30M", "SUMMARY:Open doors", *lines))


def test_event_is_read_with_all_that_it_says(meeting: Meeting) -> None:
    (said,) = read(
        meeting,
        event(
            "DESCRIPTION:First\\, second\\nthird",
            "LOCATION:Room 1\\, Baku Expo Center",
            "CATEGORIES:Workshop,openness,Music",
            "STATUS:CANCELLED",
            "COMMENT:The speaker is ill.",
            'CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL="Join":https://example.org/join',
            "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Webcast:https://example.org/live",
            "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+1-412-555-0123",
        ),
    )
    assert said == Said(
        line=4,
        uid="a@b",
        title="Open doors",
        fields={
            "title": "Open doors",
            "description": "First, second\nthird",
            "room": "Room 1",
            "kind": "workshop",
            "theme": "openness",
            "webcast": "https://example.org/live",
            "remote_address": "https://example.org/join",
            "starts_at": at("09:00"),
            "ends_at": at("10:30"),
        },
        state=State.CANCELLED,
        reason="The speaker is ill.",
        remarks=("Categories left out: Music",),
    )


@pytest.mark.filterwarnings("ignore::icalendar.error.GloballyUniqueTZIDGuessed")  # as the site does
@pytest.mark.parametrize(
    ("starts", "moment"),
    [
        ("DTSTART:20121106T050000Z", "2012-11-06T05:00"),
        ("DTSTART:20121106T090000", "2012-11-06T05:00"),  # floating: as clocks of the meeting
        ("DTSTART;TZID=Europe/Berlin:20121106T060000", "2012-11-06T05:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20121106T060000", "2012-11-06T05:00"),
        ("DTSTART;TZID=/example.org/Europe/Berlin:20121106T060000", "2012-11-06T05:00"),
        ("DTSTART;TZID=Local:20121106T080000", "2012-11-06T05:00"),
    ],
)
def test_time_in_any_zone_is_the_right_instant(meeting: Meeting, starts: str, moment: str) -> None:
    zone = OWN_ZONE.format(offset="+0300")
    (said,) = read(meeting, event(starts=starts), before=zone)
    assert said.problem == ""
    assert said.fields["starts_at"] == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_zone_that_a_file_describes_is_its_own_alone(meeting: Meeting) -> None:
    starts = "DTSTART;TZID=Local:20121106T080000"
    for offset, hour in (("+0300", 5), ("-0500", 13)):
        (said,) = read(meeting, event(starts=starts), before=OWN_ZONE.format(offset=offset))
        assert said.fields["starts_at"] == datetime(2012, 11, 6, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("DTSTART;VALUE=DATE:20121106", "This is for a whole day."),
        ("DTSTART;TZID=Nowhere/At All:20121106T090000", "The time zone “Nowhere/At All” is not"),
        ("DTSTART:20121106T090000", "The event has no end."),
        ("SUMMARY:Timeless", "The event has no beginning that can be read."),
        ("DTSTART:yesterday\nDTEND:20121106T090000", "The event has no beginning"),
        ("DTSTART:20121106T090000\nDURATION:PT1H\nRRULE:FREQ=NEVER", "How the event is repeated"),
        ("DTSTART:99991231T230000Z\nDURATION:P1D", "Give a day of our time."),
        ("DTSTART:20121106T090000Z\nDURATION:P999999999D", "Give a day of our time."),
    ],
)
def test_event_that_is_no_session_is_refused_with_its_line(
    meeting: Meeting, lines: str, sentence: str
) -> None:
    (first, said) = read(meeting, event(), f"UID:c@d\n{lines}")
    assert first.problem == ""
    assert (said.line, said.uid) == (10, "c@d")
    assert said.problem.startswith(sentence)


def when(said: list[Said]) -> list[tuple[str, Any]]:
    """Return identifiers and beginnings."""
    return [(one.uid, one.fields["starts_at"]) for one in said]


def test_repeated_event_becomes_one_session_each_within_the_meeting(meeting: Meeting) -> None:
    said = read(
        meeting,
        event("RRULE:FREQ=DAILY", "EXDATE:20121108T050000Z", starts="DTSTART:20121101T050000Z"),
        event("RECURRENCE-ID:20121107T050000Z", starts="DTSTART:20121107T070000Z"),
    )
    assert when(said) == [
        ("a@b/20121106T050000Z", at("09:00")),
        ("a@b/20121109T050000Z", at("09:00", 9)),
        ("a@b/20121107T050000Z", at("11:00", 7)),
    ]


def test_repeated_event_keeps_the_hour_of_clocks_that_change(coordinator: Someone) -> None:
    meeting = make_meeting(
        coordinator.viewer,
        timezone="Europe/Berlin",
        begins_on=datetime(2013, 3, 30).date(),  # noqa: DTZ001 a day
        ends_on=datetime(2013, 4, 1).date(),  # noqa: DTZ001
    )
    said = read(
        queries.get_meeting(meeting.id),
        event(
            "RRULE:FREQ=DAILY;UNTIL=20130401T080000Z",
            "RDATE;TZID=Europe/Berlin:20130330T150000",
            starts="DTSTART;TZID=Europe/Berlin:20130330T100000",
        ),
    )
    assert [f"{moment:%d %H:%M}" for _uid, moment in when(said)] == [
        "30 09:00",
        "30 14:00",
        "31 08:00",
        "01 08:00",
    ]


NEVER = "The event is repeated, but never on the days of the meeting."
TOO_OFTEN = "The event is repeated more than 200 times."
UNREADABLE = "How the event is repeated cannot be read. Give each time as an event of its own."
ALL_HOURS = ",".join(map(str, range(24)))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("FREQ=YEARLY;BYMONTH=5", NEVER),
        ("FREQ=SECONDLY", UNREADABLE),
        ("FREQ=MINUTELY;COUNT=3", UNREADABLE),
        ("FREQ=DAILY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30", UNREADABLE),
        ("FREQ=DAILY;INTERVAL=-1", UNREADABLE),
        ("FREQ=HOURLY;BYMINUTE=70", UNREADABLE),
        ("FREQ=HOURLY;INTERVAL=1,2", UNREADABLE),
        (f"FREQ=DAILY;BYHOUR={ALL_HOURS};BYMINUTE=0,10,20,30,40,50", UNREADABLE),
    ],
)
def test_repetition_without_measure_or_elsewhere_is_refused(
    meeting: Meeting, rule: str, sentence: str
) -> None:
    (said,) = read(meeting, event(f"RRULE:{rule}", starts="DTSTART:20110501T050000Z"))
    assert said.problem == sentence


def test_repetition_more_often_than_a_programme_has_sessions_is_refused(meeting: Meeting) -> None:
    (said,) = read(meeting, event(f"RRULE:FREQ=DAILY;BYHOUR={ALL_HOURS};BYMINUTE=0,10,20,30,40"))
    assert said.problem == TOO_OFTEN


@pytest.mark.parametrize("often", ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"])
@pytest.mark.parametrize(
    "never",
    ["BYMONTH=2;BYMONTHDAY=30", "BYSETPOS=366;BYMONTH=3", "BYMONTH=2;BYMONTHDAY=30;COUNT=3"],
)
def test_rule_that_never_occurs_is_followed_to_the_end_of_the_meeting_only(
    meeting: Meeting, often: str, never: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeating, "MOST_OF_A_FILE", 24 * 20)
    rule = f"RRULE:FREQ={often};{never}"
    (said,) = read(meeting, event(rule, "RDATE:20121107T050000Z", starts=EARLIER))
    assert when([said]) == [("a@b/20121107T050000Z", at("09:00", 7))]


def test_rules_of_a_file_are_followed_no_further_than_they_all_may(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeating, "MOST_OF_A_FILE", 60)
    daily = [event("RRULE:FREQ=DAILY;UNTIL=20121106T090000Z", starts=EARLIER, uid=u) for u in "abc"]
    said = read(meeting, *daily, event(uid="d"))
    assert [(one.uid[0], one.problem) for one in said] == [
        *(("a", ""), ("b", "")),
        *(("c", UNREADABLE), ("d", "")),
    ]


def test_calendar_that_cancels_cancels_every_event(meeting: Meeting) -> None:
    (said,) = read(meeting, event(), before="METHOD:CANCEL\n")
    assert said.state is State.CANCELLED


def test_webcast_is_told_from_where_one_takes_part_by_what_it_can_do(meeting: Meeting) -> None:
    (said,) = read(
        meeting,
        event(
            "CONFERENCE;VALUE=URI;FEATURE=CHAT,VIDEO:https://example.org/join",
            "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://example.org/live",
        ),
    )
    assert (said.fields["webcast"], said.fields["remote_address"]) == (
        "https://example.org/live",
        "https://example.org/join",
    )


def test_address_with_a_line_break_in_it_is_left_out(meeting: Meeting) -> None:
    (said,) = read(
        meeting, event("CONFERENCE;VALUE=URI;LABEL=Webcast:https://a.example/\rX-MORE:1")
    )
    assert (said.problem, said.fields.get("webcast")) == ("", None)


def test_calendar_that_is_damaged_is_refused(meeting: Meeting) -> None:
    with pytest.raises(Invalid, match="The calendar file cannot be read"):
        read_calendar("BEGIN:VCALENDAR\r\nthis is no line\r\nEND:VCALENDAR\r\n", meeting)
    assert read_calendar("BEGIN:VCALENDAR\r\n", meeting).sessions == ()
