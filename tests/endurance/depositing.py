"""A depositor without a browser: signs in, deposits files and publishes them through the pages."""

import http.client
import random
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.cookiejar import CookieJar
from io import BytesIO

from selectolax.lexbor import LexborHTMLParser
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.ingest import made

SECONDS = 30
NO_ANSWER = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


class NoAnswer(Exception):
    """The server is gone."""


@dataclass
class Given:
    """A file that is sent, the one word that only it holds, and what the site answered."""

    name: str
    data: bytes
    word: str
    is_deposited: bool = False
    is_published: bool = False
    edit_url: str = ""

    @property
    def digest(self) -> str:
        """Return the digest by which the store knows the bytes."""
        return sha256(self.data).hexdigest()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Hands over every answer as it is."""

    def redirect_request(self, *_arguments: object) -> None:
        """Follow nothing."""
        return


class Depositor:
    """One person at one browser."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Stay()
        )

    def is_answered(self) -> bool:
        """Tell whether the site answers at all."""
        try:
            self._ask("/healthz")
        except NoAnswer:
            return False
        return True

    def sign_in(self, email: str, password: str) -> None:
        """Sign in; raises RuntimeError when that is refused."""
        fields = self._form("/sign-in", "email")
        status, _text, _to = self._send(fields.url, {**fields.values, **_named(email, password)})
        if status != 303:
            raise RuntimeError(f"signing in was answered {status}")

    def deposit(self, given: Given) -> None:
        """Deposit a file, and note that it was answered."""
        fields = self._form("/library/new", "files")
        values = {**fields.values, "files": (given.name, given.data)}
        status, text, to = self._send(fields.url, values)
        if status != 303:
            raise RuntimeError(f"the deposit was answered {status}: {text[:500]}")
        given.is_deposited = True
        given.edit_url = urllib.parse.urlsplit(to).path.replace("/receipt", "/edit")

    def publish(self, given: Given) -> None:
        """Describe what was deposited and publish it, and note that it was answered."""
        fields = self._form(given.edit_url, "title")
        described = {"kind": "report", "languages": "en", "licence": "CC0-1.0", "publish": "1"}
        for _ in range(3):
            status, text, _to = self._send(fields.url, {**fields.values, **described})
            if status == 303:
                given.is_published = True
                return
            fields = self._form(
                given.edit_url, "title"
            )  # the reading filled something in meanwhile
        raise RuntimeError(f"publishing was answered {status}: {text[:500]}")

    def _form(self, path: str, holding: str) -> "_Fields":
        """Return what the form on a page that has this field would send as it stands."""
        _status, text, _to = self._ask(path)
        for form in LexborHTMLParser(text).css("form"):
            if form.css_first(f"[name={holding}]"):
                values = {}
                for field in form.css("input, textarea"):
                    name, kind = field.attributes.get("name"), field.attributes.get("type")
                    if not name or kind in ("file", "submit"):
                        continue
                    if kind in ("checkbox", "radio") and "checked" not in field.attributes:
                        continue
                    is_area = field.tag == "textarea"
                    values[name] = field.text() if is_area else field.attributes.get("value") or ""
                return _Fields(form.attributes.get("action") or path, values)
        raise RuntimeError(f"{path} has no form with {holding}")

    def _send(self, path: str, values: Mapping[str, object]) -> tuple[int, str, str]:
        boundary, body = encode_multipart(
            {
                name: FileStorage(BytesIO(value[1]), value[0])
                if isinstance(value, tuple)
                else value
                for name, value in values.items()
            }
        )
        return self._ask(path, body, f"multipart/form-data; boundary={boundary}")

    def _ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Return status, text and where the answer leads. Raises NoAnswer."""
        request = urllib.request.Request(urllib.parse.urljoin(self._url, path), body)  # noqa: S310 this machine's
        if kind:
            request.add_header("Content-Type", kind)
            request.add_header("Origin", self._url)
            request.add_header("Referer", self._url)
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as answer:
            with answer:
                text = answer.read().decode()
            return answer.code, text, answer.headers.get("Location", "")
        except NO_ANSWER as problem:
            raise NoAnswer from problem


@dataclass
class _Fields:
    url: str
    values: Mapping[str, object]


def _named(email: str, password: str) -> dict[str, object]:
    return {"email": email, "password": password}


def made_files(number: int, chance: random.Random) -> list[Given]:
    """Return files of a round: short and long texts, a PDF, a DOCX, each with a word of its own."""
    given = []
    for kind in ("txt", "pdf", "docx", "txt", "big", "pdf", "txt", "docx"):
        word = "wort" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=14))
        given.append(Given(f"{number}-{word}.{kind}", _data(kind, word, chance), word))
    chance.shuffle(given)
    return given


def _data(kind: str, word: str, chance: random.Random) -> bytes:
    text = f"The {word} of libraries, and who may use it. "
    lines = [text, *("Access is for all who ask, whoever they are." for _ in range(20))]
    match kind:
        case "pdf":
            return made.pdf([lines] * chance.randint(1, 60))
        case "docx":
            paragraphs = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" * chance.randint(1, 2000)
            return made.docx_of(paragraphs)
        case "big":
            return (text + "Words without end. " * chance.randint(100_000, 600_000)).encode()
        case _other:
            return (text * chance.randint(1, 2000)).encode()
