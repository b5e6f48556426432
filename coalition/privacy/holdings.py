"""All that is known of a person, table by table: what a copy tells of it, and what erasing leaves.

Every column that names people has its place here; a test finds those that have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from coalition.questions.models import Shown

# Why a row stays, said on the page before anybody is erased.
ACT = _l("Acts for an organisation or for the coalition stay, under “a former representative”.")
RECORD = _l("What was made public stays public: programmes, documents, news and reports.")


class Fate(StrEnum):
    """What becomes of a row when its person is erased."""

    GONE = "gone"  # it is deleted
    EMPTIED = "emptied"  # it stays without what tells who it was
    KEPT = "kept"  # it stays, and knows the person by a number to which no name belongs any more


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of a table that belong to a person, found by any of the columns named.

    people: columns with the person's number; emails: with their address; endings: with a text that
    ends in one of the two; subjects: with "person:" and the number. told: columns of which a copy
    tells. emptied: what columns hold afterwards. page: endpoint, argument and column of the
    address at which the thing is found. linked: columns told without the secrets of the links in
    them. doer: the column with whose act a row is; of acts of others "detail" tells no network address.
    """

    table: str
    title: Any
    told: tuple[str, ...]
    fate: Fate
    people: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    emptied: Mapping[str, Any] = field(default_factory=dict)
    page: tuple[str, str, str] | None = None
    why: Any = ""
    linked: tuple[str, ...] = ()
    doer: str = ""


GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
ORGANISATION = ("members.detail", "organisation_id", "organisation_id")
DOCUMENT = ("library.detail", "document_id", "document_id")
SESSION = ("sessions.detail", "session_id", "session_id")
HUB = ("hubs.detail", "hub_id", "id")

