"""Examples of every shape, as they stand in the description and on its page: all of one invented site."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from coalition.api.shapes import documents, given, lists, members, parts, problems, programme

SITE = "https://coalition.example.org"  # of the examples; a page puts its own instead
API = f"{SITE}/api/v1"
DAY = datetime(2012, 11, 9, 10, tzinfo=UTC)
BAKU = timezone(timedelta(hours=4))
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

MEETING_LINK = parts.MeetingLink(
    id=1, name="IGF 2012", url=f"{SITE}/programme/1", api_url=f"{API}/meetings/1"
)
SESSION_LINK = parts.SessionLink(
    id=5,
    number="130",
    title="Digital inclusion",
    url=f"{SITE}/sessions/5",
    api_url=f"{API}/sessions/5",
    meeting=MEETING_LINK,
)
VERSION = documents.Version(
    number=1,
    note="",
    url=f"{SITE}/library/12/versions/1",
    api_url=f"{API}/documents/12/versions/1",
    created_at=DAY,
    reading=documents.Reading(state="readable", problem=None),
    unit="page",
    page_count=14,
    file=documents.Original(
        url=f"{API}/documents/12/versions/1/file",
        name="report.pdf",
        media_type="application/pdf",
        size_bytes=482113,
        sha256=DIGEST,
    ),
)
DOCUMENT = documents.Document(
    id=12,
    url=f"{SITE}/library/12",
    api_url=f"{API}/documents/12",
    state="published",
    title="Public access in libraries: a report",
    abstract="What reading rooms offer, and to whom.",
    kind="report",
    authors=[parts.Author(name="Ada Berg", is_organisation=False, orcid="0000-0002-1825-0097")],
    issued="2012-11-08",
    languages=["en"],
    subjects=[parts.Subject(id=1, name="Public access")],
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    audience="public",
    organisation=parts.OrganisationLink(
        id=3,
        name="Federation of Reading Rooms",
        url=f"{SITE}/members/3",
        api_url=f"{API}/members/3",
    ),
    sessions=[SESSION_LINK],
    ark=None,
    doi=None,
    published_at=DAY,
    withdrawal=None,
    versions=[VERSION],
)
ORGANISATION = members.Organisation(
    id=3,
    url=f"{SITE}/members/3",
    api_url=f"{API}/members/3",
    documents_url=f"{API}/documents?organisation=3",
    state="approved",
    name="Federation of Reading Rooms",
    name_language="en",
    english_name="Federation of Reading Rooms",
    acronym="FRR",
    country="NL",
    region="weog",
    group="Academia and libraries",
    website="https://rooms.example.org",
    ror=None,
    member_since=DAY,
)
MEETING = programme.Meeting(
    id=1,
    url=f"{SITE}/programme/1",
    api_url=f"{API}/meetings/1",
    sessions_url=f"{API}/sessions?meeting=1",
    name="IGF 2012",
    place="Baku Expo Center",
    country="AZ",
    timezone="Asia/Baku",
    begins_on=date(2012, 11, 6),
    ends_on=date(2012, 11, 9),
    theme="Internet governance for sustainable development",
    website=None,
)
SESSION = programme.Session(
    id=5,
    url=f"{SITE}/sessions/5",
    api_url=f"{API}/sessions/5",
    number="130",
    kind="workshop",
    title="Digital inclusion",
    description="",
    state="scheduled",
    cancelled_reason=None,
    is_ours=True,
    meeting=MEETING_LINK,
    theme="Access and diversity",
    room="Room 1",
    starts_at=datetime(2012, 11, 6, 9, tzinfo=BAKU),
    ends_at=datetime(2012, 11, 6, 10, 30, tzinfo=BAKU),
    languages=["en"],
    webcast=None,
    remote_address=None,
    organisers=[programme.Organiser(id=3, name=ORGANISATION.name, url=ORGANISATION.url)],
    people=[programme.Participant(role="moderator", name="Ann Moderator", affiliation="IFLA")],
    documents=[
        parts.DocumentLink(
            id=12,
            title=DOCUMENT.title,
            use="brief",
            url=DOCUMENT.url,
            api_url=DOCUMENT.api_url,
        )
    ],
)
METADATA = given.Metadata(
    title="Public access in libraries: a report",
    abstract="What reading rooms offer, and to whom.",
    kind="report",
    authors=[given.AuthorGiven(name="Ada Berg")],
    issued="2012-11-08",
    languages=["en"],
    licence="CC-BY-4.0",
)
CHANGES = given.Changes(abstract="What reading rooms offer, to whom, and what it costs.")
ALONE = {"total": 1, "page": 1, "pages": 1, "per_page": 30}

EXAMPLES: dict[type[parts.Shape], Any] = {
    documents.Document: DOCUMENT,
    documents.Version: VERSION,
    members.Organisation: ORGANISATION,
    programme.Meeting: MEETING,
    programme.Session: SESSION,
    lists.DocumentList: lists.DocumentList(items=[DOCUMENT], **ALONE),
    lists.OrganisationList: lists.OrganisationList(items=[ORGANISATION], **ALONE),
    lists.MeetingList: lists.MeetingList(items=[MEETING], **ALONE),
    lists.SessionList: lists.SessionList(items=[SESSION], **ALONE),
    lists.VersionList: lists.VersionList(items=[VERSION]),
    lists.SubjectList: lists.SubjectList(items=DOCUMENT.subjects),
    problems.Problem: problems.Problem(
        type="about:blank",
        title="Unprocessable Entity",
        status=422,
        detail="Choose a licence from the list.",
        errors=[problems.Fault(detail="Choose a licence from the list.", pointer="/licence")],
    ),
    given.Withdrawing: given.Withdrawing(reason="It names people who did not agree to it."),
    given.Changes: CHANGES,
    given.Metadata: METADATA,
}
