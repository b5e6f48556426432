"""Forms as one who wants something of them fills them: every field with what it takes, or with worse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.datastructures import MultiDict

from tests.abuse.probes import stored
from tests.running import Answer, Form, form_at

TYPED = {"text", "search", "textarea", "", "email", "url", "tel"}
PLAIN = {"email": "zq{n}x@example.org", "url": "https://example.org/zq{n}x?q=<b data-probe=1>"}
FIXED = {"date": "2012-11-08", "time": "10:00", "number": "1", "datetime-local": "2012-11-08T10:00"}


@dataclass(frozen=True)
class Blank:
    """A form to be filled: the form, and what its fields are, as kind of input by name."""

    form: Form
    kinds: dict[str, str]
    choices: dict[str, str]  # a value that each choice takes

    @property
    def typed(self) -> list[str]:
        """Return the names of the fields that something is typed into."""
        return [name for name, kind in self.kinds.items() if kind in TYPED]

    @property
    def hidden(self) -> list[str]:
        """Return the names of the fields that nobody sees, and of choices."""
        names = {"hidden", "select", "radio", "checkbox", "number", "date", "time"}
        return [n for n, kind in self.kinds.items() if kind in names and n != "csrf_token"]

    def filled(self, number: int, password: str, *, in_lines: bool) -> MultiDict[str, Any]:
        """Return fields that the form may well accept, each typed one with a marker of its own."""
        values = self.form.values.copy()
        for offset, (name, kind) in enumerate(self.kinds.items()):
            if kind in PLAIN:
                values[name] = PLAIN[kind].replace("{n}", str(number + offset))
            elif kind in TYPED:
                lines = in_lines and kind == "textarea"
                values[name] = stored(number + offset, in_lines=lines)
            elif kind in FIXED and not values.get(name):
                values[name] = FIXED[kind]
            elif kind == "password":
                values[name] = password
            elif name in self.choices and not values.get(name):
                values[name] = self.choices[name]
        return values


def blanks_of(answer: Answer, path: str) -> Iterator[Blank]:
    """Give the forms of a page that write something."""
    for node in LexborHTMLParser(answer.text).css("form"):
        form = form_at(node, path)
        if form.method == "POST":
            yield Blank(form, dict(_kinds(node)), dict(_choices(node)))


def _kinds(node: LexborNode) -> Iterator[tuple[str, str]]:
    for field in node.css("input, textarea, select"):
        name, kind = field.attributes.get("name"), field.attributes.get("type") or ""
        if name and kind not in {"submit", "button", "file"}:
            yield name, kind if field.tag == "input" else field.tag or ""


def _choices(node: LexborNode) -> Iterator[tuple[str, str]]:
    for option in node.css("select[name] option[value]"):
        parent = option.parent
        while parent is not None and parent.tag != "select":
            parent = parent.parent
        if parent is not None and option.attributes["value"]:
            yield parent.attributes["name"] or "", option.attributes["value"] or ""
    for field in node.css("input[type=radio][name], input[type=checkbox][name]"):
        yield field.attributes["name"] or "", field.attributes.get("value") or "on"
