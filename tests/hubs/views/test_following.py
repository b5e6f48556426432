"""The hubs that follow a session, as its page shows them."""

from flask import Flask, get_template_attribute

from coalition.hubs import queries
from coalition.programme import queries as programme
from tests.conftest import Someone
from tests.hubs.making import add, make_meeting, make_session


def test_hubs_of_a_session_are_named_with_their_local_times(
    app: Flask, coordinator: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    number = make_session(meeting, by).id
    for place in ({}, {"country": "PE", "city": "Lima"}):
        add(meeting, by, programme.get_session(number, viewer=by), **place)
    session = programme.get_session(number, viewer=by)
    with app.test_request_context():
        following = get_template_attribute("hubs/_following.html", "following")
        page = following(queries.hubs_following(number), session, session.meeting)
        assert following([], session, session.meeting).strip() == ""
    assert "T08:00+03:00" in page
    assert "T00:00-05:00" in page
    assert "Lima" in page
    assert "wanjiru" not in page.casefold()
