"""The list of stakeholder groups, which coordinators keep: rename, add, order, remove."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.audit import service as audit
from coalition.database import db, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.members import policy, queries
from coalition.members.models import StakeholderGroup
from coalition.members.names import fold
from coalition.web.viewer import Viewer

MOST_GROUPS = 60  # more than anybody chooses from


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of the list as it is to be; `id` is None for a new group."""

    id: int | None
    name: str
    position: int
    is_intergovernmental: bool
    remove: bool = False


def update_groups(rows: Sequence[GroupRow], *, by: Viewer) -> None:
    """Make the list so. Groups that are not named stay as they are.

    Raises Invalid when two have one name, when none would be left or too many, Conflict when one
    that is to go is in use.
    """
    if not policy.may_edit_groups(by):
        raise NotAllowed(_("Only coordinators change the stakeholder groups."))
    with transaction():
        known = {
            group.id: group
            for group in db.session.scalars(select(StakeholderGroup).with_for_update())
        }
        before = [group.name for group in known.values()]
        _remove([known.pop(row.id) for row in rows if row.remove and row.id in known])
        kept = [row for row in rows if not row.remove]
        _check(kept, known)
        renamed = [row for row in kept if row.id in known and known[row.id].name != row.name]
        for row in renamed:  # by way of a name nobody has, so that two can swap theirs
            known[row.id or 0].name = f"… {row.id}"
        db.session.flush()
        for row in kept:
            group = known.get(row.id or 0)
            if group is None:
                group = StakeholderGroup()
                db.session.add(group)
            group.name = row.name
            group.position = row.position
            group.is_intergovernmental = row.is_intergovernmental
        db.session.flush()
        after = list(db.session.scalars(select(StakeholderGroup.name)))
        audit.note(
            "members.groups_changed",
            by=by.person_id,
            removed=sorted(set(before) - set(after)),
            added=sorted(set(after) - set(before)),
        )


def _remove(groups: Sequence[StakeholderGroup]) -> None:
    uses = queries.group_uses()
    for group in groups:
        if uses.get(group.id):
            raise Conflict(
                _(
                    "“%(name)s” is in use and cannot be removed. Rename it, or move its "
                    "organisations to another group first.",
                    name=group.name,
                )
            )
        db.session.delete(group)


def _check(rows: Sequence[GroupRow], known: dict[int, StakeholderGroup]) -> None:
    named = {row.id for row in rows}
    names = [fold(row.name) for row in rows]
    names += [fold(group.name) for key, group in known.items() if key not in named]
    if not names:
        raise Invalid(_("Keep at least one group."))
    if "" in names:
        raise Invalid(_("Every group needs a name."))
    if len(set(names)) < len(names):
        raise Invalid(_("Two groups have the same name. Change one of them."))
    if len(names) > MOST_GROUPS:
        raise Invalid(
            _("There can be at most %(most)d groups. Remove one first.", most=MOST_GROUPS)
        )
