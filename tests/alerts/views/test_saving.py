"""Saving a search and confirming an address, as a browser sees it."""

from flask import Flask

from coalition.alerts import queries
from tests.accounts.making import GROWING
from tests.alerts.making import STRANGER, publish, reload
from tests.conftest import Someone, make_person
from tests.members.making import last_token, post, subjects_to, text_of

ADDRESS = "/search/saved?q=lighthouse&kind=report"
WEEKLY = {"name": "Towers", "rhythm": "weekly"}


def test_search_is_shown_in_words_with_a_name_to_begin_with(outsider: Someone) -> None:
    page = text_of(outsider, "/search/saved/new?q=lighthouse&kind=report&kind=minutes")
    assert "“lighthouse” · Kind: Report, Minutes" in page
    assert 'value="lighthouse"' in page
    assert 'action="/search/saved?kind=report&amp;kind=minutes&amp;q=lighthouse"' in page
    assert 'name="email"' not in page


def test_organisation_is_said_by_its_name_as_far_as_the_reader_may_know(
    representative: Someone, anonymous: Someone
) -> None:
    publish(representative)
    path = f"/search/saved/new?organisation={representative.organisation_id}"
    assert "Organisation: Library Association of the Low Lands" in text_of(anonymous, path)
    assert "Organisation: 999" in text_of(anonymous, "/search/saved/new?organisation=999")


def test_person_saves_at_once(outsider: Someone) -> None:
    assert post(outsider, ADDRESS, **WEEKLY) == (303, "/search/saved")
    page = text_of(outsider, "/search/saved")
    assert "“Towers” is saved." in page
    ((search, _),) = queries.own_searches(viewer=outsider.viewer)
    assert search.arguments == {"kind": ["report"], "q": ["lighthouse"]}
    assert search.language == "en"


def test_refused_form_keeps_what_was_typed(anonymous: Someone) -> None:
    status, page = post(anonymous, ADDRESS, name="Towers", rhythm="", email="no address")
    assert status == 422
    assert "Choose how often you want to be told." in page
    assert "Enter an e-mail address such as name@example.org." in page
    assert 'value="Towers"' in page
    assert 'value="no address"' in page
    assert "“lighthouse” · Kind: Report" in page


def test_address_too_long_to_keep_is_refused_beside_its_field(anonymous: Someone) -> None:
    status, page = post(anonymous, ADDRESS, email=GROWING, **WEEKLY)
    assert (status, "This is too long: at most 200 characters." in page) == (422, True)
    assert f'value="{GROWING}"' in page


def test_answer_to_a_stranger_is_the_same_for_known_and_unknown(anonymous: Someone) -> None:
    make_person("known@example.org")
    answers = [
        anonymous.client.post(ADDRESS, data=WEEKLY | {"email": email})
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert [(answer.status_code, answer.location) for answer in answers] == [
        (303, "/search/saved/sent"),
        (303, "/search/saved/sent"),
    ]
    assert answers[0].get_data() == answers[1].get_data()
    assert subjects_to("known@example.org") == subjects_to("unknown@example.org")
    assert "A letter is on its way" in text_of(anonymous, "/search/saved/sent")


def test_opening_the_link_changes_nothing_and_the_button_confirms(anonymous: Someone) -> None:
    post(anonymous, ADDRESS, email=STRANGER, **WEEKLY)
    path = f"/search/saved/confirm/{last_token(STRANGER)}"
    page = text_of(anonymous, path)
    assert "no-referrer" in page
    assert "“lighthouse” · Kind: Report" in page
    assert reload(1).confirmed_at is None
    assert post(anonymous, path) == (303, "/search?kind=report&q=lighthouse")
    assert reload(1).confirmed_at is not None
    assert "We write to you when there is something new" in text_of(anonymous, "/search")
    assert "This link no longer works" in text_of(anonymous, path, 404)
    assert post(anonymous, path)[0] == 404


def test_too_many_letters_to_one_address_are_refused(app: Flask, anonymous: Someone) -> None:
    statuses = [post(anonymous, ADDRESS, email=STRANGER, **WEEKLY)[0] for _ in range(6)]
    assert statuses == [303] * 5 + [429]
