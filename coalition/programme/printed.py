"""The programme on paper: by day, in the meeting's own zone, rooms side by side or as a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from coalition.database import now
from coalition.printing.paper import (
    Cell,
    Heading,
    Line,
    Lines,
    Look,
    Paper,
    Paragraph,
    Part,
    Run,
    Table,
)
from coalition.programme import schedule
from coalition.programme.kinds import session_kind_label
from coalition.programme.listing import Before
from coalition.programme.models import Meeting, Session, State
from coalition.web.clocks import day_name, day_range, times_shown, zone_words
from coalition.web.languages import direction_of, locale_tag
from coalition.web.site import address_of, settings
from coalition.web.templating import show_date

MOST_COLUMNS = 6  # of rooms that can be read side by side on A4
LONGEST_TITLE = 160  # characters: more would make columns that are all title
DASH = "–"

Moves = Mapping[int, Before]  # by session: where it was before it was moved


def programme_paper(meeting: Meeting, sessions: Sequence[Session], moves: Moves) -> Paper:
    """Return the programme of a meeting as a document in the reader's language."""
    days = schedule.days(sessions, meeting.zone)
    columns = [sum(column.lane_count for column in day.columns) for day in days]
    is_grid = bool(columns) and 1 < max(columns) <= MOST_COLUMNS
    address = address_of("programme.detail", meeting_id=meeting.id)
    language = locale_tag()
    today = show_date(now().astimezone(meeting.zone))
    as_of = _("As of %(day)s", day=today)
    return Paper(
        title=_("Programme: %(meeting)s", meeting=meeting.name),
        language=language,
        is_right_to_left=direction_of(language) == "rtl",
        is_tabular=True,
        is_wide=is_grid,
        authors=(settings().coalition_name,),
        description=_("The sessions of %(meeting)s by day and time.", meeting=meeting.name),
        overline=settings().coalition_name,
        under=tuple(_under(meeting, sessions, as_of)),
        header=as_of,
        page_of=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        address=address,
        code_text=_("Square code that opens the programme on the site: %(url)s", url=address),
        parts=tuple(_parts(meeting, sessions, days, moves, is_grid=is_grid)),
    )


def _under(meeting: Meeting, sessions: Sequence[Session], as_of: str) -> Iterator[str]:
    days = day_range(meeting.begins_on, meeting.ends_on)
    yield f"{meeting.place} · {days}" if meeting.place else days
    if meeting.theme:
        yield meeting.theme
    if any(one.starts_at for one in sessions):
        words = zone_words(meeting.zone, *schedule.span(meeting, sessions))
        yield _("All times are those of %(zone)s.", zone=words)
    yield _("%(as_of)s. Later changes are shown on the site.", as_of=as_of)


def _parts(
    meeting: Meeting,
    sessions: Sequence[Session],
    days: Sequence[schedule.Day],
    moves: Moves,
    *,
    is_grid: bool,
) -> Iterator[Part]:
    legend = tuple(_legend(sessions))
    if legend:
        yield Lines(legend)
    zones = [zone_words(meeting.zone, *schedule.span(meeting, day.sessions)) for day in days]
    is_one_zone = len(set(zones)) <= 1  # then it is said above them all
    for day, zone in zip(days, zones, strict=True):
        name = day_name(day.day)
        yield Heading(name if is_one_zone else f"{name} · {zone}")
        yield (_grid if is_grid else _list)(day, meeting, moves)
    untimed = [one for one in sessions if one.starts_at is None]
    if untimed:
        yield Heading(_("Time not announced yet"))
        yield _table_of(untimed, meeting, moves, [_("Session"), _("Room")], [5, 2], _untimed_row)
    if not sessions:
        yield Paragraph(_("No sessions are announced yet."))


def _legend(sessions: Sequence[Session]) -> Iterator[Line]:
    """Give what the marks mean, as far as they occur."""
    if any(one.is_ours for one in sessions):
        yield (_own(), Run(_("and a bar at the side: the coalition takes part"), Look.SOFT))
    if any(one.state is State.MOVED for one in sessions):
        yield (_mark(_("Moved")), Run(_("the time or room is another than before"), Look.SOFT))
    if any(one.state is State.CANCELLED for one in sessions):
        yield (_mark(_("Cancelled")), Run(_("will not be held"), Look.SOFT))