HOLDINGS: tuple[Holding, ...] = (
    # the account
    Holding(
        "people",
        _l("Account"),
        ("name", "email", "language", "created_at", "confirmed_at"),
        EMPTIED,
        people=("id",),
    ),  # by service.erase, since it is more than columns emptied
    Holding(
        "devices",
        _l("Browsers that are or were signed in"),
        ("description", "address", "created_at", "last_seen_at", "proven_at", "factor", "ended_at"),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "tokens",
        _l("Personal tokens for programs"),
        ("name", "granted", "created_at", "expires_at", "ended_at", "last_used_on", "networks"),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "factor_apps",
        _l("Apps that make codes"),
        ("name", "created_at", "confirmed_at", "last_used_at"),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "factor_recovery_codes",
        _l("Recovery codes"),
        ("created_at", "used_at"),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "factor_passkeys",
        _l("Passkeys"),
        ("name", "is_copied", "created_at", "last_used_at"),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "factor_challenges",
        _l("Passkeys about to be made"),
        ("expires_at",),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "links",
        _l("Mailed links"),
        ("purpose", "email", "name", "language", "created_at", "expires_at", "used_at"),
        GONE,
        people=("person_id",),
        emails=("email",),
    ),
    Holding(
        "attempts",
        _l("Tries that are counted, such as wrong passwords"),
        ("key", "at"),
        GONE,
        endings=("key",),
    ),
    Holding(
        "messages",
        _l("Letters received"),
        ("subject", "body", "language", "created_at", "sent_at"),
        GONE,
        emails=("to",),
        linked=("subject", "body"),
    ),
    Holding(
        "appointments",
        _l("Times as coordinator"),
        ("appointed_at", "removed_at"),
        KEPT,
        people=("person_id",),
        why=ACT,
    ),
    Holding(
        "appointments",
        _l("Coordinators appointed or removed"),
        ("appointed_at", "removed_at"),
        KEPT,
        people=("appointed_by_id", "removed_by_id"),
        why=ACT,
    ),
    Holding(
        "acts",
        _l("Acts in the audit log, by or about the person"),
        ("at", "action", "subject", "detail"),
        EMPTIED,
        people=("person_id",),
        subjects=("subject",),
        why=ACT,
        doer="person_id",
    ),  # by audit.service.forget_person, which alone may
    # organisations
    Holding(
        "representatives",
        _l("Organisations represented, now or before"),
        ("organisation_id", "is_contact", "since_at", "until_at"),
        KEPT,
        people=("person_id",),
        page=ORGANISATION,
        why=ACT,
    ),
    Holding(
        "organisation_history",
        _l("What was done and written for organisations"),
        ("organisation_id", "act", "text", "changes", "at"),
        KEPT,
        people=("by_id",),
        page=ORGANISATION,
        why=ACT,
    ),
    Holding(
        "invitations",
        _l("Invitations received"),
        ("organisation_id", "email", "invited_at", "expires_at", "accepted_at", "withdrawn_at"),
        GONE,
        emails=("email",),
        page=ORGANISATION,
    ),
    Holding(
        "invitations",
        _l("Invitations sent"),
        ("organisation_id", "invited_at", "accepted_at", "withdrawn_at"),
        KEPT,
        people=("invited_by_id",),
        page=ORGANISATION,
        why=ACT,
    ),
    # library
    Holding(
        "documents",
        _l("Documents deposited"),
        ("title", "state", "audience", "organisation_id", "created_at", "published_at"),
        KEPT,
        people=("deposited_by_id",),
        page=("library.detail", "document_id", "id"),
        why=ACT,
    ),
    Holding(
        "versions",
        _l("Files deposited"),
        ("document_id", "number", "note", "file_name", "created_at"),
        KEPT,
        people=("created_by_id",),
        page=DOCUMENT,
        why=ACT,
    ),
    Holding(
        "document_history",
        _l("What was done with documents"),
        ("document_id", "act", "text", "at"),
        KEPT,
        people=("by_id",),
        page=DOCUMENT,
        why=ACT,
    ),
    Holding(
        "fixity_rounds",
        _l("Checks of all files started"),
        ("started_at", "ended_at"),
        KEPT,
        people=("started_by_id",),
        why=ACT,
    ),
    # letters and calendars one asked for
    Holding(
        "saved_searches",
        _l("Saved searches"),
        ("name", "arguments", "rhythm", "language", "saved_at", "confirmed_at", "paused_at"),
        GONE,
        people=("person_id",),
        emails=("email",),
    ),
    Holding(
        "session_followers",
        _l("Sessions chosen or followed"),
        ("session_id", "language", "since_at", "confirmed_at", "stopped_at"),
        GONE,
        people=("person_id",),
        emails=("email",),
        page=SESSION,
    ),
    Holding(
        "own_calendars",
        _l("Private address of the own programme"),
        ("made_at",),
        GONE,
        people=("person_id",),
    ),
    Holding(
        "news_subscribers",
        _l("Letters with news"),
        ("rhythm", "language", "asked_at", "confirmed_at"),
        GONE,
        people=("person_id",),
        emails=("email",),
    ),
    # meetings
    Holding(
        "session_people",
        _l("Parts in sessions"),
        ("session_id", "role", "name", "affiliation", "email"),
        EMPTIED,
        emails=("email",),
        emptied={"email": ""},
        page=SESSION,
        why=RECORD,
    ),
    Holding(
        "sessions",
        _l("Sessions proposed or added"),
        ("title", "state", "meeting_id", "created_at"),
        KEPT,
        people=("created_by_id",),
        page=("sessions.detail", "session_id", "id"),
        why=ACT,
    ),
    Holding(
        "session_documents",
        _l("Documents tied to sessions"),
        ("session_id", "document_id", "use", "tied_at"),
        KEPT,
        people=("tied_by_id",),
        page=SESSION,
        why=ACT,
    ),
    Holding(
        "session_history",
        _l("What was done with sessions"),
        ("session_id", "act", "text", "changes", "at"),
        KEPT,
        people=("by_id",),
        page=SESSION,
        why=ACT,
    ),
    Holding(
        "hubs",
        _l("Hubs coordinated"),
        ("host", "city", "coordinator_name", "coordinator_email", "state", "registered_at"),
        EMPTIED,
        emails=("coordinator_email",),
        emptied={"coordinator_name": "", "coordinator_email": ""},
        page=HUB,
        why=RECORD,
    ),
    Holding(
        "hubs",
        _l("Hubs whose technology is looked after"),
        ("host", "city", "technical_name", "technical_email", "state", "registered_at"),
        EMPTIED,
        emails=("technical_email",),
        emptied={"technical_name": "", "technical_email": ""},
        page=HUB,
        why=RECORD,
    ),
    Holding(
        "hub_history",
        _l("What was done with hubs"),
        ("hub_id", "act", "text", "changes", "at"),
        KEPT,
        people=("by_id",),
        page=("hubs.detail", "hub_id", "hub_id"),
        why=ACT,
    ),
    Holding(
        "questions",
        _l("Questions asked under the own name, signed in"),
        ("session_id", "text", "original", "name", "affiliation", "shown", "state", "asked_at"),
        EMPTIED,
        people=("asked_by_id",),
        emptied={"name": "", "affiliation": "", "shown": Shown.NOTHING, "asked_by_id": None},
        page=SESSION,
        why=_l("The words of questions stay; nobody is named as asking them."),
    ),
    Holding(
        "question_history",
        _l("What was done with questions"),
        ("question_id", "act", "text", "at"),
        KEPT,
        people=("by_id",),
        why=ACT,
    ),
    Holding(
        "desks",
        _l("Desks whose questions are mailed here"),
        ("session_id", "email"),
        EMPTIED,
        emails=("email",),
        emptied={"email": ""},
        page=SESSION,
    ),
    Holding(
        "session_reports",
        _l("Reports of sessions written last"),
        ("session_id", "title", "created_at", "changed_at", "published_at"),
        KEPT,
        people=("changed_by_id",),
        page=SESSION,
        why=ACT,
    ),
    Holding(
        "session_report_texts",
        _l("Texts of reports saved"),
        ("report_id", "revision", "fields", "at"),
        KEPT,
        people=("by_id",),
        why=ACT,
    ),
    Holding(
        "posts",
        _l("News written"),
        ("title", "state", "created_at", "published_at"),
        KEPT,
        people=("author_id",),
        page=("news.detail", "post_id", "id"),
        why=ACT,
    ),
)

