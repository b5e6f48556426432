"""Organisations, meetings, sessions, the site and the way to a page, in the words of schema.org."""

import json
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from coalition.discovery.queries import Listed
from coalition.members.models import Organisation
from coalition.members.policy import known
from coalition.programme.models import Meeting, Organiser, Role, Session, State
from coalition.records.formats import json_ld
from coalition.records.formats.json_ld import CONTEXT, Node, one_or_all, said
from coalition.records.record import Gathering, Publisher
from coalition.web.site import address_of, settings
from coalition.web.viewer import Viewer

_STATUS = {State.CANCELLED: "EventCancelled", State.MOVED: "EventRescheduled"}
_PERFORMING = frozenset({Role.SPEAKER, Role.MODERATOR})
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(nodes: Iterable[Node]) -> Markup:
    """Return nodes as a block of data: one as it is, several in one graph; nothing for none."""
    found = list(nodes)
    if not found:
        return Markup("")
    given = found[0] if len(found) == 1 else {"@graph": found}
    text = json.dumps({"@context": CONTEXT, **given}, ensure_ascii=False, separators=(",", ":"))
    # Nothing in it can end the block: the signs of markup are written by their numbers.
    safe = Markup(text.translate(_UNSAFE))  # noqa: S704 nothing of markup is left
    return Markup('<script type="application/ld+json">{}</script>').format(safe)


def website() -> Node:
    """Return the site itself, with its search."""
    found = settings()
    return said(
        {
            "@type": "WebSite",
            "@id": f"{found.site_url}/#site",
            "url": address_of("home.index"),
            "name": found.coalition_name,
            "alternateName": found.coalition_acronym,
            "description": found.coalition_tagline,
            "inLanguage": list(found.interface_languages),
            "publisher": coalition(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": address_of("search.index") + "?q={search_term_string}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    )


def coalition() -> Node:
    """Return the coalition as an organisation."""
    found = settings()
    return said(
        {
            "@type": "Organization",
            "@id": address_of("home.index"),
            "name": found.coalition_name,
            "alternateName": found.coalition_acronym,
            "url": address_of("home.index"),
        }
    )


def member(organisation: Organisation) -> Node:
    """Return a member of the coalition."""
    address = address_of("members.detail", organisation_id=organisation.id)
    described = json_ld.organisation(_publisher(organisation, address))
    return {**described, "mainEntityOfPage": address, "memberOf": coalition()}


def meeting(held: Meeting, sessions: Sequence[Listed]) -> Node:
    """Return a meeting with some of its sessions."""
    return said(
        {
            **json_ld.event_of_meeting(_gathering(held)),
            "description": held.theme or held.about,
            "sameAs": held.website,
            "eventAttendanceMode": _mode(any(one.is_remote for one in sessions)),
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "subEvent": [_listed(one) for one in sessions],
        }
    )


def session(held: Session, *, viewer: Viewer) -> Node:
    """Return a session, loaded with everything its page shows."""
    address = address_of("sessions.detail", session_id=held.id)
    # nobody takes part in what is cancelled: the page too says no more how
    is_remote = held.state is not State.CANCELLED and bool(held.webcast or held.remote_address)
    zone = held.meeting.zone
    room = held.room.name if held.room else ""
    here = json_ld.place(held.meeting.place, held.meeting.country, room)
    online = {"@type": "VirtualLocation", "url": held.webcast or address} if is_remote else {}
    return said(
        {
            "@type": "Event",
            "@id": address,
            "name": held.title,
            "identifier": held.number,
            "url": address,
            "description": held.description,
            "startDate": held.starts_at.astimezone(zone).isoformat() if held.starts_at else "",
            "endDate": held.ends_at.astimezone(zone).isoformat() if held.ends_at else "",
            "eventStatus": f"{CONTEXT}/{_STATUS.get(held.state, 'EventScheduled')}",
            "eventAttendanceMode": _mode(is_remote),
            "location": one_or_all([one for one in (here, online) if one])
            if here or online
            else "",
            "inLanguage": one_or_all(list(held.languages)),
            "organizer": one_or_all([_organiser(one, viewer) for one in held.organisers]),
            "performer": [
                {"@type": "Person", "name": one.name}
                for one in held.people
                if one.role in _PERFORMING
            ],
            "superEvent": json_ld.event_of_meeting(_gathering(held.meeting)),
        }
    )


def way_to(trail: Iterable[tuple[str | None, object]]) -> Node:
    """Return the way to a page, given as (path or None, label): the last is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            said(
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": str(label),
                    "item": settings().site_url + path if path else "",
                }
            )
            for position, (path, label) in enumerate(trail, start=1)
        ],
    }


def _mode(is_remote: bool) -> str:
    name = "MixedEventAttendanceMode" if is_remote else "OfflineEventAttendanceMode"
    return f"{CONTEXT}/{name}"


def _publisher(organisation: Organisation, address: str) -> Publisher:
    return Publisher(
        organisation.name,
        address,
        organisation_id=organisation.id,
        english_name=organisation.english_name,
        acronym=organisation.acronym,
        country=organisation.country,
        ror=organisation.ror,
        website=organisation.website,
    )


def _organiser(organiser: Organiser, viewer: Viewer) -> Node:
    member_of = known(viewer, organiser.organisation)
    if member_of is None:
        name = organiser.organisation.name if organiser.organisation else organiser.name
        return {"@type": "Organization", "name": name}
    return json_ld.organisation(
        _publisher(member_of, address_of("members.detail", organisation_id=member_of.id))
    )


def _gathering(held: Meeting) -> Gathering:
    return Gathering(
        held.id,
        held.name,
        address_of("programme.detail", meeting_id=held.id),
        held.place,
        held.country,
        held.begins_on,
        held.ends_on,
    )


def _listed(one: Listed) -> Node:
    address = address_of("sessions.detail", session_id=one.session_id)
    starts_at = one.starts_at.isoformat(timespec="seconds")
    return {"@type": "Event", "@id": address, "name": one.title, "startDate": starts_at}