def _grid(day: schedule.Day, meeting: Meeting, moves: Moves) -> Table:
    """Return a day with a column for each room; a session reaches down to where it ends."""
    unknown = _("Room not announced yet")
    head = [_("Time"), *(one.room.name if one.room else unknown for one in day.columns)]
    spans = [1, *(one.lane_count for one in day.columns)]
    widths = [0] + [1] * (sum(spans) - 1)
    cells: list[Cell] = []
    for row in day.rows:
        clock = row.starts_at.astimezone(meeting.zone).strftime("%H:%M")
        cells.append(Cell(((Run(clock, Look.STRONG),),), is_shaded=True))
        for held in row.cells:
            if held is None:
                cells.append(Cell())
                continue
            lines: list[Line] = []
            for session in held.sessions:
                lines += _session_lines(session, meeting, moves, Run(_times(session, meeting)))
            cells.append(
                Cell(
                    lines,
                    rows=held.row_count,
                    is_own=any(session.is_ours for session in held.sessions),
                    breaks=held.row_count > 1 or len(held.sessions) > 1,
                )
            )
    return Table(head, widths, cells, spans)


def _list(day: schedule.Day, meeting: Meeting, moves: Moves) -> Table:
    """Return a day as a list by time."""
    head, widths = [_("Time"), _("Session"), _("Room")], [0, 5, 2]
    return _table_of(day.sessions, meeting, moves, head, widths, _timed_row)


def _table_of(
    sessions: Sequence[Session],
    meeting: Meeting,
    moves: Moves,
    head: Sequence[str],
    widths: Sequence[int],
    row: Callable[[Session, Meeting, Moves], Sequence[Cell]],
) -> Table:
    return Table(head, widths, [cell for one in sessions for cell in row(one, meeting, moves)])


def _timed_row(session: Session, meeting: Meeting, moves: Moves) -> Sequence[Cell]:
    times = Cell(((Run(_times(session, meeting), Look.STRONG),),), is_shaded=True)
    return (times, *_untimed_row(session, meeting, moves))


def _untimed_row(session: Session, meeting: Meeting, moves: Moves) -> Sequence[Cell]:
    described = _session_lines(session, meeting, moves)
    room = ((Run(session.room.name),),) if session.room else ()
    return (Cell(described, is_own=session.is_ours), Cell(room))


def _session_lines(
    session: Session, meeting: Meeting, moves: Moves, *before: Run
) -> Sequence[Line]:
    """Return a session as lines: marks and number, title, what it is, who holds it, what changed."""
    is_cancelled = session.state is State.CANCELLED
    address = address_of("sessions.detail", session_id=session.id)
    marks = [*before]
    marks += [Run(session.number, Look.SOFT)] if session.number else []
    marks += [_own()] if session.is_ours else []
    marks += [_mark(_("Cancelled"))] if is_cancelled else []
    marks += [_mark(_("Moved"))] if session.state is State.MOVED else []
    lines: list[Line] = [marks] if marks else []
    title = Run(_shortened(session.title), Look.STRUCK if is_cancelled else Look.STRONG, address)
    lines.append((title,))
    kind = "" if session.kind == "other" else session_kind_label(session.kind)
    said = (kind, session.theme.name if session.theme else "", ", ".join(_organisers(session)))
    about = " · ".join(filter(None, said))
    lines += [(Run(about, Look.SOFT),)] if about else []
    if is_cancelled and session.cancelled_reason:
        lines.append((Run(_shortened(session.cancelled_reason)),))
    if session.state is State.MOVED and session.id in moves:
        before_move = _before(moves[session.id], meeting)
        lines += [(Run(_("Before: %(what)s", what=before_move)),)] if before_move else []
    return lines


def _before(move: Before, meeting: Meeting) -> str:
    """Return when and where a session was before it was moved, as far as that changed."""
    said = [move.room] if move.room else []
    if move.starts_at and move.ends_at:
        shown = times_shown(move.starts_at, move.ends_at, meeting.zone, "short")
        said.insert(0, f"{shown.begins}{DASH}{shown.ends}")
    return " · ".join(said)


def _times(session: Session, meeting: Meeting) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    shown = times_shown(session.starts_at, session.ends_at, meeting.zone, "")
    return f"{shown.begins}{DASH}{shown.ends}"


def _organisers(session: Session) -> list[str]:
    return [one.organisation.name if one.organisation else one.name for one in session.organisers]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _own() -> Run:
    """Return the mark of what the coalition takes part in."""
    return Run(settings().coalition_acronym or _("Ours"), Look.OWN)


def _mark(word: str) -> Run:
    return Run(word, Look.MARK)
