"""Each start notes which settings changed, and of secrets only that they did."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from coalition.audit.models import Act
from coalition.audit.starting import note_settings
from coalition.config import Settings
from coalition.database import db
from coalition.web.site import settings


def told() -> list[tuple[str, object, object]]:
    """Return what was noted: act, changes, secrets."""
    db.session.expire_all()
    found = []
    for act in db.session.scalars(select(Act).order_by(Act.id)):
        detail = act.detail or {}
        found.append((act.action, detail.get("changes"), detail.get("secrets")))
    return found


def start(changed: Settings) -> None:
    """Start with these settings."""
    note_settings(changed)


def test_first_start_notes_all_settings_and_the_next_nothing(app: Flask) -> None:
    start(settings())
    start(settings())
    assert told() == [("settings.noted", None, None)]
    (detail,) = db.session.scalars(select(Act.detail))
    assert detail is not None
    assert detail["settings"]["COALITION_ACRONYM"] == "DC-PAL"
    assert detail["settings"]["REVIEW_BEFORE_PUBLISHING"] == "no"
    assert settings().secret_key not in str(detail)
    assert settings().database_url not in str(detail)


def test_changed_settings_are_told_from_old_to_new(app: Flask) -> None:
    start(settings())
    start(replace(settings(), upload_max_mb=50, interface_languages=("en", "fr")))
    assert told()[1:] == [
        (
            "settings.changed",
            {"INTERFACE_LANGUAGES": ["en ar es fr ru zh", "en fr"], "UPLOAD_MAX_MB": ["200", "50"]},
            None,
        )
    ]


def test_secrets_are_named_and_never_told(app: Flask) -> None:
    start(settings())
    start(replace(settings(), mail_url="smtp://ada:hidden@mail.example.org"))
    assert told()[1:] == [("settings.changed", None, ["MAIL_URL"])]
    assert "hidden" not in str(list(db.session.scalars(select(Act.detail))))


def test_with_another_key_no_other_secret_is_said_to_have_changed(app: Flask) -> None:
    start(settings())
    start(replace(settings(), secret_key="another secret of the test suite, as long"))
    assert told()[1:] == [("settings.changed", None, ["SECRET_KEY"])]
