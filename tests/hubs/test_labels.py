"""States, acts and what changed, in words."""

from flask import Flask

from coalition.hubs import labels
from coalition.hubs.models import Act, State
from coalition.hubs.registration import COLUMNS


def test_every_state_act_and_field_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert {*labels.STATES} == {*State}
        assert {*labels.ACTS} == {*labels.ACT_ICONS} == {*Act}
        assert {*labels.FIELDS} == {*COLUMNS, "sessions"}
        assert labels.act_sentence(Act.ACCEPTED, "Ada") == "Ada accepted the hub"
        assert labels.act_sentence(Act.WITHDRAWN, "") == "The host withdrew the hub"


def test_changes_are_told_by_names_not_codes(app: Flask) -> None:
    with app.test_request_context():
        told = labels.told_changes(
            {
                "country": ["KE", "UG"],
                "timezone": ["Africa/Nairobi", "Africa/Kampala"],
                "languages": ["en", "en, sw"],
                "website": ["", "https://hub.example.org/"],
            }
        )
    assert told == [
        "Country or territory: Kenya → Uganda",
        "Time zone: Nairobi → Kampala",
        "Languages: English → English, Swahili",
        "Web address: nothing → https://hub.example.org/",
    ]
