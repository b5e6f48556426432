"""The ZIP of a session: complete, whole in itself, and no more than its reader may have."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from coalition.library.models import Audience
from coalition.library.originals import storage
from coalition.programme import service
from coalition.programme.models import Use
from tests.conftest import Someone
from tests.programme.making import make_session, propose
from tests.sessions.conftest import Held

LINK = re.compile(r'(?:href|src)="([^"]*)"')


def unpacked(answer: TestResponse) -> dict[str, bytes]:
    """Return the files of a ZIP by their names."""
    assert answer.status_code == 200
    with answer, zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def page_of(files: dict[str, bytes]) -> str:
    """Return its page, all of whose links are files of the ZIP."""
    page = files["index.html"].decode()
    links = [unquote(link) for link in LINK.findall(page)]
    assert links
    assert [link for link in links if link not in files] == []
    return page


def test_everything_of_a_session_is_in_it(held: Held, anonymous: Someone) -> None:
    held.document("Reading & rooms? “100%” #1", text="One.")
    held.document("كتيب المكتبات", text="Two.", use=Use.PRESENTATION)
    answer = anonymous.client.get(f"{held.address}.zip")
    files = unpacked(answer)
    assert list(files) == [
        "index.html",
        "style.css",
        "README.txt",
        "session.ics",
        "documents/01-brief-Reading-rooms-100-1.txt",
        "documents/02-presentation-كتيب-المكتبات.txt",
    ]
    assert files["documents/01-brief-Reading-rooms-100-1.txt"] == b"One."
    page = page_of(files)
    for shown in (
        "Digital inclusion",
        "Ann Moderator",
        "A second paragraph.",
        "https://meet.example.org/1",
        "Reading &amp; rooms",
        "كتيب المكتبات",
    ):
        assert shown in page, shown
    assert b"BEGIN:VEVENT" in files["session.ics"]
    assert b"documents/01-brief" in files["README.txt"]
    assert answer.headers["Content-Disposition"] == "attachment; filename=igf-2012-130.zip"


def test_page_needs_nothing_but_what_is_packed(held: Held, anonymous: Someone) -> None:
    held.document()
    files = unpacked(anonymous.client.get(f"{held.address}.zip"))
    page = page_of(files)
    assert "<script" not in page
    assert re.findall(rb"url\(|@import", files["style.css"]) == []


def test_page_is_in_the_language_of_its_reader(held: Held, anonymous: Someone) -> None:
    answer = anonymous.client.get(f"{held.address}.zip", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page_of(unpacked(answer))


def test_reader_gets_what_they_may_read(held: Held, anonymous: Someone) -> None:
    held.document("Confidential wombats", audience=Audience.MEMBERS)
    public = unpacked(anonymous.client.get(f"{held.address}.zip"))
    assert b"wombats" not in b"".join([*public.values(), *(n.encode() for n in public)])
    own = unpacked(held.holder.client.get(f"{held.address}.zip"))
    assert "documents/01-brief-Confidential-wombats.txt" in own
    assert "Members only" in page_of(own)


def test_missing_original_is_said_and_the_rest_is_there(held: Held, anonymous: Someone) -> None:
    lost = held.document("Lost brief", text="One.")
    storage().path(lost.versions[-1].file_digest).unlink()
    held.document("Kept brief", text="Two.")
    files = unpacked(anonymous.client.get(f"{held.address}.zip"))
    assert [name for name in files if "brief" in name] == ["documents/02-brief-Kept-brief.txt"]
    page = page_of(files)
    assert "Lost brief" in page
    assert "missing or damaged on the site" in page


def test_bytes_stay_the_same_until_something_changes(held: Held, anonymous: Someone) -> None:
    held.document()
    with anonymous.client.get(f"{held.address}.zip") as first:
        etag = first.headers["ETag"]
        with anonymous.client.get(f"{held.address}.zip") as again:
            assert first.get_data() == again.get_data()
    with anonymous.client.get(f"{held.address}.zip", headers={"If-None-Match": etag}) as unchanged:
        assert unchanged.status_code == 304
    service.cancel_session(held.session.id, "No room.", by=held.coordinator.viewer)
    changed = anonymous.client.get(f"{held.address}.zip", headers={"If-None-Match": etag})
    assert "No room." in page_of(unpacked(changed))


def test_download_that_broke_off_goes_on(held: Held, anonymous: Someone) -> None:
    with anonymous.client.get(f"{held.address}.zip") as answer:
        whole = answer.get_data()
    with anonymous.client.get(f"{held.address}.zip", headers={"Range": "bytes=100-"}) as rest:
        assert (rest.status_code, rest.get_data()) == (206, whole[100:])


def test_session_without_time_or_documents_has_a_page_all_the_same(
    held: Held, anonymous: Someone
) -> None:
    bare = make_session(
        held.meeting, held.coordinator.viewer, starts_at=None, ends_at=None, number="", people=()
    )
    files = unpacked(anonymous.client.get(f"/sessions/{bare.id}.zip"))
    assert list(files) == ["index.html", "style.css", "README.txt"]
    assert "No documents yet" in page_of(files)


@pytest.mark.parametrize("who", ["anonymous", "outsider"])
def test_proposed_session_has_no_zip_for_others(
    held: Held, who: str, request: pytest.FixtureRequest
) -> None:
    someone: Someone = request.getfixturevalue(who)
    proposed = propose(held.meeting, held.holder.viewer)
    assert someone.client.get(f"/sessions/{proposed.id}.zip").status_code == 404
    files = unpacked(held.holder.client.get(f"/sessions/{proposed.id}.zip"))
    assert "session.ics" not in files