# Columns that look as if they named people, and what they are instead.
NOT_PEOPLE: dict[str, str] = {
    "usage_clicks.user_key": "a keyed digest of browser and address, whose salt lives a day",
    "stakeholder_groups.name": "of a group of organisations",
    "subjects.name": "of a subject of documents",
    "meetings.name": "of a meeting",
    "themes.name": "of a theme of a meeting",
    "rooms.name": "of a room",
    "organisations.name": "of an organisation",
    "organisations.english_name": "of an organisation",
    "organisations.name_language": "a language",
    "versions.file_name": "of a file, as it was deposited; part of the public record",
    "authors.name": "bibliographic: who wrote a document, whoever deposited it",
    "session_organisers.name": "of an organisation that is no member",
    "session_reports.rapporteur": "public record: who wrote a report, as it was published",
    "session_reports.speakers": "public record: who spoke at a session",
    "sessions.remote_address": "of a web page",
    "questions.answered_by": "public record: who answered from the podium",
    "organisations.website_host": "of a web site",
    "factor_challenges.user_handle": "random bytes, deleted with the person",
    "factor_passkeys.user_handle": "random bytes, deleted with the person",
    "worker_signs.name": "of a process of this machine",
    "work.claimed_by": "a process of this machine",
    "backups.name": "of a backup",
    "announced_sets.name": "of a set of documents",
    "dois.name": "of a document",
}

# What the keys of rows stand for: the table and column in which their names are.
NAMED: dict[str, tuple[str, str]] = {
    "organisation_id": ("organisations", "english_name"),
    "document_id": ("documents", "title"),
    "meeting_id": ("meetings", "name"),
    "session_id": ("sessions", "title"),
    "hub_id": ("hubs", "host"),
}
