"""The pages of members, as a browser sees them."""

from pathlib import Path

import pytest
from flask import Flask

from coalition.database import now, transaction
from coalition.members import decisions, history, queries, representation, service, worldmap
from coalition.members.models import State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import PASSWORD, Someone, make_organisation, make_person, sign_in
from tests.members.making import (
    ADA,
    counted_statements,
    details,
    last_token,
    reload,
    subjects_to,
    typed,
)

YOU = {"person_name": "Ada", "email": ADA.email, "password": PASSWORD}


def text_of(someone: Someone, path: str, status: int = 200) -> str:
    """Return the page that somebody gets."""
    answer = someone.client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(someone: Someone, path: str, **data: object) -> tuple[int, str]:
    """Return status and address (or page) of what somebody is answered."""
    answer = someone.client.post(path, data=data)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def own_of(someone: Someone) -> int:
    """Return the number of somebody's organisation."""
    assert someone.organisation_id is not None
    return someone.organisation_id


def seen(organisation_id: int) -> int:
    """Return what a page shown now would carry."""
    event = history.last_event(organisation_id)
    return event.id if event else 0


# The register


def test_register_without_members_invites_to_join(anonymous: Someone) -> None:
    assert "No members yet" in text_of(anonymous, "/members/")


def test_register_shows_members_with_map_table_and_filters(anonymous: Someone) -> None:
    make_organisation("مكتبة القراء", english_name="Readers’ Library", name_language="ar")
    make_organisation("Not yet", state=State.WAITING)
    page = text_of(anonymous, "/members/")
    assert '<a href="/members/1" lang="ar" dir="rtl">' in page
    assert "Readers’ Library" in page
    assert "1 member" in page
    assert 'class="map"' in page
    assert "Netherlands" in page
    assert "Not yet" not in page


