"""How an act is told to readers: who did what to which thing, and the facts beside it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.audit.actions import sentence_of
from coalition.audit.models import Act
from coalition.audit.policy import KEPT_BACK, ORIGIN, told, told_to
from coalition.web.templating import show_datetime

NamesOf = Callable[[Collection[int]], Mapping[int, str]]
NAMES = ("title", "name")  # what a thing was called when it was acted on
ELSEWHERE = {"changes", *NAMES, *ORIGIN, *KEPT_BACK}  # told in places of their own
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*[+-]\d\d:\d\d$")  # a whole text
COMMAND_LINE = "command line"  # as coalition.web.origin has it
FACTS: Mapping[str, Any] = {
    "added": _l("Added"),
    "at": _l("Time"),
    "audience": _l("Audience"),
    "before": _l("Before"),
    "count": _l("How many"),
    "deleted": _l("Deleted"),
    "document": _l("Document"),
    "email": _l("E-mail address"),
    "factor": _l("Second factor"),
    "fields": _l("Changed"),
    "filters": _l("Filters"),
    "format": _l("Format"),
    "kind": _l("Kind"),
    "left": _l("Left"),
    "name": _l("Name"),
    "number": _l("Number"),
    "organisation": _l("Organisation"),
    "person": _l("Person"),
    "question": _l("Question"),
    "reason": _l("Reason"),
    "removed": _l("Removed"),
    "secrets": _l("Secrets changed"),
    "title": _l("Title"),
    "to": _l("To"),
    "typed": _l("What was typed"),
    "version": _l("Version"),
    "via": _l("By way of"),
    "way": _l("Way"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a page shows it.

    thing: what it was done to, by the name it had then or as "document:7"; "" for oneself.
    facts: (name, value). changes: (name, old, new). is_erased: its details were.
    """

    act: Act
    what: str
    who: str
    thing: str
    address: str
    facts: Sequence[tuple[str, str]]
    changes: Sequence[tuple[str, str, str]]
    is_erased: bool


def lines(acts: Sequence[Act], names_of: NamesOf, *, reader: int | None = None) -> list[Line]:
    """Return acts as lines, the names of people looked up all at once.

    reader: whom they concern, where they are told to nobody but them; None for coordinators.
    """
    numbers = {act.person_id for act in acts if act.person_id is not None}
    numbers |= {number for act in acts if (number := _person_of(act.subject)) is not None}
    names = names_of(numbers)
    return [_line(act, names, _detail_for(reader, act)) for act in acts]


def who_did(act: Act, names: Mapping[int, str]) -> str:
    """Return who acted, in words."""
    if act.person_id is not None:
        return names.get(act.person_id) or _("a former representative")
    detail = act.detail or {}
    if detail.get("via") == COMMAND_LINE:
        return _("the command line")
    if detail.get("address"):
        return _("a visitor")
    return _("not known any more") if act.detail is None else _("the site itself")


def _detail_for(reader: int | None, act: Act) -> dict[str, Any]:
    return told(act.detail) if reader is None else told_to(reader, act.detail, by=act.person_id)


def _line(act: Act, names: Mapping[int, str], detail: Mapping[str, Any]) -> Line:
    return Line(
        act=act,
        what=sentence_of(act.action),
        who=who_did(act, names),
        thing=_thing(act, detail, names),
        address=str(detail.get("address", "")),
        facts=[
            (label_of(name), in_words(fact))
            for name, fact in detail.items()
            if name not in ELSEWHERE and not (name == "via" and act.person_id is None)
        ],
        changes=list(_changes(detail)),
        is_erased=act.detail is None,
    )


def _thing(act: Act, detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    person_id = _person_of(act.subject)
    if person_id is not None and person_id == act.person_id:
        return ""  # who did it to themselves is named once
    if person_id is not None:
        return names.get(person_id) or _("a former representative")
    named = next((str(detail[name]) for name in NAMES if detail.get(name)), "")
    return named or act.subject


def _changes(detail: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    changes = detail.get("changes")
    for name, pair in changes.items() if isinstance(changes, dict) else ():
        if isinstance(pair, list) and len(pair) == 2:
            yield label_of(name), in_words(pair[0]), in_words(pair[1])


def label_of(name: str) -> str:
    """Return the name of a fact in the reader's language, or the one it is kept under."""
    if name in FACTS:
        return str(FACTS[name])
    return name if name.isupper() else name.replace("_", " ")  # settings are named in capitals


def in_words(fact: Any) -> str:
    """Return a fact as text: lists with commas, what is empty as a dash."""
    if isinstance(fact, dict):
        return _(", ").join(f"{label_of(name)}: {in_words(value)}" for name, value in fact.items())
    if isinstance(fact, list):
        return _(", ").join(map(in_words, fact)) or "–"
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if fact in (None, ""):
        return "–"
    if fact == COMMAND_LINE:
        return _("command line")
    return _moment(str(fact))


def _moment(text: str) -> str:
    """Return a moment that was noted for programs as one for people, any other text as it is."""
    if not MOMENT.match(text):
        return text
    try:
        return show_datetime(datetime.fromisoformat(text))
    except ValueError:
        return text


def _person_of(subject: str) -> int | None:
    kind, _colon, number = subject.partition(":")
    return int(number) if kind == "person" and number.isascii() and number.isdigit() else None
