"""Reading members, meetings and sessions as a program."""

from flask import Flask

from coalition.database import db, transaction
from coalition.library import service as library
from coalition.members import decisions
from coalition.members.models import Organisation
from coalition.programme import service as programme
from coalition.programme.description import OrganiserFields
from coalition.programme.models import Use
from tests.api.speaking import Program, only_fault
from tests.conftest import Someone, make_organisation, work_through
from tests.library.conftest import put
from tests.members.making import own_of
from tests.programme.making import make_meeting, make_session, propose

SITE = "http://127.0.0.1:8000"


def test_members_are_listed_by_name_and_country(app: Flask, representative: Someone) -> None:
    make_organisation("Zhong Reading Rooms", country="CN")
    make_organisation("Allied Libraries", country="NL")
    program = Program(app)
    listed = program.read("/api/v1/members")
    assert [one["name"] for one in listed["items"]] == [
        "Allied Libraries",
        "Library Association of the Low Lands",
        "Zhong Reading Rooms",
    ]
    assert program.read("/api/v1/members?country=cn")["total"] == 1
    assert program.read("/api/v1/members?per_page=1&page=2")["items"][0]["id"] == 1
    assert only_fault(program.read("/api/v1/members?country=Holland", 400))[0] == "country"


def test_a_member_is_told_as_the_register_tells(app: Flask, representative: Someone) -> None:
    with transaction():
        row = db.session.get_one(Organisation, 1)
        row.ror, row.website = "01a2b3c84", "https://low.example.org"
    said = Program(app).read("/api/v1/members/1")
    assert (said["ror"], said["website"], said["state"], said["region"], said["group"]) == (
        "https://ror.org/01a2b3c84",
        "https://low.example.org",
        "approved",
        "weog",
        "Government",
    )
    assert said["documents_url"] == f"{SITE}/api/v1/documents?organisation=1"
    assert Program(app).read("/api/v1/documents?organisation=1")["total"] == 0


def test_applicants_are_nobodys_business(app: Flask, applicant: Someone, outsider: Someone) -> None:
    for stranger in (Program(app), Program(app, outsider)):
        assert stranger.read("/api/v1/members")["total"] == 0
        stranger.read("/api/v1/members/1", 404)
    assert Program(app, applicant).read("/api/v1/members/1")["state"] == "waiting"


def test_meetings_and_sessions_are_told(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    make_session(meeting, coordinator.viewer, number="131", starts_at=None, ends_at=None, room="")
    program = Program(app)
    assert program.read("/api/v1/meetings")["items"] == [program.read("/api/v1/meetings/1")]
    assert program.read("/api/v1/meetings/1")["timezone"] == "Asia/Baku"
    listed = program.read("/api/v1/sessions?meeting=1")
    assert [one["number"] for one in listed["items"]] == ["130", "131"]
    said = program.read(f"/api/v1/sessions/{session.id}")
    assert listed["items"][0] == said
    assert (said["starts_at"], said["room"]) == ("2012-11-06T09:00:00+04:00", "Room 1")
    assert said["people"] == [{"role": "moderator", "name": "Ann Moderator", "affiliation": "IFLA"}]
    assert program.read("/api/v1/sessions?meeting=2")["items"] == []
    assert program.read("/api/v1/sessions?ours=true")["items"] == []
    assert only_fault(program.read("/api/v1/sessions?ours=1", 400))[0] == "ours"
    for missing in ("meetings/9", "sessions/9"):
        program.read(f"/api/v1/{missing}", 404)


def test_number_of_a_member_is_for_those_who_may_see_it(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    member_id = own_of(representative)
    session = make_session(
        make_meeting(coordinator.viewer),
        coordinator.viewer,
        organisers=(OrganiserFields(member_id), OrganiserFields(name="EIFL")),
    )
    document = put(representative.viewer, member_id)
    work_through()
    library.publish(document.id, by=representative.viewer)
    decisions.suspend(member_id, "No contact.", by=coordinator.viewer)
    work_through()
    name = "Library Association of the Low Lands"
    public, allowed = Program(app), Program(app, coordinator)
    public.read(f"/api/v1/members/{member_id}", 404)
    one = f"/api/v1/sessions/{session.id}"
    for said in (public.read(one), public.read("/api/v1/sessions")["items"][0]):
        assert said["organisers"] == [
            {"id": None, "name": name, "url": None},
            {"id": None, "name": "EIFL", "url": None},
        ]
    told = {"id": member_id, "name": name, "url": f"{SITE}/members/{member_id}"}
    assert allowed.read(one)["organisers"][0] == told
    address = f"/api/v1/documents/{document.id}"
    hidden = {"id": None, "name": name, "url": None, "api_url": None}
    assert public.read(address)["organisation"] == hidden
    more = {"api_url": f"{SITE}/api/v1/members/{member_id}"}
    assert allowed.read(address)["organisation"] == told | more


def test_proposals_are_for_those_who_hold_them(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    proposed = propose(make_meeting(coordinator.viewer), representative.viewer)
    address = f"/api/v1/sessions/{proposed.id}"
    Program(app).read(address, 404)
    assert Program(app).read("/api/v1/sessions")["total"] == 0
    assert Program(app, representative).read(address)["state"] == "proposed"
    programme.decline_session(proposed.id, "No room.", by=coordinator.viewer)
    assert Program(app, representative).read("/api/v1/sessions")["total"] == 0


def test_a_session_leads_to_the_documents_one_may_read(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    draft = put(representative.viewer, representative.organisation_id)
    programme.tie_document(session.id, draft.id, Use.BRIEF, by=coordinator.viewer)
    address = f"/api/v1/sessions/{session.id}"
    assert Program(app).read(address)["documents"] == []
    assert Program(app, representative).read(address)["documents"][0]["id"] == draft.id
    work_through()
    library.publish(draft.id, by=representative.viewer)
    assert Program(app).read(address)["documents"] == [
        {
            "id": draft.id,
            "title": "Reading rooms and the network",
            "use": "brief",
            "url": f"{SITE}/library/{draft.id}",
            "api_url": f"{SITE}/api/v1/documents/{draft.id}",
        }
    ]
    library.withdraw(draft.id, "It was wrong.", by=representative.viewer)
    assert Program(app).read(address)["documents"] == []
