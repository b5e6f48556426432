"""Every field of every form takes what must not run; nothing of it runs wherever it is shown."""

import itertools
import sqlite3
import time
from collections.abc import Callable

import pytest
from flask import Flask

from coalition.demonstration.loading import PASSWORD
from tests.abuse import files
from tests.abuse.crawling import Crawl, endpoint_of
from tests.abuse.filling import Blank, blanks_of
from tests.abuse.probes import VARIANTS, Fault, faults_in, faults_in_letter
from tests.running import Answer, NoAnswer, Running, Visitor

pytestmark = pytest.mark.hard
WHO = ("", "representative.eifl@example.org", "coordinator@example.org")
ENDING = (  # of what ends other forms: these come last, and worse is not tried on them
    "sign_out", "end_device", "end_other_devices", "change_password", "change_email", "withdraw",
    "leave", "delete_draft", "decline", "cancel", "suspend", "remove", "remove_picture", "hand_over",
    "rename", "erase", "remove_factor", "remove_file",
)  # fmt: skip
FOR_CHOICES = ("script", "sql", "nothing", "long", "number", "path")  # of what nobody types
SECONDS_TO_SETTLE = 180
MOST_SECONDS = 1800


class Roaming(Visitor):
    """A browser whose every request comes from another address, so that no throttle ends the try."""

    numbers = itertools.count(1)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: object = None
    ) -> Answer:
        """Send a request from the next address."""
        number = next(self.numbers)
        self.headers["X-Forwarded-For"] = (
            f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        )
        return super().ask(method, path, body, headers)  # type: ignore[arg-type]  # as it is given


def test_nothing_typed_runs_anywhere(
    attacked: Running, addresses: Flask, record_property: Callable[[str, object], None]
) -> None:
    attack = Attack(attacked, addresses)
    attack.deposit()
    crawls = attack.look_around()
    tried = attack.try_worse(crawls)
    kept = attack.fill_in(crawls)
    attack.settle()
    attack.seen.clear()  # forms show again what was typed into them
    attack.look_again()
    record_property("tries", tried)
    record_property("forms", f"{kept} of {len(attack.forms)} took what was typed")
    record_property("markers seen again", len(attack.seen))
    assert [str(fault) for fault in attack.faults] == []
    assert kept >= 15
    assert len(attack.forms) >= 45
    assert len(attack.seen) >= 25
    log = attacked.log.read_text()
    assert "\x1b" not in log
    assert not any(line.startswith('{"event": "forged"') for line in log.splitlines())
    assert '"event": "request_broke"' not in log


class Attack:
    """All that is typed into one site, and what came of it."""

    def __init__(self, site: Running, app: Flask) -> None:
        self.site, self.app = site, app
        self.faults: list[Fault] = []
        self.forms: set[tuple[str, frozenset[str]]] = set()
        self.seen: set[str] = set()
        self._numbers = itertools.count(1, 40)
        self._until = time.monotonic() + MOST_SECONDS

    def visitor(self, email: str) -> Roaming:
        """Return a browser of one of WHO."""
        visitor = Roaming(self.site.url)
        assert not email or visitor.sign_in(email, PASSWORD).status == 303
        return visitor

    def deposit(self) -> None:
        """Deposit files whose names, metadata and contents hold probes, and publish them."""
        visitor = self.visitor(WHO[1])
        for name, data in files.all_of(next(self._numbers)):
            answer = visitor.send(visitor.form("/library/new", "files"), files=(name, data))
            self._look(answer, f"deposit of {name!r}")
        self.settle()

    def look_around(self) -> list[tuple[Roaming, list[tuple[str, Blank]]]]:
        """Return the forms that each of WHO finds, those that end others last."""
        found = []
        for email in WHO:
            visitor = self.visitor(email)
            crawl = Crawl(self.app, visitor).walk("/", "/library/mine", "/account")
            blanks: dict[tuple[str, frozenset[str]], tuple[str, Blank]] = {}
            for path, answer in crawl.answers.items():
                for blank in blanks_of(answer, path):
                    to = endpoint_of(self.app, blank.form.action, "POST")
                    blanks.setdefault((to, frozenset(blank.typed)), (to, blank))
            self.forms |= blanks.keys()
            found.append((visitor, sorted(blanks.values(), key=lambda one: _ends(one[0]))))
        return found

    def try_worse(self, crawls: list[tuple[Roaming, list[tuple[str, Blank]]]]) -> int:
        """Send each variant in each field by itself; return how many were sent."""
        count, done = 0, set()
        for visitor, blanks in crawls:
            for to, blank in blanks:
                names = frozenset(blank.typed)
                if _ends(to) or (to, names) in done:
                    continue
                done.add((to, names))
                tries = [(name, variant) for name in blank.typed for variant in VARIANTS]
                tries += [(name, variant) for name in blank.hidden for variant in FOR_CHOICES]
                for name, variant in tries:
                    assert time.monotonic() < self._until, "it takes too long"
                    number = next(self._numbers)
                    fields = blank.filled(number, PASSWORD, in_lines=False)
                    fields[name] = VARIANTS[variant].format(m=f"zq{number}x")
                    where = f"{to} {name} {variant}"
                    self._look(_posted(visitor, blank, fields, where), where)
                    count += 1
        return count

    def fill_in(self, crawls: list[tuple[Roaming, list[tuple[str, Blank]]]]) -> int:
        """Fill in all forms so that they are accepted; return how many kinds were."""
        kept = set()
        for visitor, blanks in crawls:
            for to, blank in blanks:
                for in_lines in (True, False):
                    fields = blank.filled(next(self._numbers), PASSWORD, in_lines=in_lines)
                    answer = _posted(visitor, blank, fields, to)
                    self._look(answer, to)
                    if answer.status == 303:
                        kept.add(to)
                        break
                if to == "accounts.sign_out":
                    break
        return len(kept)

    def settle(self) -> None:
        """Wait until the work that follows is done."""
        until = time.monotonic() + SECONDS_TO_SETTLE
        waiting = "SELECT count(*) FROM work WHERE state != 'failed' AND due_at <= datetime('now')"
        while time.monotonic() < until:
            with sqlite3.connect(self.site.instance / "coalition.db") as database:
                if not database.execute(waiting).fetchone()[0]:
                    return
            time.sleep(0.5)
        raise AssertionError("the work was not done")

    def look_again(self) -> None:
        """Look at all pages, exports and letters for what was typed."""
        for email in WHO:
            crawl = Crawl(self.app, self.visitor(email)).walk("/", "/library/mine", "/account")
            for path, answer in crawl.answers.items():
                self._look(answer, f"{path} for {email or 'anyone'}".removesuffix(" for anyone"))
        letters = sorted((self.site.instance / "mail").glob("*.eml"))
        for letter in letters:
            self.faults += faults_in_letter(letter.read_bytes(), letter.name)
        assert letters

    def _look(self, answer: Answer, where: str) -> None:
        self.faults += faults_in(answer, where)
        self.seen |= set(files.MARK.findall(answer.text))
        if answer.status >= 500:
            self.faults.append(Fault(where, f"answers {answer.status}"))


def _posted(visitor: Roaming, blank: Blank, fields: object, where: str) -> Answer:
    try:
        return visitor.post(blank.form.action, fields)  # type: ignore[arg-type]  # as it is given
    except NoAnswer as problem:
        raise AssertionError(f"{where} has no answer") from problem


def _ends(endpoint: str) -> bool:
    return endpoint.partition(".")[2] in ENDING or endpoint == ""
