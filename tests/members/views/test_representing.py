"""A member's own pages and invitations, as a browser sees them."""

import pytest

from coalition.accounts import service as accounts
from coalition.members import representation
from coalition.web.viewer import ANONYMOUS
from tests.conftest import PASSWORD, Someone, make_organisation
from tests.members.making import ADA, counted_statements, last_token, own_of, post, text_of, typed


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


def test_invited_at_an_address_nobody_confirmed_gives_name_and_password(
    representative: Someone, anonymous: Someone
) -> None:
    own = own_of(representative)
    accounts.register(ADA.email, "Mallory", accounts.hash_password("of mallory"), "fr")
    representation.invite(own, ADA.email, by=representative.viewer, language="en")
    invitation = f"/members/invitation/{last_token(ADA.email)}"
    assert 'name="password"' in text_of(anonymous, invitation)
    assert post(anonymous, invitation, name="Ada", password=PASSWORD) == (303, f"/members/{own}")
    page = text_of(anonymous, f"/members/{own}/representatives")
    assert "Ada" in page
    assert "Mallory" not in page


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
