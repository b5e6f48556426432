"""The audit log of a running site: nothing answered is missing, a killed site breaks no chain, forgers are named."""

import json
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR, PASSWORD, REPRESENTATIVE
from tests.running import NoAnswer, Running, Visitor

pytestmark = pytest.mark.hard
KILLS = 4
WRITERS = 4
SEE_OTHER = 303


def head(site: Running) -> tuple[int, str]:
    """Return number and digest of the last act, as the command prints them."""
    number, digest = site.flask("audit", "head").strip().splitlines()[-1].split()
    return int(number), digest


def forge(site: Running, *changes: str) -> None:
    """Change the log in the file of the database itself, past the program."""
    with closing(sqlite3.connect(site.instance / "coalition.db")) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'acts'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for change in changes:
            database.execute(change)
        database.commit()


def acts_of(site: Running, action: str) -> int:
    """Return how many acts of a kind the log holds."""
    with closing(sqlite3.connect(site.instance / "coalition.db")) as database:
        counted = database.execute("SELECT count(*) FROM acts WHERE action = ?", [action])
        return int(counted.fetchone()[0])


def sign_in_again_and_again(site: Running, answered: list[int], over: threading.Event) -> None:
    """Sign in until it is over, and count what was answered."""
    while not over.is_set():
        with suppress(NoAnswer, LookupError):
            if Visitor(site.url).sign_in(REPRESENTATIVE, PASSWORD).status == SEE_OTHER:
                answered.append(1)


def test_every_answered_sign_in_is_in_a_chain_that_holds_after_kills(
    peopled: Path, tmp_path: Path
) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        answered: list[int] = []
        for _ in range(KILLS):
            process = site.serve()
            over = threading.Event()
            writers = [
                threading.Thread(target=sign_in_again_and_again, args=(site, answered, over))
                for _ in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            time.sleep(3)
            site.kill(process)
            over.set()
            for writer in writers:
                writer.join()
        noted = acts_of(site, "accounts.signed_in")
        assert answered
        assert len(answered) <= noted <= len(answered) + KILLS * WRITERS  # committed, not answered
        assert "acts hold" in site.flask("audit", "verify")


def test_forged_and_cut_logs_are_told(peopled: Path, tmp_path: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        process = site.serve()
        for _ in range(3):
            scene.signed_in(site)
        site.stop(process)
        number, digest = head(site)
        assert "All" in site.flask("audit", "verify", "--head", digest)
        forge(site, f"DELETE FROM acts WHERE id = {number}")  # noqa: S608 a number
        assert "All" in site.flask("audit", "verify")
        assert "cut off" in site.flask("audit", "verify", "--head", digest, status=1)
        forge(site, "UPDATE acts SET action = 'accounts.signed_out' WHERE id = 2")
        assert "Act 2: it was changed." in site.flask("audit", "verify", status=1)


def test_changed_settings_are_noted_at_the_next_start_without_secrets(
    peopled: Path, tmp_path: Path
) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.stop(site.serve())
        site.stop(site.serve())
        site.settings |= {"UPLOAD_MAX_MB": "50", "METRICS_TOKEN": "hidden-from-everybody"}
        process = site.serve()
        assert (acts_of(site, "settings.noted"), acts_of(site, "settings.changed")) == (1, 1)
        by = scene.signed_in(site, COORDINATOR)
        lines = by.get("/audit/acts.jsonl?what=settings").text.splitlines()
        told = json.loads(lines[0])["detail"]
        assert told["changes"] == {"UPLOAD_MAX_MB": ["200", "50"]}
        assert told["secrets"] == ["METRICS_TOKEN"]
        assert "hidden-from-everybody" not in "".join(lines)
        site.stop(process)


def test_nobody_but_coordinators_comes_near_the_log(peopled: Path, tmp_path: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.serve()
        stranger, member = Visitor(site.url), scene.signed_in(site)
        for path in ("/audit", "/audit/acts.csv", "/audit/acts.jsonl"):
            assert stranger.get(path).status == SEE_OTHER
            assert member.get(path).status == 403
            assert scene.signed_in(site, COORDINATOR).get(path).status == 200
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                assert member.ask(method, path).status in {400, 403, 404, 405}
        own = member.get("/account/acts")
        assert (own.status, own.headers["Cache-Control"]) == (200, "no-store")
        assert COORDINATOR not in own.text
