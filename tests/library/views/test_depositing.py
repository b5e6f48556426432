"""Handing over files and new versions, and what is in one's care, as depositors meet it."""

import io
import re
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from coalition.database import db
from coalition.library.models import Document, State
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.conftest import TEXT, only_document, text_of


def sent(*files: tuple[bytes, str], organisation_id: int | None = None) -> dict[str, object]:
    return {
        "organisation": str(organisation_id or "coalition"),
        "files": [(io.BytesIO(content), name) for content, name in files],
    }


def test_new_offers_ones_organisations(representative: Someone, coordinator: Someone) -> None:
    page = text_of(representative.client.get("/library/new"))
    assert "For: Library Association of the Low Lands" in page
    page = text_of(coordinator.client.get("/library/new"))
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page)[-2:] == [
        "The coalition itself",
        "Library Association of the Low Lands",
    ]


def test_create_with_one_file_goes_on_to_its_receipt(representative: Someone) -> None:
    answer = representative.client.post(
        "/library/",
        data=sent((TEXT.encode(), "a.txt"), organisation_id=representative.organisation_id),
    )
    document = only_document()
    assert (answer.status_code, answer.location) == (303, f"/library/{document.id}/receipt")
    assert (document.title, document.state) == ("a", State.DRAFT)


def test_create_with_several_files_tells_what_became_of_each(representative: Someone) -> None:
    files = ((TEXT.encode(), "a.txt"), (b"MZ\x90" + bytes(99), "b.docx"), (b"Other", "c.txt"))
    answer = representative.client.post(
        "/library/", data=sent(*files, organisation_id=representative.organisation_id)
    )
    assert (answer.status_code, answer.location) == (303, "/library/mine")
    page = text_of(representative.client.get("/library/mine"))
    assert "2 files are kept as drafts." in page
    assert "b.docx: This is a program, not a document" in page
    assert re.findall(r'entry-title"[^>]*><a[^>]+>([^<]+)<', page) == ["c", "a"]


def test_create_with_many_refused_files_still_answers(representative: Someone) -> None:
    files = [(b"MZ\x90" + bytes(99), f"{'x' * 150}{n}.docx") for n in range(40)]
    answer = representative.client.post(
        "/library/",
        data=sent((TEXT.encode(), "a.txt"), *files, organisation_id=representative.organisation_id),
    )
    assert answer.status_code == 303
    page = text_of(representative.client.get("/library/mine"))
    assert "34 more files were refused." in page


def test_create_with_only_a_refused_file_shows_the_reason(representative: Someone) -> None:
    answer = representative.client.post(
        "/library/", data=sent((b"", "a.pdf"), organisation_id=representative.organisation_id)
    )
    assert answer.status_code == 422
    assert "a.pdf: The file is empty." in text_of(answer)


def test_create_without_a_file_says_so(representative: Someone) -> None:
    answer = representative.client.post(
        "/library/", data={"organisation": str(representative.organisation_id)}
    )
    assert answer.status_code == 422
    assert "Choose at least one file." in text_of(answer)


def test_create_answers_scripts_in_json(representative: Someone) -> None:
    def ask(content: bytes, name: str) -> TestResponse:
        return representative.client.post(
            "/library/",
            data=sent((content, name), organisation_id=representative.organisation_id),
            headers={"Accept": "application/json"},
        )

    kept = ask(TEXT.encode(), "a.txt")
    assert (kept.status_code, kept.json) == (201, {"url": f"/library/{only_document().id}/receipt"})
    refused = ask(b"", "b.pdf")
    assert refused.status_code == 422
    assert refused.json == {
        "error": "The file is empty. Choose it again, or save it once more first."
    }


def test_create_for_an_organisation_that_is_not_ones_own_is_refused(
    representative: Someone, applicant: Someone
) -> None:
    for other in (applicant.organisation_id, None):
        answer = representative.client.post(
            "/library/", data=sent((TEXT.encode(), "a.txt"), organisation_id=other)
        )
        assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 0


def test_people_without_an_organisation_cannot_deposit(
    outsider: Someone, applicant: Someone, anonymous: Someone
) -> None:
    for person in (outsider, applicant):
        assert person.client.get("/library/new").status_code == 403
        assert person.client.post("/library/").status_code == 403
    assert anonymous.client.get("/library/new").location == "/sign-in?next=/library/new"


def test_too_large_an_upload_is_refused(app: Flask, representative: Someone) -> None:
    app.extensions["coalition.settings"] = replace(settings(), upload_max_mb=0)
    answer = representative.client.post(
        "/library/",
        data=sent((b"x", "a.txt"), organisation_id=representative.organisation_id),
    )
    assert answer.status_code == 422
    assert "larger than 0 MB" in text_of(answer)


def test_add_version_by_form_and_by_script(representative: Someone, published: Document) -> None:
    def ask(content: bytes, note: str, accept: str = "text/html") -> TestResponse:
        return representative.client.post(
            f"/library/{published.id}/versions",
            data={"file": (io.BytesIO(content), "b.txt"), "note": note},
            headers={"Accept": accept},
        )

    assert representative.client.get(f"/library/{published.id}/versions/new").status_code == 200
    same = ask(TEXT.encode(), "Same.")
    assert (same.status_code, "same file as version 1" in text_of(same)) == (422, True)
    answer = ask(b"Second text.", "Second.")
    assert (answer.status_code, answer.location) == (303, f"/library/{published.id}")
    answer = ask(b"Third text.", "Third.", "application/json")
    assert (answer.status_code, answer.json) == (201, {"url": f"/library/{published.id}"})
    answer = ask(b"Fourth text.", "", "application/json")
    assert answer.json == {"error": "Say in a few words what changed."}


def test_the_form_for_a_better_file_of_a_draft_says_what_becomes_of_the_one_before(
    representative: Someone, draft: Document
) -> None:
    page = text_of(representative.client.get(f"/library/{draft.id}/versions/new"))
    assert "The new file takes the place of the one before, which is deleted" in page
    assert 'name="note"' not in page
    answer = representative.client.post(
        f"/library/{draft.id}/versions", data={"file": (io.BytesIO(b"Better."), "b.txt")}
    )
    assert answer.status_code == 303
    page = text_of(representative.client.get(f"/library/{draft.id}"))
    assert "b.txt" in page
    assert "reading-rooms.txt" not in page


def test_delete_draft_goes_back_to_ones_documents(representative: Someone, draft: Document) -> None:
    address = f"/library/{draft.id}"
    answer = representative.client.post(f"{address}/delete")
    assert (answer.status_code, answer.location) == (303, "/library/mine")
    assert representative.client.get(address).status_code == 404


def test_mine_without_documents_says_what_to_do(representative: Someone) -> None:
    assert "Nothing deposited yet" in text_of(representative.client.get("/library/mine"))


def test_text_sent_as_if_it_were_a_file_is_no_file(
    representative: Someone, published: Document
) -> None:
    for address, field in (("/library/", "files"), (f"/library/{published.id}/versions", "file")):
        answer = representative.client.post(
            address,
            data={field: "not a file", "organisation": str(representative.organisation_id)},
        )
        assert answer.status_code == 422, address
