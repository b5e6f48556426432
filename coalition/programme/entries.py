"""Session → search entry: found by what it is called, who is in it, and where it belongs."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import force_locale

from coalition.members.places import country_name
from coalition.programme.kinds import found_as, session_kind_label
from coalition.programme.models import Session
from coalition.search.entries import Entry, Named
from coalition.web.site import path_of

ROOM = "session"


def key_of(session_id: int) -> str:
    """Return the key a session has in the index, such as "session:5"."""
    return f"{ROOM}:{session_id}"


def id_of(key: str) -> int:
    """Return the session's number of a key. Raises ValueError for keys of other things."""
    room, _, number = key.partition(":")
    if room != ROOM:
        raise ValueError(key)
    return int(number)


def label_of(number: str, title: str) -> str:
    """Return what a session is called where it is named beside other things: 130 · Open doors."""
    return f"{number} · {title}" if number else title


def named(session: Session) -> Named:
    """Return a session as entries of its documents name it."""
    return Named(str(session.id), label_of(session.number, session.title))


def entry_of(session: Session, known_since: datetime) -> Entry:
    """Return what is searched of a session, which is loaded in full; never of a mere proposal.

    `known_since` is when it became public. It says nothing of its documents.
    """
    meeting = session.meeting
    members = (o.organisation for o in session.organisers if o.organisation)
    member = next(members, None)
    day = session.starts_at.astimezone(meeting.zone).date() if session.starts_at else None
    return Entry(
        key=key_of(session.id),
        url=path_of("sessions.detail", session_id=session.id),
        title=session.title,
        abstract=session.description,
        authors=tuple(dict.fromkeys(person.name for person in session.people)),
        organisation=Named(str(member.id), member.name) if member else None,
        kind=found_as(session.kind),
        languages=tuple(session.languages),
        issued=day.isoformat() if day else None,
        subjects=(),
        audience="public",
        pages=(),
        what="session",
        sessions=(named(session),),
        also=tuple(dict.fromkeys(_further_names(session))),
        published_at=known_since,
    )


def _further_names(session: Session) -> Iterator[str]:
    """Give what a session is found by and that its entry does not show."""
    meeting = session.meeting
    with force_locale("en"):  # entries are the same for all readers
        kind = session_kind_label(session.kind)
    names = [
        f"{kind} {session.number}",
        session.theme.name if session.theme else "",
        meeting.name,
        meeting.place,
        country_name(meeting.country, "en") if meeting.country else "",
        *(person.affiliation for person in session.people),
    ]
    for organiser in session.organisers:
        member = organiser.organisation
        if member is None:
            names.append(organiser.name)
        else:
            names += [member.name, member.english_name, member.acronym]
    return (name for name in names if name)
