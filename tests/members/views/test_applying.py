"""Applying and confirming the address, as a browser sees them."""

from flask import Flask

from coalition.members import service
from coalition.members.models import State
from coalition.web.viewer import ANONYMOUS
from tests.accounts.making import GROWING
from tests.conftest import PASSWORD, Someone, make_organisation, make_person, sign_in
from tests.members.making import ADA, details, last_token, post, reload, subjects_to, text_of, typed

YOU = {"person_name": "Ada", "email": ADA.email, "password": PASSWORD}


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


def test_address_too_long_to_keep_is_told_beside_its_field(anonymous: Someone) -> None:
    status, page = post(anonymous, "/members/apply", **typed(**(YOU | {"email": GROWING})))
    assert (status, "This is too long: at most 200 characters." in page) == (422, True)
    assert f'value="{GROWING}"' in page


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
