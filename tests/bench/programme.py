"""Times a programme of 300 sessions: brought in by command, then its schedule and calendar over HTTP.

The pages are asked for through one connection to `flask serve`, signed out, in turn; the number of
statements is counted in this process on the same installation.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from coalition.database import db
from coalition.programme import service
from coalition.programme.description import MeetingFields
from coalition.web.spreadsheets import as_csv
from tests.bench.installation import COORDINATOR, Browser, application, flask, load, served
from tests.bench.report import Options, Part, Report, percentiles, table, verdict
from tests.journeys.conftest import free_port

ZONE = ZoneInfo("Asia/Baku")
DAYS, ROOMS, SLOTS = 4, 15, 5  # 300 sessions
ASKED = 100  # times, each page
MOST_SECONDS = 10.0  # to bring 300 sessions in
HEAD = "number,kind,title,description,theme,room,day,start,end,webcast,remote address,organisers,people"
PAGES = {
    "schedule, one day": "/meetings/1",
    "schedule, all days": "/meetings/1?day=all",
    "schedule, a theme": "/meetings/1?theme=1",
    "calendar": "/meetings/1/programme.ics",
    "calendar, unchanged": "/meetings/1/programme.ics",
    "table": "/meetings/1/programme.csv",
}


def measure(options: Options) -> Report:
    """Bring a programme in, change all of it, and ask for its pages."""
    with tempfile.TemporaryDirectory(prefix="bench-programme-") as folder:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        load(instance, url, [], [])
        _make_meeting(instance, url)
        taken = {
            name: _bring_in(instance, url, Path(folder) / f"{name}.csv", later)
            for name, later in (("new", 0), ("unchanged", 0), ("moved", 15))
        }
        counts = _statements(instance, url)
        with served(instance, url), closing(Browser(url)) as browser:
            pages = _ask(browser, ASKED // 5 if options.is_quick else ASKED)
    sessions = DAYS * ROOMS * SLOTS
    return {"sessions": sessions, "import": taken, "pages": pages, "statements": counts}


def _make_meeting(instance: Path, url: str) -> None:
    fields = MeetingFields(
        name="IGF 2012",
        timezone=ZONE.key,
        begins_on=date(2012, 11, 6),
        ends_on=date(2012, 11, 9),
        place="Baku Expo Center",
    )
    app = application(instance, url)
    with app.app_context():
        service.create_meeting(fields, by=COORDINATOR)
        db.session.remove()
        db.engine.dispose()


def _bring_in(instance: Path, url: str, path: Path, later: int) -> float:
    """Return the seconds the command takes for sessions that are held some minutes later."""
    path.write_text(as_csv(HEAD.split(","), _rows(later)), "utf-8")
    return flask(instance, url, "import-programme", str(path), "--meeting", "1")


def _rows(later: int) -> Iterator[list[str]]:
    for number in range(DAYS * ROOMS * SLOTS):
        day, place = divmod(number, ROOMS * SLOTS)
        slot, room = divmod(place, ROOMS)
        first = datetime(2012, 11, 6 + day, 9, tzinfo=ZONE) + timedelta(minutes=110 * slot + later)
        last = first + timedelta(minutes=90)
        people = "; ".join(f"speaker: Speaker {number}-{n} (Institute {n})" for n in range(5))
        yield [
            str(number + 1),
            ("workshop", "open-forum", "main-session")[number % 3],
            f"Session {number + 1}: public access to what everybody needs",
            f"What session {number + 1} is about. " * 30,
            f"Theme {number % 8}",
            f"Room {room + 1}",
            f"{first:%Y-%m-%d}",
            f"{first:%H:%M}",
            f"{last:%H:%M}",
            f"https://example.org/live/{room}",
            f"https://example.org/join/{number}",
            f"Institute {number % 40}; Institute {number % 7}",
            f"moderator: Moderator {number}; {people}",
        ]


def _statements(instance: Path, url: str) -> dict[str, int]:
    """Return how many statements each page sends to the database, once all is warm."""
    app = application(instance, url)
    client, counts = app.test_client(), {}
    with app.app_context():
        for name, path in PAGES.items():
            client.get(path)
            with _counted() as sent:
                client.get(path)
            counts[name] = len(sent)
        db.session.remove()
        db.engine.dispose()
    return counts


@contextmanager
def _counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _ask(browser: Browser, times: int) -> dict[str, dict[str, float]]:
    """Return the milliseconds of each page, asked for in turn, and its kilobytes."""
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    sizes: dict[str, float] = {}
    tag = ""
    for turn in range(times + 3):
        for name, path in PAGES.items():
            known = {"If-None-Match": tag} if name == "calendar, unchanged" else {}
            began = time.perf_counter()
            body, found = browser.fetch(path, known)
            if turn >= 3:  # the first ones warm up
                taken[name].append((time.perf_counter() - began) * 1000)
            sizes[name] = round(len(body) / 1000, 1)
            tag = found if name == "calendar" else tag
    return {name: {**percentiles(taken[name]), "kB": sizes[name]} for name in PAGES}


def show(report: Report) -> str:
    """Return the seconds of the import and the milliseconds of the pages."""
    imports = table(
        ["import", "seconds", f"at most {MOST_SECONDS:.0f}"],
        [[name, f"{s:.1f}", verdict(s <= MOST_SECONDS)] for name, s in report["import"].items()],
    )
    pages = table(
        ["page", "p50 ms", "p95 ms", "kB", "statements"],
        [
            [name, figures["p50"], figures["p95"], figures["kB"], report["statements"][name]]
            for name, figures in report["pages"].items()
        ],
    )
    about = f"{report['sessions']} sessions; seconds of the whole command, milliseconds over HTTP."
    return f"{about}\n\n{imports}\n\n{pages}"


PART = Part("programme", "A programme of 300 sessions", measure, show)

if __name__ == "__main__":
    PART.main()
