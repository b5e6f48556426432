"""Three programs that read calendars, written by others: icalendar, ical.js in node, and khal."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.vendor import tool

SCRIPT = Path(__file__).with_name("reading.mjs")
KHAL = Path(sys.executable).with_name("khal")
FIELDS = ("uid", "title", "start-long-full", "end-long-full", "location", "status", "description")


@dataclass(frozen=True, order=True)
class Seen:
    """An event as a program shows it; moments in UTC."""

    uid: str
    title: str
    starts: str
    ends: str
    status: str
    place: str
    description: str = ""


def by_icalendar(data: bytes, _folder: Path) -> list[Seen]:
    """Read a file with the icalendar library."""
    events: list[Any] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return sorted(
        Seen(
            str(event["UID"]),
            str(event["SUMMARY"]),
            _moment(event["DTSTART"].dt),
            _moment(event["DTEND"].dt),
            str(event["STATUS"]),
            str(event.get("LOCATION", "")),
            str(event["DESCRIPTION"]),
        )
        for event in events
    )


def by_ical_js(data: bytes, folder: Path) -> list[Seen]:
    """Read a file with ical.js, which knows no zone but those the file describes."""
    library, node = tool("ical.js", "ical.mjs"), shutil.which("node")
    if library is None or node is None:
        pytest.skip("ical.js DID NOT READ the calendar: node or npm is missing")
    path = folder / "read.ics"
    path.write_bytes(data)
    command = [node, str(SCRIPT), library.as_uri(), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603
    events: list[dict[str, Any]] = json.loads(answer.stdout)
    return sorted(
        Seen(
            e["uid"], e["title"], e["starts"], e["ends"], e["status"], e["place"], e["description"]
        )
        for e in events
    )


def by_khal(data: bytes, folder: Path) -> list[Seen]:
    """Import a file into khal's calendar of this folder, which keeps what it was given before."""
    if not KHAL.is_file():
        pytest.skip("khal DID NOT READ the calendar: it is not installed")
    path = folder / "given.ics"
    path.write_bytes(data)
    _khal(folder, "import", "--batch", str(path))
    named = [argument for name in FIELDS for argument in ("--json", name)]
    shown = _khal(folder, "list", *named, "--once", "2013-01-01", "365d")
    events = {
        event["uid"]: event for line in shown.splitlines() for event in json.loads(line) if event
    }
    return sorted(
        Seen(
            event["uid"],
            event["title"],
            _utc(event["start-long-full"]),
            _utc(event["end-long-full"]),
            event["status"].strip(),
            event["location"],
            event["description"],
        )
        for event in events.values()
    )


READERS = (by_icalendar, by_ical_js, by_khal)


def _khal(folder: Path, *arguments: str) -> str:
    config = folder / "khal.conf"
    config.write_text(
        f"[calendars]\n[[programme]]\npath = {folder / 'events'}\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (folder / "events").mkdir(exist_ok=True)
    answer = subprocess.run(  # noqa: S603
        [str(KHAL), "--config", str(config), *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    return answer.stdout


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _utc(shown: str) -> str:
    return f"{datetime.strptime(shown, '%Y-%m-%d %H:%M'):%Y-%m-%dT%H:%M:%SZ}"  # noqa: DTZ007 UTC
