"""Which pages are described to programs, and by what: everything else says nothing of itself."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from coalition.database import now
from coalition.discovery import highwire, queries, structured
from coalition.discovery.heads import ARTICLE, Head, in_language, shortened
from coalition.members import queries as members
from coalition.members.models import State as OrganisationState
from coalition.news import policy as news_policy
from coalition.news import queries as news
from coalition.programme import queries as programme
from coalition.programme.models import State as SessionState
from coalition.records.formats import json_ld
from coalition.records.record import Record
from coalition.web.hooks import hooks
from coalition.web.languages import ASKED
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer


def head_of_page() -> Head | None:
    """Return what is told of the page asked for, as far as its viewer may know; None for nothing."""
    describe = DESCRIBED.get(request.endpoint or "")
    return describe(**(request.view_args or {})) if describe else None


def own_address(head: Head) -> str:
    """Return the address this answer is to be known by: with its language where one was asked for."""
    language = request.args.get(ASKED)
    if language in settings().interface_languages:
        return in_language(head.address, language)
    return head.address


def find_record_of_page(document_id: int) -> Record | None:
    """Return the record this page is about, read once a request; None where it is not to be read."""
    found: Record | None = hooks().record_of_page(document_id)
    return found


def _page(endpoint: str, *kept: str) -> Callable[..., Head]:
    """Return what describes a page that is no thing; its address keeps these arguments alone."""

    def describe(**values: Any) -> Head:
        arguments = {name: request.args[name] for name in kept if _tells(name)}
        return Head(
            address_of(endpoint, **values, **arguments), description=settings().coalition_tagline
        )

    return describe


def _tells(name: str) -> bool:
    """Tell whether an argument is a number that leads past the first page."""
    value = request.args.get(name, "")
    return value.isdecimal() and value.isascii() and int(value[:9]) > 1


def _front() -> Head:
    return Head(
        address_of("home.index"),
        description=settings().coalition_tagline,
        things=(structured.website(),),
    )


def _document(document_id: int, number: int | None = None) -> Head | None:  # noqa: ARG001 one for all
    record = find_record_of_page(document_id)
    if record is None:
        return None
    cover = queries.find_cover(document_id)
    return Head(
        record.address,
        title=record.title,
        description=shortened(record.abstract),
        kind=ARTICLE,
        picture=_cover_address(document_id, cover) if cover else "",
        tags=highwire.tags_of(record),
        things=(json_ld.described(record),),
    )


def _cover_address(document_id: int, number: int) -> str:
    place: dict[str, Any] = {"document_id": document_id, "number": number}
    return address_of("library.picture", **place, page=1, size="large")


def _organisation(organisation_id: int) -> Head | None:
    found = members.get_organisation(organisation_id, viewer=current_viewer())
    if found.state is not OrganisationState.APPROVED:
        return None
    return Head(
        address_of("members.detail", organisation_id=organisation_id),
        title=found.name,
        things=(structured.member(found),),
    )


def _meeting(meeting_id: int) -> Head:
    found = programme.get_meeting(meeting_id)
    return Head(
        address_of("programme.detail", meeting_id=meeting_id),
        title=found.name,
        description=shortened(found.theme or found.about),
        things=(structured.meeting(found, queries.timed_sessions(meeting_id)),),
    )


def _session(session_id: int) -> Head | None:
    found = programme.get_session(session_id, viewer=current_viewer())
    if found.state is SessionState.PROPOSED:
        return None
    return Head(
        address_of("sessions.detail", session_id=session_id),
        title=found.title,
        description=shortened(found.description),
        things=(structured.session(found, viewer=current_viewer()),),
    )


def _post(post_id: int) -> Head | None:
    found = news.get_post(post_id, viewer=current_viewer())
    if not news_policy.is_out(found, now()) or found.published_at is None:
        return None
    first = next(iter(found.pictures), None)
    picture = {"post_id": post_id, "number": first.number, "size": "large"} if first else {}
    return Head(
        address_of("news.detail", post_id=post_id),
        title=found.title,
        kind=ARTICLE,
        picture=address_of("news.picture", **picture) if picture else "",
        properties=(
            ("article:published_time", found.published_at.isoformat(timespec="seconds")),
            ("article:modified_time", found.changed_at.isoformat(timespec="seconds")),
        ),
    )


DESCRIBED: Mapping[str, Callable[..., Head | None]] = {
    "home.index": _front,
    "library.index": _page("library.index", "page"),
    "library.unread": _page("library.unread", "page"),
    "library.detail": _document,
    "library.version": _document,
    "members.index": _page("members.index", "page"),
    "members.detail": _organisation,
    "programme.index": _page("programme.index"),
    "programme.detail": _meeting,
    "sessions.detail": _session,
    "news.index": _page("news.index", "page"),
    "news.detail": _post,
    "news.letters": _page("news.letters"),
    "search.index": _page("search.index"),
    "search.help": _page("search.help"),
    "privacy.index": _page("privacy.index"),
}
