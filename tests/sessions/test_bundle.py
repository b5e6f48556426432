"""Names of what a ZIP encloses, and what is enclosed at all."""

import pytest

from coalition.library.models import Audience
from coalition.library.originals import storage
from coalition.programme.models import Use
from coalition.sessions import queries
from coalition.sessions.bundle import Enclosed, archive_name, enclosed, plain_name
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.sessions.conftest import Held


def names(held: Held, viewer: Viewer = ANONYMOUS) -> list[str]:
    """Return the names of the files this viewer gets."""
    return [one.name for one in _enclosed(held, viewer)]


def _enclosed(held: Held, viewer: Viewer = ANONYMOUS) -> tuple[Enclosed, ...]:
    return enclosed(queries.gathered(held.session.id, viewer=viewer))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Reading rooms and the network", "Reading-rooms-and-the-network"),
        ("../../etc/passwd", "etc-passwd"),
        ('a\\b:c*d?e"f<g>h|i\0', "a-b-c-d-e-f-g-h-i"),
        ("دليل المكتبات", "دليل-المكتبات"),
        ("पुस्तकालय", "पुस्तकालय"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "gpj-exe"),
        ("…", "untitled"),
        ("x" * 200, "x" * 60),
        ("y" * 59 + " z", "y" * 59),
    ],
)
def test_names_are_plain_in_every_script(text: str, plain: str) -> None:
    assert plain_name(text) == plain


def test_names_are_numbered_in_the_order_of_the_page_so_that_none_is_twice(held: Held) -> None:
    held.document("Same title", use=Use.PRESENTATION, name="slides.TXT", text="One.")
    held.document("Same title", text="Two.", name="../x.txt")
    held.document("Same title", text="Three.", name="without")
    assert names(held) == [
        "documents/01-brief-Same-title.txt",
        "documents/02-brief-Same-title",
        "documents/03-presentation-Same-title.txt",
    ]


def test_only_what_is_published_and_open_to_the_reader_is_enclosed(held: Held) -> None:
    held.document("Open", text="One.")
    held.document("For members", audience=Audience.MEMBERS, text="Two.")
    held.document("Draft", publish=False, text="Three.")
    assert names(held) == ["documents/01-brief-Open.txt"]
    everything = ["documents/01-brief-Open.txt", "documents/02-brief-For-members.txt"]
    assert names(held, held.holder.viewer) == everything
    assert names(held, held.coordinator.viewer) == everything


def test_missing_original_is_named_and_not_enclosed(held: Held) -> None:
    held.document("Here", text="One.")
    lost = held.document("Lost", text="Two.")
    storage().path(lost.versions[-1].file_digest).unlink()
    assert [bool(one.path) for one in _enclosed(held)] == [True, False]


def test_archive_is_named_after_meeting_and_number(held: Held) -> None:
    session = queries.gathered(held.session.id, viewer=ANONYMOUS).session
    assert archive_name(session) == "igf-2012-130.zip"
