"""What is typed into every field, and how it is found again where it must not run."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

import pypdfium2
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from tests.running import Answer

ELEMENT = '<b data-probe="1">'
MARK = re.compile(r"zq\d+x")
RAN = re.compile(r"zq\d+x49\b")  # a template or a formula counted
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
NAMED = ("title", "summary", "name", "description")
# each as it is sent instead of a value; {m} becomes a marker of the field
VARIANTS = {
    "script": "{m}<script data-probe>alert(1)</script>",
    "attribute": "{m}\" data-probe='1' onfocus=alert(1) autofocus x='",
    "address": "javascript:alert('{m}')",
    "template": "{m}{{{{7*7}}}}{m}${{7*7}}{m}<%= 7*7 %>{m}#{{7*7}}{m}{{% raise %}}",
    "header": "{m}\r\nX-Probe: 1\r\nSet-Cookie: probe=1\r\n\r\n<b data-probe>",
    "log": '{m}\n{{"event": "forged", "level": "info"}}\x1b[2J\x1b]0;x\x07',
    "formula": "=cmd|' /C calc'!A0 {m}",
    "sql": "{m}' OR '1'='1'; DROP TABLE people; --",
    "path": "../../../../etc/passwd\\..\\{m}",
    "nothing": "{m}\x00after",
    "direction": "\u202e{m}\u2066\u200f gnp.exe",
    "signs": "😀👩‍👩‍👧‍👦{m}\U0010ffff\ufffe",
    "long": "{m}" + "a" * 1_000_000,
    "typesetting": '{m}#panic("probe") $ #read("/etc/passwd") \\ @x <x> _x_ *x* `x` [',
    "number": "-99999999999999999999999",
}


@dataclass(frozen=True)
class Fault:
    """What went wrong where."""

    where: str
    what: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.where}: {self.what}"


def stored(number: int, *, in_lines: bool) -> str:
    """Return what is typed to be kept: all of it at once, with the marker of the field."""
    lines = "\r\nX-Probe: 1\r\nER  - \r\nBEGIN:VEVENT\r\n}\r\n@misc{probe," if in_lines else ""
    mark = f"zq{number}x"
    return f"{mark}{{{{7*7}}}}{mark}${{7*7}} {ELEMENT}'\"><i data-probe> #panic() $x ]]>{lines}"


def faults_in(answer: Answer, where: str) -> Iterator[Fault]:
    """Give what of a probe took effect in an answer of any kind."""
    if "X-Probe" in answer.headers or "probe" in str(answer.headers.get_all("Set-Cookie")):
        yield Fault(where, "wrote a header")
    kind = str(answer.headers.get("Content-Type", "")).partition(";")[0]
    if RAN.search(answer.text):
        yield Fault(where, "was counted")
    read = {
        "text/html": _in_html,
        "text/csv": _in_csv,
        "text/calendar": _in_calendar,
        "application/json": _in_json,
        "application/feed+json": _in_json,
        "application/atom+xml": _in_feed,
        "application/zip": _in_zip,
        "application/pdf": _in_pdf,
        "application/x-research-info-systems": _in_ris,
        "application/x-bibtex": _in_bibtex,
    }.get(kind)
    is_theirs = "/versions/" in where and where.endswith("/file")  # it never opens in the site
    if read is not None and not is_theirs:
        yield from (Fault(where, what) for what in read(answer.body))


def _in_html(body: bytes) -> Iterator[str]:
    page = LexborHTMLParser(body.decode("utf-8", "replace"))
    for node in page.css("[data-probe], img[src=x], script:not([src])"):
        yield f"is an element: {(node.html or '')[:120]}"
    for node in page.css("a, form, img, link, area"):
        for name in ("href", "src", "action"):
            if (
                (node.attributes.get(name) or "")
                .strip()
                .lower()
                .startswith(("javascript:", "data:t"))
            ):
                yield f"runs: {node.attributes}"
    for node in page.css("*"):
        yield from (f"runs {name}" for name in node.attributes if name.startswith("on"))


def _in_csv(body: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
        yield from (f"a formula: {cell[:60]!r}" for cell in row if FORMULA.match(cell))


def _in_calendar(body: bytes) -> Iterator[str]:
    lines = re.split(r"\r\n(?![ \t])", body.decode())
    begun = sum(line == "BEGIN:VEVENT" for line in lines)
    if begun != sum(line.startswith("UID:") for line in lines):
        yield "made an event"
    yield from (line[:60] for line in lines if line.startswith("X-Probe"))
    if re.search(rb"(?<!\r)\n", body):
        yield "a bare line"


def _in_json(body: bytes) -> Iterator[str]:
    def walk(value: object, name: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, name)
        elif isinstance(value, str) and name in {"content_html", "html"}:
            yield from _in_html(value.encode())

    yield from walk(json.loads(body))


def _in_feed(body: bytes) -> Iterator[str]:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    for node in root.iter():
        if node.get("data-probe") is not None:
            yield "is an element of the feed"
        if node.get("type") == "html" and node.text:
            yield from _in_html(node.text.encode())


def _in_zip(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if (
                name.startswith(("/", "\\"))
                or ".." in name.split("/")
                or re.search(r"[\x00-\x1f\\:\u202e]", name)
            ):
                yield f"a name in a ZIP: {name!r}"
            if "/" not in name and name.endswith(".html"):
                yield from _in_html(archive.read(name))


def _in_pdf(body: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(body)
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    if "root:x:0" in text or RAN.search(text):
        yield "was set as a program"
    if b"/JavaScript" in body or b"/Launch" in body:
        yield "runs in a PDF"


def _in_ris(body: bytes) -> Iterator[str]:
    lines = body.decode("utf-8-sig").splitlines()
    if sum(line.startswith("TY  -") for line in lines) != sum(
        line.startswith("ER  -") for line in lines
    ):
        yield "ended a record"


def _in_bibtex(body: bytes) -> Iterator[str]:
    if re.search(r"^@misc\{probe", body.decode(), re.MULTILINE):
        yield "began a record"


def faults_in_letter(data: bytes, where: str) -> Iterator[Fault]:
    """Give what of a probe took effect in a letter."""
    letter = message_from_bytes(data, policy=default)
    if letter["X-Probe"] or letter["Bcc"] or letter["Cc"] or len(letter.get_all("To") or []) != 1:
        yield Fault(where, "wrote a header of a letter")
    if letter.get_content_type() != "text/plain":
        yield Fault(where, f"is {letter.get_content_type()}")
    if RAN.search(letter.get_content()):
        yield Fault(where, "was counted")
