"""The writes of meetings: what is said about one, and its themes and rooms."""

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.audit import service as audit
from coalition.database import db, locked, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.programme import indexing, policy
from coalition.programme.description import MeetingFields, NewName, checked_meeting
from coalition.programme.models import Meeting, Room, Session, Theme
from coalition.programme.writing import Part, parts_of, refuse_stale
from coalition.web.viewer import Viewer

COLUMNS = ("name", "place", "country", "timezone", "begins_on", "ends_on", "theme", "about")
TOLD = ("name", "place", "timezone", "begins_on", "ends_on")  # what the audit log tells of


def create_meeting(fields: MeetingFields, *, by: Viewer) -> Meeting:
    """Make a meeting with its themes and rooms. Raises NotAllowed and Invalid."""
    _refuse_strangers(by)
    described = checked_meeting(fields)
    with transaction():
        meeting = Meeting()
        _describe(meeting, described)
        db.session.add(meeting)
        db.session.flush()
        _name_parts(meeting.id, Theme, described.themes)
        _name_parts(meeting.id, Room, described.rooms)
        audit.note(
            "programme.meeting_created",
            f"meeting:{meeting.id}",
            by=by.person_id,
            name=meeting.name,
        )
    return meeting


def update_meeting(
    meeting_id: int, fields: MeetingFields, *, by: Viewer, revision: int | None = None
) -> Meeting:
    """Change what is said about a meeting. Raises NotAllowed, NotFound, Invalid and Conflict.

    Moments of sessions stay as they are, whatever becomes of the time zone. A theme or room that
    is not named any longer goes, unless a session is in it.
    """
    _refuse_strangers(by)
    described = checked_meeting(fields)
    with transaction():
        meeting = locked(Meeting, meeting_id, missing=_("There is no meeting at this address."))
        refuse_stale(meeting.revision, revision)
        was = {part: str(getattr(meeting, part)) for part in TOLD}
        _describe(meeting, described)
        meeting.revision += 1
        _rename_parts(meeting.id, Theme, described.renamed_themes)
        _rename_parts(meeting.id, Room, described.renamed_rooms)
        _name_parts(meeting.id, Theme, described.themes)
        _name_parts(meeting.id, Room, described.rooms)
        now_is = {part: str(getattr(meeting, part)) for part in TOLD}
        audit.note(
            "programme.meeting_changed",
            f"meeting:{meeting.id}",
            by=by.person_id,
            name=meeting.name,
            changes={part: [was[part], now_is[part]] for part in TOLD if was[part] != now_is[part]},
        )
        indexing.index_meeting_soon(meeting.id)
    return meeting


def _refuse_strangers(by: Viewer) -> None:
    if not policy.may_edit_meetings(by):
        raise NotAllowed(_("Coordinators make and change meetings."))


def _describe(meeting: Meeting, fields: MeetingFields) -> None:
    for name in (*COLUMNS, "website"):
        setattr(meeting, name, getattr(fields, name))


def _rename_parts(meeting_id: int, part: type[Part], renamed: Sequence[NewName]) -> None:
    """Give themes or rooms their new names; two may exchange theirs."""
    known = {row.id: row for row in db.session.scalars(parts_of(meeting_id, part))}
    if not {new.id for new in renamed} <= known.keys():
        raise Conflict(_("One of the themes or rooms is gone. Look at the meeting again."))
    changed = [new for new in renamed if known[new.id].name != new.name]
    for new in changed:
        known[new.id].name = secrets.token_hex(16)  # lets go of the old names first
    db.session.flush()
    for new in changed:
        known[new.id].name = new.name
    names = [row.name for row in known.values()]
    for name in names:
        if names.count(name) > 1:
            sentence = _("“%(name)s” is there twice. Give each a name of its own.", name=name)
            raise Invalid(fields={_field(part): sentence})
    db.session.flush()


def _name_parts(meeting_id: int, part: type[Part], names: Sequence[str]) -> None:
    """Let a meeting have the themes or rooms of these names, in their order."""
    known = {row.name: row for row in db.session.scalars(parts_of(meeting_id, part))}
    for position, name in enumerate(names):
        if name in known:
            known[name].position = position
        else:
            db.session.add(part(meeting_id=meeting_id, name=name, position=position))
    gone = [row for name, row in known.items() if name not in set(names)]
    column = Session.theme_id if part is Theme else Session.room_id
    used = set(db.session.scalars(select(column).where(column.in_([row.id for row in gone]))))
    kept = [row.name for row in gone if row.id in used]
    if kept:
        sentence = _("Sessions are in “%(name)s”. Change them first.", name="”, “".join(kept))
        raise Invalid(fields={_field(part): sentence})
    for row in gone:
        db.session.delete(row)


def _field(part: type[Part]) -> str:
    return "themes" if part is Theme else "rooms"
