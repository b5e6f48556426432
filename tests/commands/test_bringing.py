"""`flask import-programme`: what it says and what it does."""

from pathlib import Path

from flask import Flask

from tests.conftest import Someone
from tests.programme.imports.making import sessions_of, table
from tests.programme.making import make_meeting, make_session


def test_programme_is_rehearsed_and_brought_in(
    app: Flask, coordinator: Someone, tmp_path: Path
) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    make_session(meeting, coordinator.viewer, number="9", title="Missing")
    file = tmp_path / "programme.csv"
    file.write_bytes(
        table(
            "130,Digital doors,2012-11-06,09:00,10:30,Room 1",
            "1,Open,2012-11-06,09:00,10:30,Room 1",
            "2,Backwards,2012-11-06,10:30,09:00,",
        )
    )
    command = ["import-programme", str(file), "--meeting", str(meeting.id)]
    runner = app.test_cli_runner()
    told = runner.invoke(args=[*command, "--dry-run"])
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [
            "changed   line 2: Digital doors",
            "            Title: Digital inclusion → Digital doors",
            "new       line 3: Open",
            "            Note: At the same time “Digital doors” is in this room.",
            "            Note: At the same time “Missing” is in this room.",
            "refused   line 4: Backwards End: The session ends before it begins. Change one of the "
            "times.",
            "missing   9 Missing",
            "1 refused, 1 new, 1 changed, 0 unchanged; 1 not in the file (left alone)",
            "Nothing was written.",
        ],
    )
    assert {s.title for s in sessions_of(meeting.id, coordinator)} == {
        "Digital inclusion",
        "Missing",
    }
    told = runner.invoke(args=[*command, "--cancel-missing", "Withdrawn."])
    assert told.exit_code == 0
    assert {s.title: s.cancelled_reason for s in sessions_of(meeting.id, coordinator)} == {
        "Digital doors": "",
        "Open": "",
        "Missing": "Withdrawn.",
    }


def test_file_that_is_no_programme_ends_with_a_sentence(
    app: Flask, coordinator: Someone, tmp_path: Path
) -> None:
    meeting = make_meeting(coordinator.viewer)
    file = tmp_path / "cats.csv"
    file.write_text("cat\nTom\n")
    command = ["import-programme", str(file), "--meeting", str(meeting.id)]
    told = app.test_cli_runner().invoke(args=command)
    assert told.exit_code == 1
    assert "The table has no column “title”, so it is no programme." in told.output
