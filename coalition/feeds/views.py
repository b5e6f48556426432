"""Feeds of documents: the newest, of an organisation, of a subject, of a session; Atom and JSON."""

import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from coalition.errors import NotFound
from coalition.feeds import queries
from coalition.feeds.queries import Place
from coalition.feeds.writing import feed_of
from coalition.members import queries as members
from coalition.programme import queries as programme
from coalition.web.feeds import answer_with, hub_link
from coalition.web.languages import locale_tag
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS

FIVE_MINUTES = 300  # seconds a reader may keep a feed
FILE = "feed.<any(atom, json):form>"
PLACE = re.compile(r"([0-9]{1,11})\.([0-9]{1,10})", re.ASCII)  # seconds since 1970, a number

blueprint = Blueprint("feeds", __name__)


@blueprint.get(f"/library/{FILE}")
def documents(form: str) -> Response:
    """Give what was published, changed or withdrawn last."""
    return _answer(form, _("Latest in the library – %(site)s", site=settings().coalition_name))


@blueprint.get(f"/members/<int:organisation_id>/{FILE}")
def organisation(organisation_id: int, form: str) -> Response:
    """Give the documents of an organisation."""
    found = members.get_organisation(organisation_id, viewer=ANONYMOUS)
    chosen = queries.in_set(f"organisation:{organisation_id}")
    return _answer(form, _title(found.name), chosen, organisation_id=organisation_id)


@blueprint.get(f"/library/subjects/<int:subject_id>/{FILE}")
def subject(subject_id: int, form: str) -> Response:
    """Give the documents on a subject."""
    found = queries.get_subject(subject_id)
    chosen = queries.in_set(f"subject:{subject_id}")
    return _answer(form, _title(found.name), chosen, subject_id=subject_id)


@blueprint.get(f"/sessions/<int:session_id>/{FILE}")
def session(session_id: int, form: str) -> Response:
    """Give the documents of a session."""
    found = programme.get_session(session_id, viewer=ANONYMOUS)
    chosen = queries.of_session(session_id)
    return _answer(form, _title(found.title), chosen, session_id=session_id)


def _title(name: str) -> str:
    return _("Documents: %(name)s – %(site)s", name=name, site=settings().coalition_name)


def _answer(form: str, title: str, *chosen: ColumnElement[bool], **place: int) -> Response:
    """Return the page that is asked for of a feed."""
    endpoint = request.endpoint or ""
    after = _asked_place()
    page = queries.page_of(*chosen, after=after)

    def at(place_: Place | None, **more: Any) -> str:
        before = f"{int(place_.at.timestamp())}.{place_.document_id}" if place_ else None
        return address_of(endpoint, form=form, before=before, **place, **more)

    links = {"self": at(after), "first": at(None), "alternate": _page_of(endpoint, place)}
    if page.ends:
        links["next"] = at(page.ends)
    if after is None:
        links |= hub_link()
    feed = feed_of(page, title, locale_tag(), links)
    return answer_with(feed, form, page.changed_at, FIVE_MINUTES)


def _page_of(endpoint: str, place: dict[str, int]) -> str:
    """Return the address of the page that shows people what the feed has."""
    match endpoint:
        case "feeds.organisation":
            return address_of("members.detail", **place)
        case "feeds.subject":
            return address_of("search.index", subject=place["subject_id"])
        case "feeds.session":
            return address_of("sessions.detail", **place)
        case _documents:
            return address_of("library.index")


def _asked_place() -> Place | None:
    """Return after which place the page is to begin. Raises NotFound for what is none."""
    given = request.args.get("before")
    if given is None:
        return None
    found = PLACE.fullmatch(given)
    if not found:
        raise NotFound(_("There is no page at this address."))
    return Place(datetime.fromtimestamp(int(found[1]), UTC), int(found[2]))