def test_register_says_under_the_map_what_its_borders_do_not_say(anonymous: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    assert f'<p class="map-note">{worldmap.NOTE}</p>' in text_of(anonymous, "/members/")


def test_register_without_any_match_offers_all(anonymous: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    assert "No member fits all of this" in text_of(anonymous, "/members/?q=nothing&country=NL")


@pytest.mark.parametrize(
    "query", ["page=x", "page=-4", "page=99", "country=XX", "region=x", "group=x", "q=%00"]
)
def test_register_takes_any_address(anonymous: Someone, query: str) -> None:
    make_organisation("Reading Rooms Trust")
    assert "Reading Rooms Trust" in text_of(anonymous, f"/members/?{query}")


def test_chosen_filter_can_be_removed(anonymous: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    page = text_of(anonymous, "/members/?country=nl&q=reading")
    assert 'href="/members/?q=reading"' in page
    assert 'href="/members/?country=NL"' in page


def test_download_is_a_table_with_the_filters(anonymous: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    make_organisation("Other", country="KE")
    answer = anonymous.client.get("/members/members.csv?country=KE")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="members.csv"'
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeffName,Language of the name,Name in English")
    assert [line.split(",")[0] for line in lines[1:]] == ["Other"]


@pytest.mark.parametrize(
    "path", ["/members/", "/members/queue", "/members/mine", "/members/members.csv"]
)
def test_list_takes_as_many_queries_for_three_as_for_one(app: Flask, path: str) -> None:
    person = make_person("both@example.org", coordinator=True)
    browser = sign_in(app, person.email)
    sent = []
    for number in range(4):
        make_organisation(f"Member {number}", person)
        make_organisation(f"Waits {number}", person, state=State.WAITING)
        if number in {0, 3}:
            browser.get(path)
            with counted_statements() as statements:
                assert browser.get(path).status_code == 200
            sent.append(len(statements))
    assert sent[0] == sent[1]


@pytest.mark.parametrize("page", ["application", "representatives"])
def test_own_page_takes_as_many_queries_for_three_as_for_one(
    representative: Someone, page: str
) -> None:
    own = own_of(representative)
    sent = []
    for number in range(3):
        representation.invite(
            own, f"c{number}@example.org", by=representative.viewer, language="en"
        )
        representation.accept_invitation(last_token(f"c{number}@example.org"), ADA, by=ANONYMOUS)
        representation.invite(
            own, f"d{number}@example.org", by=representative.viewer, language="en"
        )
        text_of(representative, f"/members/{own}/{page}")
        with counted_statements() as statements:
            text_of(representative, f"/members/{own}/{page}")
        sent.append(len(statements))
    assert sent[0] == sent[2]


# A page for each


def test_member_has_a_public_page(anonymous: Someone) -> None:
    organisation = make_organisation(
        "Reading Rooms Trust", website="https://rooms.example.org", ror="05dxps055"
    )
    page = text_of(anonymous, f"/members/{organisation.id}")
    assert 'href="https://ror.org/05dxps055"' in page
    assert 'href="https://rooms.example.org"' in page
    assert "No documents yet" in page
    assert "/edit" not in page
    assert "/application" not in page


@pytest.mark.parametrize("state", set(State) - {State.APPROVED})
def test_page_of_no_member_is_not_found_by_others(
    anonymous: Someone, outsider: Someone, representative: Someone, state: State
) -> None:
    organisation = make_organisation("Reading Rooms Trust", state=state)
    for someone in (anonymous, outsider, representative):
        page = text_of(someone, f"/members/{organisation.id}", 404)
        assert "Reading Rooms Trust" not in page


def test_page_of_an_applicant_leads_its_own_to_the_application(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    for someone in (applicant, coordinator):
        answer = someone.client.get(f"/members/{own}")
        assert (answer.status_code, answer.location) == (303, f"/members/{own}/application")


def test_suspended_member_is_shown_with_its_state_to_its_own(
    representative: Someone, coordinator: Someone
) -> None:
    own = own_of(representative)
    decisions.suspend(own, "No yearly report.", by=coordinator.viewer)
    for someone in (representative, coordinator):
        page = text_of(someone, f"/members/{own}")
        assert "The membership is suspended" in page
        assert f"/members/{own}/edit" not in page
    assert "No yearly report." in text_of(representative, f"/members/{own}/application")


def test_mine_leads_to_the_one_organisation(representative: Someone, applicant: Someone) -> None:
    answer = representative.client.get("/members/mine")
    assert answer.location == f"/members/{own_of(representative)}"
    answer = applicant.client.get("/members/mine")
    assert answer.location == f"/members/{own_of(applicant)}/application"


def test_mine_lists_several_and_invites_those_without(app: Flask, outsider: Someone) -> None:
    assert "You represent no organisation yet" in text_of(outsider, "/members/mine")
    person = make_person("two@example.org")
    make_organisation("First Library", person)
    make_organisation("Second Library", person, state=State.ASKED)
    two = Someone(person.id, person.email, sign_in(app, person.email))
    page = text_of(two, "/members/mine")
    assert "First Library" in page
    assert "Second Library" in page
    assert "Waiting for the applicant" in page


# Applying


def test_answer_to_an_application_is_the_same_for_known_and_unknown(anonymous: Someone) -> None:
    make_person("known@example.org")
    answers = [
        anonymous.client.post("/members/apply", data=typed(**(YOU | {"email": email})))
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert [(answer.status_code, answer.location) for answer in answers] == [
        (303, "/members/handed-in"),
        (303, "/members/handed-in"),
    ]
    assert answers[0].get_data() == answers[1].get_data()
    assert subjects_to("known@example.org") == subjects_to("unknown@example.org")
    assert "A letter is on its way" in text_of(anonymous, "/members/handed-in")


def test_refused_application_keeps_what_was_typed_but_the_password(anonymous: Someone) -> None:
    status, page = post(
        anonymous, "/members/apply", **typed(**YOU, ror="05dxps056", acronym='"B&"')
    )
    assert status == 422
    assert "This is not a ROR identifier." in page
    assert 'value="&#34;B&amp;&#34;"' in page
    assert 'aria-invalid="true"' in page
    assert PASSWORD not in page


def test_weak_password_is_told_in_one_round_with_everything_else(anonymous: Someone) -> None:
    changes = YOU | {"password": "short", "country": ""}
    status, page = post(anonymous, "/members/apply", **typed(**changes))
    assert status == 422
    assert 'id="country-error"' in page
    assert 'id="password-error"' in page


def test_spent_link_leads_whoever_is_signed_in_to_their_own_page(applicant: Someone) -> None:
    page = text_of(applicant, "/members/confirm/spent", 404)
    assert '<a class="button" href="/members/mine">My application</a>' in page
    assert "/sign-in" not in page


def test_weak_password_is_told_beside_its_field(anonymous: Someone) -> None:
    status, page = post(anonymous, "/members/apply", **typed(**(YOU | {"password": "short"})))
    assert status == 422
    assert 'id="password-error"' in page


def test_somebody_signed_in_is_not_asked_who_they_are(outsider: Someone) -> None:
    assert 'name="password"' not in text_of(outsider, "/members/apply")
    status, address = post(outsider, "/members/apply", **typed())
    (own,) = outsider.viewer.application_ids
    assert (status, address) == (303, f"/members/{own}/application")
    assert "Your application is with the coordinators" in text_of(outsider, address)


def test_opening_the_link_changes_nothing_and_the_button_hands_in(anonymous: Someone) -> None:
    own = service.apply(details(), ADA, by=ANONYMOUS)
    path = f"/members/confirm/{last_token(ADA.email)}"
    assert "Bibliothèque des Deux Rives" in text_of(anonymous, path)
    assert "no-referrer" in text_of(anonymous, path)
    assert reload(own).state is State.UNCONFIRMED
    assert post(anonymous, path) == (303, f"/members/{own}/application")
    assert reload(own).state is State.WAITING
    assert "Waiting for a decision" in text_of(anonymous, f"/members/{own}/application")
    assert "This link no longer works" in text_of(anonymous, path, 404)
    assert post(anonymous, path)[0] == 404


def test_known_person_signs_in_after_confirming(anonymous: Someone) -> None:
    make_person(ADA.email)
    own = service.apply(details(), ADA, by=ANONYMOUS)
    status, address = post(anonymous, f"/members/confirm/{last_token(ADA.email)}")
    assert (status, address) == (303, f"/sign-in?next=/members/{own}/application")


def test_resend_answers_with_the_application(app: Flask) -> None:
    person = make_person(ADA.email)
    own = make_organisation("Reading Rooms Trust", person, state=State.UNCONFIRMED).id
    someone = Someone(person.id, person.email, sign_in(app, person.email), own)
    assert "not handed in yet" in text_of(someone, f"/members/{own}/application")
    assert post(someone, f"/members/{own}/resend") == (303, f"/members/{own}/application")
    assert reload(own).state is State.WAITING


# Deciding


def test_queue_shows_who_waits_and_the_other_lists(coordinator: Someone) -> None:
    assert "No application waits." in text_of(coordinator, "/members/queue")
    make_organisation("Waits", state=State.WAITING)
    make_organisation("Asked", state=State.ASKED)
    make_organisation("Refused", state=State.DECLINED)
    page = text_of(coordinator, "/members/queue")
    assert page.index(">Waits<") < page.index(">Asked<")
    assert ">Refused<" not in page
    assert ">Refused<" in text_of(coordinator, "/members/queue?list=declined")
    assert ">Waits<" in text_of(coordinator, "/members/queue?list=unheard-of")


def test_application_page_shows_duplicates_to_coordinators_only(
    applicant: Someone, coordinator: Someone
) -> None:
    other = make_organisation("Reading Room Trust")
    path = f"/members/{own_of(applicant)}/application"
    page = text_of(coordinator, path)
    assert f"/members/{other.id}/application" in page
    assert "a name much like it" in page
    page = text_of(applicant, path)
    assert "Reading Room Trust" not in page
    assert "/approve" not in page


def test_application_of_others_is_not_found(
    applicant: Someone, representative: Someone, outsider: Someone, anonymous: Someone
) -> None:
    path = f"/members/{own_of(applicant)}/application"
    text_of(representative, path, 404)
    text_of(outsider, path, 403)
    assert anonymous.client.get(path).status_code == 303
    for act in ("answer", "correct", "resend"):
        assert post(representative, f"/members/{own_of(applicant)}/{act}")[0] == 404


def test_talk_from_question_to_approval(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    page = f"/members/{own}/application"
    done = (303, page)
    ask = f"/members/{own}/ask"
    assert post(coordinator, ask, question="How\r\nmany?", seen=seen(own)) == done
    assert "How\nmany?" in text_of(applicant, page)
    assert "keeps its place" in text_of(applicant, page)
    assert post(applicant, f"/members/{own}/answer", answer="Twelve.", seen=seen(own)) == done
    assert "Twelve." in text_of(coordinator, page)
    assert post(coordinator, f"/members/{own}/approve", seen=seen(own)) == done
    assert "Your organisation is a member" in text_of(applicant, page)
    assert applicant.viewer.organisation_ids == {own}


@pytest.mark.parametrize(
    ("act", "field", "sentence"),
    [
        ("ask", "question", "Write what you would like to know."),
        ("decline", "why", "Write why; the applicant reads it."),
    ],
)
def test_decision_without_words_is_refused_beside_the_field(
    applicant: Someone, coordinator: Someone, act: str, field: str, sentence: str
) -> None:
    own = own_of(applicant)
    status, page = post(coordinator, f"/members/{own}/{act}", seen=0, **{field: " "})
    assert status == 422
    assert sentence in page
    assert f'id="{field}-error"' in page


def test_stale_decision_is_told_and_keeps_what_was_typed(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    decisions.ask(own, "How many?", by=coordinator.viewer)
    status, page = post(coordinator, f"/members/{own}/decline", why="No such place.", seen=0)
    assert status == 409
    assert "Coordinator asked on" in page
    assert "No such place." in page
    assert f'name="seen" value="{seen(own)}"' in page
    assert reload(own).state is State.ASKED


def test_decision_without_what_was_seen_is_stale(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    decisions.ask(own, "How many?", by=coordinator.viewer)
    assert post(coordinator, f"/members/{own}/approve")[0] == 409


def test_declined_applicant_corrects_and_hands_in_again(
    applicant: Someone, coordinator: Someone
) -> None:
    own = own_of(applicant)
    post(coordinator, f"/members/{own}/decline", why="No website.", seen=0)
    page = text_of(applicant, f"/members/{own}/application")
    assert "No website." in page
    assert "Correct and hand in again" in page
    status, _ = post(
        applicant, f"/members/{own}/correct", **typed(remark="Now with one.", seen=seen(own))
    )
    assert status == 303
    organisation = reload(own)
    assert (organisation.state, organisation.website) == (
        State.WAITING,
        "https://www.deuxrives.example.org",
    )
    page = text_of(coordinator, f"/members/{own}/application")
    assert "<del" in page
    assert "Now with one." in page


def test_suspension_is_refused_from_the_next_request_on(
    representative: Someone, coordinator: Someone
) -> None:
    own = own_of(representative)
    text_of(representative, f"/members/{own}/edit")
    assert post(coordinator, f"/members/{own}/suspend", why="No report.", seen=seen(own))[0] == 303
    text_of(representative, f"/members/{own}/edit", 403)
    assert post(coordinator, f"/members/{own}/reinstate", why="", seen=seen(own))[0] == 303
    text_of(representative, f"/members/{own}/edit")


def test_what_was_written_is_shown_as_text(applicant: Someone, coordinator: Someone) -> None:
    own = own_of(applicant)
    post(coordinator, f"/members/{own}/ask", question="<script>alert(1)</script>", seen=0)
    page = text_of(applicant, f"/members/{own}/application")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# A member's own pages


def test_representative_changes_details(representative: Someone, anonymous: Someone) -> None:
    own = own_of(representative)
    assert "Library Association" in text_of(representative, f"/members/{own}/edit")
    assert post(representative, f"/members/{own}/edit", **typed()) == (303, f"/members/{own}")
    assert "Library of Both Banks" in text_of(anonymous, f"/members/{own}")
    history_page = text_of(representative, f"/members/{own}/application")
    assert "Library Association of the Low Lands" in history_page


def test_refused_details_keep_what_was_typed(representative: Someone) -> None:
    own = own_of(representative)
    status, page = post(
        representative, f"/members/{own}/edit", **typed(website="nowhere", name="New Name")
    )
    assert status == 422
    assert "Enter a web address" in page
    assert 'value="New Name"' in page


def test_details_of_others_are_not_found_and_no_member_has_no_form(
    representative: Someone, applicant: Someone, coordinator: Someone
) -> None:
    other = make_organisation("Reading Rooms of Others")
    for page in ("edit", "representatives"):
        text_of(representative, f"/members/{other.id}/{page}", 404)
    assert post(representative, f"/members/{other.id}/edit", **typed())[0] == 404
    answer = coordinator.client.get(f"/members/{own_of(applicant)}/edit")
    assert answer.location == f"/members/{own_of(applicant)}/application"


def test_representatives_invite_hand_over_and_leave(
    representative: Someone, outsider: Someone
) -> None:
    own = own_of(representative)
    page = f"/members/{own}/representatives"
    assert "You are the last representative" in text_of(representative, page)
    assert post(representative, page, email=outsider.email) == (303, page)
    assert outsider.email in text_of(representative, page)
    invitation = f"/members/invitation/{last_token(outsider.email)}"
    assert "Accept the invitation" in text_of(outsider, invitation)
    assert post(outsider, invitation) == (303, f"/members/{own}")
    over = f"{page}/{outsider.person_id}/hand-over"
    assert post(representative, over) == (303, page)
    assert post(representative, f"/members/{own}/leave") == (303, "/")
    text_of(representative, page, 403)
    assert "Former representatives" in text_of(outsider, page)


def test_last_representative_who_leaves_is_told_what_to_do(representative: Someone) -> None:
    status, page = post(representative, f"/members/{own_of(representative)}/leave")
    assert status == 409
    assert "Invite a colleague first" in page


def test_refused_invitation_keeps_the_address(representative: Someone) -> None:
    page = f"/members/{own_of(representative)}/representatives"
    status, text = post(representative, page, email="nobody")
    assert status == 422
    assert 'value="nobody"' in text
    status, text = post(representative, page, email=representative.email)
    assert status == 422
    assert "represents the organisation already" in text


def test_withdrawn_invitation_leads_to_a_page_that_says_so(
    representative: Someone, anonymous: Someone
) -> None:
    own = own_of(representative)
    key = representation.invite(own, ADA.email, by=representative.viewer, language="en")
    invitation = f"/members/invitation/{last_token(ADA.email)}"
    status, _ = post(representative, f"/members/{own}/invitations/{key}/withdraw")
    assert status == 303
    assert "Ask the one who invited you" in text_of(anonymous, invitation, 404)
    assert post(anonymous, invitation)[0] == 404


def test_invited_newcomer_gives_name_and_password(
    representative: Someone, anonymous: Someone
) -> None:
    own = own_of(representative)
    representation.invite(own, ADA.email, by=representative.viewer, language="en")
    invitation = f"/members/invitation/{last_token(ADA.email)}"
    assert 'name="password"' in text_of(anonymous, invitation)
    status, page = post(anonymous, invitation, name="Ada", password="short")
    assert status == 422
    assert 'value="Ada"' in page
    assert post(anonymous, invitation, name="", password=PASSWORD)[0] == 422
    assert post(anonymous, invitation, name="Ada", password=PASSWORD) == (303, f"/members/{own}")
    assert "Ada" in text_of(anonymous, f"/members/{own}/representatives")


def test_invited_known_person_is_asked_to_sign_in(
    representative: Someone, outsider: Someone, anonymous: Someone, coordinator: Someone
) -> None:
    own = own_of(representative)
    representation.invite(own, outsider.email, by=representative.viewer, language="en")
    token = last_token(outsider.email)
    invitation = f"/members/invitation/{token}"
    assert f"/sign-in?next=/members/invitation/{token}" in text_of(anonymous, invitation)
    assert "for another address" in text_of(coordinator, invitation)
    assert post(anonymous, invitation, name="Ada", password=PASSWORD)[0] == 403
    assert outsider.viewer.organisation_ids == frozenset()


# Stakeholder groups


def test_groups_are_shown_and_changed(coordinator: Someone) -> None:
    assert "Civil society" in text_of(coordinator, "/members/groups")
    first = queries.groups()[0]
    data = {
        "groups-0-id": first.id,
        "groups-0-name": "Governments",
        "groups-0-position": 0,
        "groups-1-name": "Readers",
        "groups-1-position": 9,
    }
    assert post(coordinator, "/members/groups", **data) == (303, "/members/groups")
    page = text_of(coordinator, "/members/groups")
    assert 'value="Governments"' in page
    assert 'value="Readers"' in page


def test_refused_groups_say_why(coordinator: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    first = queries.groups()[0]
    line = {"groups-0-id": first.id, "groups-0-name": "Government", "groups-0-position": 0}
    status, page = post(coordinator, "/members/groups", **line, **{"groups-0-remove": "y"})
    assert status == 409
    assert "is in use" in page
    status, page = post(coordinator, "/members/groups", **(line | {"groups-0-position": 1000}))
    assert status == 422
    assert "Use a number from 0 to 999." in page
    status, page = post(coordinator, "/members/groups", **(line | {"groups-0-name": ""}))
    assert status == 422
    assert "Every group needs a name." in page


# All pages


def test_every_page_has_a_template_of_its_name() -> None:
    folder = Path(__file__).resolve().parents[2] / "coalition" / "templates" / "members"
    assert {path.stem for path in folder.glob("[!_]*.html")} == {
        "application",
        "apply",
        "confirm",
        "detail",
        "edit",
        "groups",
        "handed_in",
        "index",
        "invitation",
        "link_spent",
        "mine",
        "queue",
        "representatives",
    }


def test_age_is_told_in_words(coordinator: Someone) -> None:
    with transaction():
        make_organisation("Waits", state=State.WAITING, waiting_since=now())
    assert "ago" in text_of(coordinator, "/members/queue")
