"""What the pages of members share: a template for each, moments told in words."""

from pathlib import Path

from coalition.database import now, transaction
from coalition.members.models import State
from tests.conftest import Someone, make_organisation
from tests.members.making import text_of


def test_every_page_has_a_template_of_its_name() -> None:
    folder = Path(__file__).resolve().parents[3] / "coalition" / "templates" / "members"
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
