"""Sets by organisation, kind, subject and meeting: their names, in English where there is one."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from coalition.database import db
from coalition.harvest.queries import open_sets
from coalition.library.models import Subject
from coalition.members.models import Organisation
from coalition.programme.models import Meeting
from coalition.records.formats.kinds import type_of

# A set is named "meeting:1"; the one above it, "meeting", holds all of them.
ABOVE = {
    "kind": "By kind of document",
    "meeting": "By meeting",
    "organisation": "By organisation",
    "subject": "By subject",
}


def all_sets() -> Sequence[tuple[str, str]]:
    """Return the sets that hold something open, each with its name, those above first."""
    names = open_sets()
    called = _names_of(names)
    below = {name: called.get(name, name) for name in names}
    above = {name.partition(":")[0] for name in names}
    return sorted(({name: ABOVE.get(name, name) for name in above} | below).items())


def _names_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return what is to be read of each set, from the rows they are of; three queries."""
    ids: dict[str, list[int]] = {}
    found: dict[str, str] = {}
    for name in names:
        above, _mark, rest = name.partition(":")
        if above == "kind":
            found[name] = type_of(rest).name or "Other document"
        else:
            ids.setdefault(above, []).append(int(rest))
    for row in db.session.execute(
        select(Organisation.id, Organisation.english_name, Organisation.name).where(
            Organisation.id.in_(ids.get("organisation", ()))
        )
    ):
        found[f"organisation:{row[0]}"] = row[1] or row[2]
    for above, table in (("subject", Subject), ("meeting", Meeting)):
        rows = db.session.execute(
            select(table.id, table.name).where(table.id.in_(ids.get(above, ())))
        )
        found |= {f"{above}:{row[0]}": row[1] for row in rows}
    return found
