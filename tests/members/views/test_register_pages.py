"""The register, a page for each member and the way to one's own, as a browser sees them."""

import pytest
from flask import Flask

from coalition.members import decisions, worldmap
from coalition.members.models import State
from tests.conftest import Someone, make_organisation, make_person, sign_in
from tests.members.making import counted_statements, own_of, text_of


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
