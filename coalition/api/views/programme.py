"""Operations that read meetings and sessions."""

from typing import Annotated

from flask import Response
from msgspec import Meta

from coalition.api import queries
from coalition.api.answers import answer
from coalition.api.describing.operations import Answer, Described, Parameter, described
from coalition.api.operations import operation
from coalition.api.paging import asked_page
from coalition.api.shapes.lists import MeetingList, SessionList
from coalition.api.shapes.parts import Number
from coalition.api.shapes.programme import Meeting, Session
from coalition.api.shapes.words import said as _l
from coalition.api.showing.pages import page_of
from coalition.api.showing.programme import meeting_shape, session_shape
from coalition.api.views.filtering import Filters
from coalition.api.views.room import blueprint
from coalition.programme import queries as programme
from coalition.web.viewing import current_viewer

YES, NO = "true", "false"
FILTERS = (
    Parameter("meeting", Number, _l("Sessions of this meeting."), "1"),
    Parameter(
        "ours",
        Annotated[str, Meta(extra_json_schema={"enum": [YES, NO]})],
        _l("true: only those in which the coalition takes part."),
    ),
)


@blueprint.get("/api/v1/meetings")
@described(
    Described(
        group="programme",
        summary=_l("List the meetings"),
        about=_l("The latest first."),
        is_paged=True,
        answers={200: Answer(_l("A page of meetings."), MeetingList)},
    )
)
@operation(scope="read")
def meetings() -> Response:
    """List the meetings."""
    Filters().refuse_wrong()
    page, found = asked_page(), programme.meetings()
    items = map(meeting_shape, found[page.offset : page.offset + page.size])
    return answer(page_of(MeetingList, items, page, len(found)), headers=page.headers(len(found)))


@blueprint.get("/api/v1/meetings/<int:meeting_id>")
@described(
    Described(
        group="programme",
        summary=_l("Read a meeting"),
        about=_l("Where and when it is; its sessions are a list of their own."),
        answers={200: Answer(_l("The meeting."), Meeting)},
    )
)
@operation(scope="read")
def meeting(meeting_id: int) -> Response:
    """Read a meeting."""
    Filters().refuse_wrong()
    return answer(meeting_shape(programme.get_meeting(meeting_id)))


@blueprint.get("/api/v1/sessions")
@described(
    Described(
        group="programme",
        summary=_l("List sessions"),
        about=_l("In order of time; those without a time yet come last."),
        parameters=FILTERS,
        is_paged=True,
        answers={200: Answer(_l("A page of sessions."), SessionList)},
    )
)
@operation(scope="read")
def sessions() -> Response:
    """List sessions."""
    viewer, page = current_viewer(), asked_page()
    given = Filters(*(parameter.name for parameter in FILTERS))
    number, only_ours = given.number("meeting"), given.one_of("ours", (YES, NO)) == YES
    given.refuse_wrong()
    found = queries.sessions(
        number, only_ours=only_ours, viewer=viewer, page=page.number, per_page=page.size
    )
    ties = queries.readable_ties(found.items, viewer=viewer)
    items = (session_shape(one, ties.get(one.id, ()), viewer=viewer) for one in found.items)
    shown = page_of(SessionList, items, page, found.total)
    return answer(shown, headers=page.headers(shown.total))


@blueprint.get("/api/v1/sessions/<int:session_id>")
@described(
    Described(
        group="programme",
        summary=_l("Read a session"),
        about=_l("With who holds it, who takes part, and its documents."),
        answers={200: Answer(_l("The session."), Session)},
    )
)
@operation(scope="read")
def session(session_id: int) -> Response:
    """Read a session."""
    Filters().refuse_wrong()
    viewer = current_viewer()
    found = programme.get_session(session_id, viewer=viewer)
    ties = queries.readable_ties([found], viewer=viewer)
    return answer(session_shape(found, ties.get(found.id, ()), viewer=viewer))
