"""The letters about sessions, in words a person would use."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.programme.changes import Change, times_of
from coalition.programme.labels import address_lines
from coalition.programme.listening import CONFIRM_DAYS
from coalition.programme.models import Meeting, Session, State
from coalition.web.clocks import times_shown
from coalition.web.site import address_of, settings


def confirm_letter(language: str, address: str) -> Letter:
    """Return the letter with the link that confirms an address.

    It repeats nothing that was typed, so that nobody can send words of theirs to a stranger.
    """
    with force_locale(language):
        return Letter(
            _("Confirm that you follow a session"),
            (
                _("Hello,"),
                _(
                    "Someone, probably you, asked at %(site)s for a letter to this address when "
                    "the time or room of a session changes. To see the session and to get these "
                    "letters, open this page within %(days)d days and press the button:",
                    site=settings().coalition_name,
                    days=CONFIRM_DAYS,
                ),
                address,
                _("If it was not you, do nothing: no letters come."),
            ),
            language,
        )


def change_letter(
    session: Session, change: Change, language: str, reader_name: str, token: str
) -> Letter:
    """Return the letter that tells a follower what became of a session; its token stops them.

    The session's meeting and room must be loaded.
    """
    with force_locale(language):
        stop = address_of("programme.stop", token=token)
        paragraphs = (
            _("Hello %(name)s,", name=reader_name) if reader_name else _("Hello,"),
            _(
                "something changed in a session of %(meeting)s that you follow:",
                meeting=session.meeting.name,
            ),
            _named(session),
            *_told(session, change),
            address_of("sessions.detail", session_id=session.id),
            f"{_way_out(reader_name)}\n{stop}",
        )
        subject = f"{_in_short(change)}: {session.title}"
        return Letter(subject, paragraphs, language, unsubscribe_url=stop)


def proposed_letter(
    session: Session, meeting: Meeting, proposer: str, language: str, reader_name: str
) -> Letter:
    """Return the letter that tells a coordinator of a proposed session."""
    with force_locale(language):
        return Letter(
            _("Proposed session: %(title)s", title=session.title),
            (
                _("Hello %(name)s,", name=reader_name),
                _(
                    "%(person)s proposes a session for %(meeting)s:",
                    person=proposer,
                    meeting=meeting.name,
                ),
                _named(session),
                _("It waits here until a coordinator accepts or declines it:"),
                address_of("programme.proposals"),
            ),
            language,
        )


def decided_letter(session: Session, language: str, reader_name: str) -> Letter:
    """Return the letter that tells those who proposed a session what was decided, and why."""
    is_accepted = session.state is not State.PROPOSED
    with force_locale(language):
        subject = (
            _("Accepted: %(title)s", title=session.title)
            if is_accepted
            else _("Not accepted: %(title)s", title=session.title)
        )
        return Letter(
            subject,
            (
                _("Hello %(name)s,", name=reader_name),
                *(_accepted(session) if is_accepted else _declined(session)),
            ),
            language,
        )


def time_in_words(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return when a session is, as clocks in a zone show it, with its name and its offset.

    Such as Tuesday 6 November 2012, 09:00–10:30 (Baku, UTC+4).
    """
    shown = times_shown(starts_at, ends_at, zone)
    dash = " – " if shown.is_apart else "–"
    return f"{shown.begins}{dash}{shown.ends} ({shown.zone})"


def _accepted(session: Session) -> tuple[str, ...]:
    return (
        _(
            "the coordinators accepted the session you proposed for %(meeting)s:",
            meeting=session.meeting.name,
        ),
        _named(session),
        _("Its page is open to everybody now:"),
        address_of("sessions.detail", session_id=session.id),
    )


def _declined(session: Session) -> tuple[str, ...]:
    return (
        _(
            "the coordinators did not accept the session you proposed for %(meeting)s:",
            meeting=session.meeting.name,
        ),
        _named(session),
        _("The reason:"),
        session.cancelled_reason,
        _("To propose it again, change it here and save:"),
        address_of("programme.edit_session", session_id=session.id),
    )


def _in_short(change: Change) -> str:
    if change.is_cancelled:
        return _("Cancelled")
    if change.is_reinstated:
        return _("Held after all")
    if change.time:
        return _("New time") if change.time[0] else _("Time announced")
    if change.room:
        return _("New room") if change.room[0] else _("Room announced")
    return _("Changed")


def _told(session: Session, change: Change) -> tuple[str, ...]:
    """Return what changed, old and new, in paragraphs."""
    if change.is_cancelled:
        return (
            _("The session is cancelled. The reason:"),
            session.cancelled_reason,
            _("It was to be held:") + "\n" + "\n".join(_now(session)),
        )
    said = [_("The session is held after all.")] if change.is_reinstated else []
    before = [
        *([_time(change.time[0], session)] if change.time and change.time[0] else []),
        *([_room(change.room[0])] if change.room and change.room[0] else []),
    ]
    if before:
        said.append(_("Until now:") + "\n" + "\n".join(before))
    if change.is_reinstated or change.time or change.room:
        said.append(_("From now on:") + "\n" + "\n".join(_now(session)))
    return (*said, *address_lines(change.addresses))


def _now(session: Session) -> tuple[str, str]:
    """Return when and where the session is, in two lines."""
    if session.starts_at and session.ends_at:
        when = time_in_words(session.starts_at, session.ends_at, session.meeting.zone)
    else:
        when = _("The time is not announced yet.")
    return when, _room(session.room.name if session.room else "")


def _time(said: str, session: Session) -> str:
    times = times_of(said)
    return time_in_words(*times, session.meeting.zone) if times else ""


def _room(name: str) -> str:
    return _("Room: %(name)s", name=name) if name else _("The room is not announced yet.")


def _named(session: Session) -> str:
    return " · ".join(filter(None, (session.number, session.title)))


def _way_out(reader_name: str) -> str:
    if reader_name:
        return _(
            "You get this letter because the session is in your own programme. To get no more "
            "letters about it:"
        )
    return _("You get this letter because you follow the session. To get no more letters about it:")
