"""What tests of imports begin with: tables and calendars as they are sent."""

from collections.abc import Sequence

from coalition.programme import queries
from coalition.programme.imports.plan import Plan
from coalition.programme.imports.running import bring_in, rehearse
from coalition.programme.imports.table import write_table
from coalition.programme.models import Session
from tests.conftest import Someone


def table(*rows: str, head: str = "number,title,day,start,end,room") -> bytes:
    """Return a table of these rows."""
    return "\r\n".join((head, *rows)).encode()


def calendar(*events: str, before: str = "", maker: str = "-//Somebody//Else//EN") -> bytes:
    """Return a calendar of events, each given as its lines."""
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:{maker}\n{before}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def sessions_of(meeting_id: int, by: Someone) -> list[Session]:
    """Return the sessions of a meeting as a coordinator sees them."""
    return queries.sessions_of(meeting_id, viewer=by.viewer)


def exported(meeting_id: int, by: Someone) -> bytes:
    """Return the programme as the table that is taken out."""
    return write_table(sessions_of(meeting_id, by)).encode()


def outcomes(data: bytes, meeting_id: int, by: Someone) -> Sequence[tuple[int, str, str]]:
    """Return line, outcome and problem of each row of a rehearsal."""
    plan = rehearse(data, meeting_id, by=by.viewer)
    return [(row.said.line, row.outcome.value, row.problem) for row in plan.rows]


def brought_in(data: bytes, meeting_id: int, by: Someone, **more: str) -> Plan:
    """Bring a file in as it was rehearsed just before."""
    plan = rehearse(data, meeting_id, by=by.viewer)
    return bring_in(data, meeting_id, by=by.viewer, expected=plan.digest, **more)
