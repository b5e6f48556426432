"""A site in processes of its own, and visitors who say exactly what they want to be sent.

For tests that attack a site or break what it stands on: `make test-hard`. Everything stays on
127.0.0.1, and whatever was started is ended with the test.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.journeys.conftest import ROOT, free_port

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
SECONDS = 30  # for an answer
GONE = (http.client.HTTPException, ConnectionError, TimeoutError)
ONE_SECRET = "a secret of the test suite, forty letters long"
LIKE_FILES = {"file"}
NOT_SENT = {"submit", "button", "image", "reset"}


class NoAnswer(Exception):
    """The connection broke before an answer came."""


@dataclass
class Running:
    """An installation in a folder, and the processes that serve it."""

    instance: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the site."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Return the file that all processes write their logs to."""
        return self.instance / "log.jsonl"

    def environment(self) -> dict[str, str]:
        """Return the environment of the processes."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"INSTANCE": str(self.instance), "PORT": str(self.port), "SECRET_KEY": ONE_SECRET}
        cheap = {"PASSWORD_COST": "test", "REQUIRE_SECOND_FACTOR": "nobody"}
        return kept | own | cheap | self.settings

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of a flask command."""
        return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]

    def flask(self, *arguments: str, status: int = 0, seconds: float = 300) -> str:
        """Run a flask command to its end and return what it printed, errors included."""
        done = subprocess.run(  # noqa: S603 our own command
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def python(self, script: str) -> str:
        """Run lines of Python inside the application of this installation; return what they print."""
        inside = "from coalition import create_app\nwith create_app().app_context():\n"
        indented = "\n".join(f"    {line}" for line in script.strip("\n").splitlines())
        done = subprocess.run(  # noqa: S603 our own lines
            [sys.executable, "-c", inside + indented],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        """Start a flask command that goes on, such as "serve" or "worker", and return its process."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 our own command
                self.command(*arguments),
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                **more,
            )
        self.processes.append(process)
        return process

    def serve(self, **more: Any) -> subprocess.Popen[bytes]:
        """Start the site and wait until it answers."""
        process = self.start("serve", **more)
        self.await_answer(process)
        return process

    def await_answer(self, process: subprocess.Popen[bytes]) -> float:
        """Wait until the site answers at all; return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < SECONDS_TO_START:
            assert process.poll() is None, self.log.read_text()[-3000:]
            try:
                Visitor(self.url).get("/healthz")
            except NoAnswer:
                time.sleep(0.05)
            else:
                return time.monotonic() - began
        raise AssertionError(f"nothing answers at {self.url}")

    def stop(self, process: subprocess.Popen[bytes]) -> float:
        """Ask a process to end, wait for it, and return the seconds it took."""
        began = time.monotonic()
        process.terminate()
        process.wait(SECONDS_TO_STOP)
        return time.monotonic() - began

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process at once, wherever it is."""
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS_TO_STOP)

    def end(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)


@contextmanager
def running(instance: Path, **settings: str) -> Iterator[Running]:
    """Give an installation in this folder, made by `init` and not served yet; end all of it after."""
    site = Running(instance, dict(settings))
    site.instance.mkdir(parents=True, exist_ok=True)
    try:
        site.flask("init")
        yield site
    finally:
        site.end()


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers as (name, value), and the body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Return where a redirect leads; empty for other answers."""
        return self.headers.get("Location", "")


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it goes, how, and what its fields hold."""

    action: str
    method: str
    values: MultiDict[str, Any]
    files: tuple[str, ...] = ()  # names of fields that take files


class Visitor:
    """One browser with its cookies; follows nothing, sends what it is told."""

    def __init__(self, url: str, **headers: str) -> None:
        parts = urllib.parse.urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self.url = url
        self.headers = {"Accept-Language": "en"} | headers
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path, written just as it is given."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Send fields to a path; a file is a tuple of name and bytes."""
        body, kind = _encoded(MultiDict(fields or {}))
        own = {"Content-Type": kind, "Origin": self.url, "Referer": self.url + "/"}
        return self.ask("POST", path, body, own | headers)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and return its answer. Raises NoAnswer when the connection breaks."""
        sent = self.headers | dict(headers or {})
        if self.cookies:
            sent.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        connection = http.client.HTTPConnection(self._host, self._port, timeout=SECONDS)
        try:
            connection.putrequest(method, path, skip_host="Host" in sent)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            found = Answer(answer.status, answer.headers, answer.read())
        except GONE as problem:
            raise NoAnswer(repr(problem)) from problem
        finally:
            connection.close()
        self._keep_cookies(found)
        return found

    def forms(self, path: str) -> list[Form]:
        """Return all forms of a page."""
        page = LexborHTMLParser(self.get(path).text)
        return [form_at(node, path) for node in page.css("form")]

    def form(self, path: str, holding: str) -> Form:
        """Return the first form of a page that has this field. Raises LookupError."""
        for form in self.forms(path):
            if holding in form.values or holding in form.files:
                return form
        raise LookupError(f"{path} has no form with {holding}")

    def send(self, form: Form, **changes: Any) -> Answer:
        """Send a form as it stands, with these fields changed."""
        fields = form.values.copy()
        for name, value in changes.items():
            fields.setlist(name, value if isinstance(value, list) else [value])
        return self.post(form.action, fields)

    def token(self, path: str = "/sign-in") -> str:
        """Return a token against forgery, as a page of the site holds it."""
        return str(self.form(path, "csrf_token").values["csrf_token"])

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in by address and password."""
        return self.send(self.form("/sign-in", "password"), email=email, password=password)

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def form_at(node: LexborNode, path: str) -> Form:
    """Return a form as it stands on the page at this path."""
    values: MultiDict[str, Any] = MultiDict()
    files = []
    for one in node.css("input, textarea, select"):
        name, kind = one.attributes.get("name"), one.attributes.get("type") or ""
        if not name or kind in NOT_SENT:
            continue
        if kind in LIKE_FILES:
            files.append(name)
        elif one.tag == "select":
            for option in one.css("option[selected]") or one.css("option")[:1]:
                values.add(name, option.attributes.get("value") or "")
        elif one.tag == "textarea":
            values.add(name, one.text())
        elif kind not in {"checkbox", "radio"} or "checked" in one.attributes:
            values.add(name, one.attributes.get("value") or "")
    action = urllib.parse.urljoin(path, node.attributes.get("action") or path)
    return Form(action, (node.attributes.get("method") or "get").upper(), values, tuple(files))


def _encoded(fields: MultiDict[str, Any]) -> tuple[bytes, str]:
    """Return the body of a form and its type."""
    if not any(isinstance(value, tuple) for value in fields.values()):
        pairs = [(name, str(value)) for name, value in fields.items(multi=True)]
        return urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    made: MultiDict[str, Any] = MultiDict()
    for name, value in fields.items(multi=True):
        is_file = isinstance(value, tuple)
        made.add(name, FileStorage(BytesIO(value[1]), value[0]) if is_file else value)
    boundary, body = encode_multipart(made)
    return body, f"multipart/form-data; boundary={boundary}"
