"""Tying documents to a session, and depositing them from its page."""

import io
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from coalition.database import db
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.programme import service as programme
from coalition.programme.models import SessionDocument, Use
from coalition.sessions import queries
from tests.conftest import Someone, make_organisation, make_person, sign_in
from tests.library.conftest import FIELDS, put
from tests.members.making import own_of
from tests.sessions.conftest import Held


def tied(held: Held) -> list[tuple[str, Use]]:
    """Return what is tied to the session."""
    found = queries.documents_by_use(
        queries.gathered(held.session.id, viewer=held.coordinator.viewer).session,
        viewer=held.coordinator.viewer,
    )
    return [(tie.document.title, use) for use, ties in found for tie in ties]


@pytest.fixture
def loose(held: Held) -> Document:
    """A published document of the holder that is tied to nothing."""
    made = put(held.holder.viewer, own_of(held.holder), fields=replace(FIELDS, title="Loose paper"))
    library.publish(made.id, by=held.holder.viewer)
    return made


def test_document_is_found_tied_changed_and_untied(held: Held, loose: Document) -> None:
    client = held.holder.client
    address = f"{held.address}/documents"
    found = client.get(f"{address}?q=loose").get_data(as_text=True)
    assert "Loose paper" in found
    given = {"document": loose.id, "use": "brief"}
    answer = client.post(f"{address}?q=loose", data=given)
    assert (answer.status_code, answer.location) == (303, f"{address}?q=loose")
    assert tied(held) == [("Loose paper", Use.BRIEF)]
    assert client.post(address, data=given | {"use": "presentation"}).status_code == 303
    assert tied(held) == [("Loose paper", Use.PRESENTATION)]
    answer = client.post(f"{address}/{loose.id}/untie")
    assert (answer.status_code, answer.location) == (303, address)
    assert tied(held) == []
    assert client.get(f"/library/{loose.id}").status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"document": "x", "use": "brief"},
        {"document": "1", "use": "nonsense"},
        {"document": "999", "use": "brief"},
    ],
)
def test_what_cannot_be_tied_is_said_and_the_search_stays(
    held: Held, given: dict[str, str]
) -> None:
    answer = held.holder.client.post(f"{held.address}/documents?q=typed+words", data=given)
    assert answer.status_code == 422
    assert 'value="typed words"' in answer.get_data(as_text=True)
    assert tied(held) == []


def test_nothing_found_says_where_it_was_looked_for(held: Held) -> None:
    page = held.holder.client.get(f"{held.address}/documents?q=wombats").get_data(as_text=True)
    assert "Nothing found" in page


def test_drafts_of_others_can_be_neither_found_nor_tied(held: Held) -> None:
    stranger = make_person("stranger@example.org")
    other = make_organisation("Reading Rooms", stranger)
    from coalition.members.queries import viewer_of

    draft = put(viewer_of(stranger.id), other.id, fields=replace(FIELDS, title="Secret draft"))
    address = f"{held.address}/documents"
    found = held.holder.client.get(f"{address}?q={draft.id}").get_data(as_text=True)
    assert "Secret draft" not in found
    given = {"document": draft.id, "use": "brief"}
    assert held.holder.client.post(address, data=given).status_code == 422
    assert tied(held) == []


def test_only_those_who_edit_the_session_tie_and_deposit(
    held: Held, loose: Document, outsider: Someone
) -> None:
    person = make_person("member@example.org")
    make_organisation("Reading Rooms", person)
    member = sign_in(held.holder.client.application, person.email)
    address = f"{held.address}/documents"
    given = {"document": loose.id, "use": "brief"}
    for client in (member, outsider.client):
        assert client.get(address).status_code == 403
        assert client.get(f"{address}/new").status_code == 403
        assert client.post(address, data=given).status_code == 403
        assert client.post(f"{address}/{loose.id}/untie").status_code == 403
        file = (io.BytesIO(b"What was said."), "said.txt")
        answer = client.post(f"{address}/new", data={"files": file, "use": "brief"})
        assert answer.status_code == 403
    assert tied(held) == []


def deposit(held: Held, name: str = "said.txt", **changes: Any) -> tuple[int, str, str]:
    """Deposit a file from the page of the session; return status, where it leads, and the page."""
    given: dict[str, object] = {
        "organisation": str(held.holder.organisation_id),
        "files": (io.BytesIO(b"What was said in the room."), name),
        "use": "transcript",
        "once": "a-token-of-a-form",
    }
    answer = held.holder.client.post(f"{held.address}/documents/new", data=given | changes)
    return answer.status_code, answer.location or "", answer.get_data(as_text=True)


def test_deposited_file_is_a_draft_that_belongs_to_the_session(held: Held) -> None:
    assert held.holder.client.get(f"{held.address}/documents/new").status_code == 200
    status, location, _page = deposit(held)
    document_id = db.session.scalars(select(Document.id)).one()
    assert (status, location) == (303, f"/library/{document_id}/receipt")
    assert tied(held) == [("said", Use.TRANSCRIPT)]


def test_form_sent_twice_makes_one_draft(held: Held) -> None:
    assert deposit(held)[:2] == deposit(held)[:2]
    assert len(tied(held)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"use": ""}, "Choose what the document is to the session."),
        ({"files": (io.BytesIO(b""), "")}, "Choose at least one file."),
        ({"files": (io.BytesIO(b"\x7fELF\0\0"), "program.exe")}, "program.exe"),
    ],
)
def test_file_that_is_refused_leaves_nothing(
    held: Held, changes: dict[str, Any], sentence: str
) -> None:
    status, _location, page = deposit(held, **changes)
    assert status == 422
    assert sentence in page
    assert db.session.scalar(select(func.count(Document.id))) == 0


def test_many_refused_files_are_told_in_few_messages(held: Held) -> None:
    """All messages travel in one cookie, which browsers drop when it is too large."""
    programs = [(io.BytesIO(b"MZ\x90" + bytes(99)), f"{'x' * 150}{n}.docx") for n in range(40)]
    files = [(io.BytesIO(b"What was said in the room."), "said.txt"), *programs]
    assert deposit(held, files=files)[:2] == (303, f"{held.address}/documents")
    page = held.holder.client.get(f"{held.address}/documents").get_data(as_text=True)
    assert page.count("This is a program") == 6
    assert "34 more files were refused." in page


def test_script_is_told_the_reason_alone_which_it_shows_at_the_file(held: Held) -> None:
    answer = held.holder.client.post(
        f"{held.address}/documents/new",
        data={
            "organisation": str(held.holder.organisation_id),
            "files": (io.BytesIO(b""), "empty.txt"),
            "use": "transcript",
        },
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    sentence = "The file is empty. Choose it again, or save it once more first."
    assert answer.json == {"error": sentence}


def test_tie_that_fails_takes_the_draft_with_it(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(programme, "tie_document", fail)
    with pytest.raises(RuntimeError):
        deposit(held)
    assert db.session.scalar(select(func.count(Document.id))) == 0
    assert db.session.scalar(select(func.count(SessionDocument.id))) == 0


def test_members_only_documents_are_offered_to_members(held: Held) -> None:
    fields = replace(FIELDS, title="Wombats inside", audience=Audience.MEMBERS)
    made = put(held.coordinator.viewer, None, fields=fields)
    library.publish(made.id, by=held.coordinator.viewer)
    page = held.holder.client.get(f"{held.address}/documents?q=wombats").get_data(as_text=True)
    assert "Wombats inside" in page
    assert "Members only" in page
