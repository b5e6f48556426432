"""What a file says of one session, whatever kind of file it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import force_locale

from coalition.programme.kinds import KINDS
from coalition.programme.models import Role, State
from coalition.web.languages import locale_tag

MOST_SESSIONS = 2_000  # in one file
LONGEST_UID = 200  # characters, the width of the column


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of a session from this line on.

    `fields` holds those attributes of description.SessionFields the file speaks of; all others stay
    as they are; of `people` only those in these `roles`, all of them where no role is named. `day`
    and `end_day` are days without a clock: what clocks show stays. `state` and `reason` are what
    became of the session, None where nothing is said. `problem` says why the session cannot be
    brought in, `remarks` what of it is left out.
    """

    line: int
    uid: str = ""
    number: str = ""
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    day: date | None = None
    end_day: date | None = None
    state: State | None = None
    reason: str = ""
    problem: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """All that a file says, and what is to be said of the file itself."""

    sessions: tuple[Said, ...]
    remarks: tuple[str, ...] = ()


def find_kind(name: str) -> str:
    """Return the kind of session that is called so, by key or by name; nothing if there is none."""
    return _kinds(locale_tag()).get(plain(name), "")


def plain(name: str) -> str:
    """Return a name without differences of case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


@lru_cache
def _kinds(_locale: str) -> Mapping[str, str]:
    """Return the kinds by what they are called in this language, in English, and by key."""
    here = {plain(str(label)): key for key, label in KINDS.items()}
    with force_locale("en"):
        english = {plain(str(label)): key for key, label in KINDS.items()}
    return here | english | {plain(key): key for key in KINDS}
