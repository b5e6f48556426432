"""What a harvester asks for: arguments checked as the protocol says, or the error it names.

https://www.openarchives.org/OAI/openarchivesprotocol.html, chapters 2.7, 3.6 and 4.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from coalition.harvest.formats import FORMATS

IDENTIFY, FORMATS_OF, SETS = "Identify", "ListMetadataFormats", "ListSets"
RECORD, HEADERS, RECORDS = "GetRecord", "ListIdentifiers", "ListRecords"
_LIST = frozenset({"from", "until", "set", "metadataPrefix", "resumptionToken"})
ARGUMENTS: Mapping[str, frozenset[str]] = {
    IDENTIFY: frozenset(),
    FORMATS_OF: frozenset({"identifier"}),
    SETS: frozenset({"resumptionToken"}),
    RECORD: frozenset({"identifier", "metadataPrefix"}),
    HEADERS: _LIST,
    RECORDS: _LIST,
}
REQUIRED = {RECORD: ("identifier", "metadataPrefix")} | dict.fromkeys(
    (HEADERS, RECORDS), ("metadataPrefix",)
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_PART = r"[A-Za-z0-9\-_.!~*'()]+"
_SET = re.compile(rf"{_PART}(:{_PART})*", re.ASCII)


class Problem(Exception):
    """An error of the protocol: its code, a sentence, and whether the arguments may be repeated."""

    def __init__(self, code: str, sentence: str) -> None:
        """Remember the code, such as badVerb, and the sentence for whoever runs the harvester."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence

    @property
    def is_of_arguments(self) -> bool:
        """Tell whether what was asked cannot be told again as arguments of a verb."""
        return self.code in {"badVerb", "badArgument"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb with its arguments, known to fit it; "" and None where one was not given.

    `since` and `until` are aware moments in whole seconds, both included.
    """

    verb: str
    identifier: str = ""
    prefix: str = ""
    set_name: str = ""
    token: str = ""
    since: datetime | None = None
    until: datetime | None = None


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Return what is asked by these arguments. Raises Problem: badVerb, badArgument and others."""
    given = list(pairs)
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise Problem("badVerb", f"Give one verb, one of {', '.join(ARGUMENTS)}.")
    verb = verbs[0]
    arguments = _checked(verb, [pair for pair in given if pair[0] != "verb"])
    since, until = _moments(arguments.get("from", ""), arguments.get("until", ""))
    prefix = arguments.get("metadataPrefix", "")
    if prefix and prefix not in FORMATS:
        raise Problem(
            "cannotDisseminateFormat", f"The formats here are {', '.join(sorted(FORMATS))}."
        )
    return Asked(
        verb=verb,
        identifier=arguments.get("identifier", ""),
        prefix=prefix,
        set_name=arguments.get("set", ""),
        token=arguments.get("resumptionToken", ""),
        since=since,
        until=until,
    )


def _checked(verb: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a verb, each once, none missing, none that it does not have."""
    arguments = dict(pairs)
    if unknown := set(arguments) - ARGUMENTS[verb]:
        raise Problem("badArgument", f"{verb} has no argument {min(unknown)!a}.")
    if len(arguments) < len(pairs):
        raise Problem("badArgument", "Give each argument once.")
    if empty := [name for name, value in arguments.items() if not value]:
        raise Problem("badArgument", f"The argument {empty[0]} is empty.")
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise Problem("badArgument", "A resumptionToken stands alone beside the verb.")
        return arguments
    for name in REQUIRED.get(verb, ()):
        if name not in arguments:
            raise Problem("badArgument", f"{verb} needs the argument {name}.")
    if "set" in arguments and not _SET.fullmatch(arguments["set"]):
        raise Problem("badArgument", "A set is named as ListSets names it.")
    return arguments


def _moments(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    if since and until and bool(_DAY.fullmatch(since)) != bool(_DAY.fullmatch(until)):
        raise Problem("badArgument", "Write from and until alike, both with a time or without.")
    found = (
        _moment("from", since, "T00:00:00Z") if since else None,
        _moment("until", until, "T23:59:59Z") if until else None,
    )
    if found[0] and found[1] and found[0] > found[1]:
        raise Problem("badArgument", "from is later than until.")
    return found


def _moment(name: str, text: str, time: str) -> datetime:
    """Return a moment; a day is its first second, or its last."""
    written = text + time if _DAY.fullmatch(text) else text
    if _SECOND.fullmatch(written):
        try:
            return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            pass  # the 30th of February
    raise Problem("badArgument", f"Write {name} as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC.")
