"""The library's pages, as people of every role meet them."""

import hashlib
import io
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from coalition.database import db, transaction
from coalition.library import queries, service
from coalition.library.models import Audience, Document, State, Subject
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation, make_person, sign_in, work_through
from tests.library.conftest import FIELDS, TEXT, put

HTML = b"<!doctype html><html><head><title>Page</title></head><body><script>alert(1)</script><p>Hello readers</p></body></html>"
DESCRIBED = {
    "title": "Reading rooms",
    "kind": "report",
    "languages": ["en"],
    "licence": "CC-BY-4.0",
    "audience": "public",
}


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def sent(*files: tuple[bytes, str], organisation_id: int | None = None) -> dict[str, object]:
    return {
        "organisation": str(organisation_id or "coalition"),
        "files": [(io.BytesIO(content), name) for content, name in files],
    }


def only_document() -> Document:
    document_id = db.session.scalars(sa.select(Document.id)).one()
    return db.session.get_one(Document, document_id, populate_existing=True)


# Browsing


def test_index_without_documents_says_so(anonymous: Someone) -> None:
    assert "No document has been published yet" in text_of(anonymous.client.get("/library/"))


def test_index_shows_published_documents_and_the_ways_in(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    put(
        representative.viewer,
        representative.organisation_id,
        "Other.",
        replace(FIELDS, title="Hidden"),
    )
    page = text_of(anonymous.client.get("/library/"))
    assert re.findall(r'<h3 class="entry-title"[^>]*><a href="([^"]+)"[^>]*>([^<]+)</a>', page) == [
        (f"/library/{published.id}", FIELDS.title)
    ]
    for way in ("kind=report", "language=en"):
        assert f'href="/search?{way}"' in page
    assert "Hidden" not in page
    assert "/library/new" not in page


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "99999999999999999999"])
def test_index_bears_any_page_number(anonymous: Someone, published: Document, page: str) -> None:
    assert anonymous.client.get(f"/library/?page={page}").status_code == 200


# Reading


def test_detail_shows_description_text_and_download(
    anonymous: Someone, published: Document
) -> None:
    page = text_of(anonymous.client.get(f"/library/{published.id}"))
    assert f'<h1 lang="en" dir="ltr">{FIELDS.title}</h1>' in page
    for words in (
        "Working group of librarians",
        FIELDS.abstract,
        "November 2012",
        "Library Association of the Low Lands",
        "Creative Commons Attribution 4.0",
        'id="page-1"',
        "Reading rooms open the network to everybody.",
        f"/library/{published.id}/versions/1/file",
    ):
        assert words in page
    assert "<mark" not in page
    assert "In your care" not in page


def test_detail_marks_the_words_of_the_search_and_links_each_to_the_next(
    anonymous: Someone, published: Document
) -> None:
    page = text_of(anonymous.client.get(f"/library/{published.id}?q=rooms+librarian&page=1"))
    assert re.findall(r'<mark id="(place-\d)">([^<]+)</mark>', page) == [
        ("place-1", "rooms"),
        ("place-2", "librarian"),
    ]
    assert page.count('class="next-place" href="#place-2"') == 1
    assert "2 places found" in page


def test_detail_escapes_everything_said(anonymous: Someone, representative: Someone) -> None:
    evil = "<script>alert('x')</script>"
    fields = replace(FIELDS, title=evil, abstract=evil)
    document = put(representative.viewer, representative.organisation_id, f"Text {evil}", fields)
    work_through()
    service.publish(document.id, by=representative.viewer)
    page = text_of(anonymous.client.get(f"/library/{document.id}?q={evil}"))
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_draft_is_not_found_but_by_those_who_care_for_it(
    anonymous: Someone,
    outsider: Someone,
    applicant: Someone,
    representative: Someone,
    coordinator: Someone,
    draft: Document,
) -> None:
    colleague = make_person("colleague@example.org")
    make_organisation("Other Library", colleague)
    stranger = sign_in(anonymous.client.application, colleague.email)
    for path in ("", "/versions/1", "/versions/1/file"):
        address = f"/library/{draft.id}{path}"
        for client in (anonymous.client, outsider.client, applicant.client, stranger):
            assert client.get(address, buffered=True).status_code == 404
        for client in (representative.client, coordinator.client):
            assert client.get(address, buffered=True).status_code == 200
    for path in ("edit", "reading", "versions/new", "withdraw"):
        assert stranger.get(f"/library/{draft.id}/{path}").status_code == 404
    for path in ("edit", "publish", "delete", "versions", "withdraw"):
        assert stranger.post(f"/library/{draft.id}/{path}").status_code == 404


def test_a_members_only_document_is_not_found_by_the_public(
    anonymous: Someone, outsider: Someone, representative: Someone, published: Document
) -> None:
    with transaction():
        db.session.get_one(Document, published.id).audience = Audience.MEMBERS
    colleague = make_person("colleague@example.org")
    make_organisation("Other Library", colleague)
    member = sign_in(anonymous.client.application, colleague.email)
    for path in ("", "/versions/1", "/versions/1/file"):
        address = f"/library/{published.id}{path}"
        assert anonymous.client.get(address, buffered=True).status_code == 404
        assert outsider.client.get(address, buffered=True).status_code == 404
        assert member.get(address, buffered=True).status_code == 200
    assert FIELDS.title not in text_of(anonymous.client.get("/library/"))
    assert member.get(f"/library/{published.id}/edit").status_code == 403
    assert member.post(f"/library/{published.id}/delete").status_code == 403


def test_a_withdrawn_document_leaves_a_tombstone(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    service.withdraw(published.id, "The figures were wrong.", by=representative.viewer)
    answer = anonymous.client.get(f"/library/{published.id}")
    assert answer.status_code == 410
    page = text_of(answer)
    assert "The figures were wrong." in page
    assert "Reading rooms open the network" not in page
    for path in ("versions/1", "versions/1/file"):
        assert anonymous.client.get(f"/library/{published.id}/{path}").status_code == 404
    assert representative.client.get(f"/library/{published.id}/edit").status_code == 409


def test_an_old_version_stays_reachable_and_says_so(
    anonymous: Someone, representative: Someone, published: Document
) -> None:
    service.add_version(
        published.id,
        io.BytesIO(b"The second text."),
        "b.txt",
        "Rewritten.",
        by=representative.viewer,
    )
    work_through()
    newest = text_of(anonymous.client.get(f"/library/{published.id}"))
    assert "The second text." in newest
    assert "Rewritten." in newest
    old = text_of(anonymous.client.get(f"/library/{published.id}/versions/1"))
    assert "Version 1, which is not the newest" in old
    assert "A librarian helps whoever asks." in old
    assert f'<link rel="canonical" href="/library/{published.id}">' in old
    assert "which is not the newest" not in text_of(
        anonymous.client.get(f"/library/{published.id}/versions/2")
    )
    assert anonymous.client.get(f"/library/{published.id}/versions/3").status_code == 404


def test_an_unreadable_document_tells_readers_and_carers_what_they_need(
    anonymous: Someone, representative: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, b"%PDF-1.4\nbroken")
    work_through()
    service.publish(document.id, by=representative.viewer)
    address = f"/library/{document.id}"
    assert "Download the file to read it." in text_of(anonymous.client.get(address, buffered=True))
    assert "save it again" in text_of(representative.client.get(address, buffered=True))


def test_a_long_text_is_shown_a_window_at_a_time(
    anonymous: Someone, representative: Someone
) -> None:
    text = "\n\n".join(f"Paragraph {n} " + "of many words to read " * 40 for n in range(120))
    document = put(representative.viewer, representative.organisation_id, text)
    work_through()
    service.publish(document.id, by=representative.viewer)
    first = anonymous.client.get(f"/library/{document.id}")
    assert len(first.data) < 100_000
    last_number = queries.get_document(document.id, viewer=ANONYMOUS).versions[0].page_count
    assert f'id="page-{last_number}"' not in text_of(first)
    last = text_of(anonymous.client.get(f"/library/{document.id}?page={last_number}"))
    assert f'id="page-{last_number}"' in last
    assert re.search(r"page=\d+#page-\d+\" rel=\"prev\"", last)


# Download


def test_download_sends_the_original_to_be_kept(anonymous: Someone, published: Document) -> None:
    answer = anonymous.client.get(f"/library/{published.id}/versions/1/file", buffered=True)
    assert answer.data == TEXT.encode()
    headers = answer.headers
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename=reading-rooms.txt"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["ETag"] == f'"{hashlib.sha256(TEXT.encode()).hexdigest()}"'


def test_download_is_conditional(anonymous: Someone, published: Document) -> None:
    address = f"/library/{published.id}/versions/1/file"
    etag = anonymous.client.get(address, buffered=True).headers["ETag"]
    answer = anonymous.client.get(address, headers={"If-None-Match": etag}, buffered=True)
    assert (answer.status_code, answer.data) == (304, b"")
    part = anonymous.client.get(address, headers={"Range": "bytes=0-6"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"Reading")


def test_download_names_files_in_any_script(anonymous: Someone, representative: Someone) -> None:
    name = 'отчёт "2012"\r\nX-Evil: 1.txt'
    document = put(representative.viewer, representative.organisation_id, name=name)
    service.publish(document.id, by=representative.viewer)
    answer = anonymous.client.get(f"/library/{document.id}/versions/1/file", buffered=True)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%20%222012%22" in disposition
    assert "X-Evil" not in answer.headers


def test_a_page_with_a_script_is_never_shown_within_the_site(
    anonymous: Someone, representative: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id, HTML, name="page.html")
    work_through()
    service.publish(document.id, by=representative.viewer)
    answer = anonymous.client.get(f"/library/{document.id}/versions/1/file", buffered=True)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    page = text_of(anonymous.client.get(f"/library/{document.id}"))
    assert "Hello readers" in page
    assert "alert(1)" not in page


# Depositing


def test_new_offers_ones_organisations(representative: Someone, coordinator: Someone) -> None:
    page = text_of(representative.client.get("/library/new"))
    assert "For: Library Association of the Low Lands" in page
    page = text_of(coordinator.client.get("/library/new"))
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page)[-2:] == [
        "The coalition itself",
        "Library Association of the Low Lands",
    ]


def test_create_with_one_file_goes_on_to_its_description(representative: Someone) -> None:
    answer = representative.client.post(
        "/library/",
        data=sent((TEXT.encode(), "a.txt"), organisation_id=representative.organisation_id),
    )
    document = only_document()
    assert (answer.status_code, answer.location) == (303, f"/library/{document.id}/edit")
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
    assert (kept.status_code, kept.json) == (201, {"url": f"/library/{only_document().id}/edit"})
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


# Describing and publishing


def test_edit_shows_what_is_said(representative: Someone, draft: Document) -> None:
    page = text_of(representative.client.get(f"/library/{draft.id}/edit"))
    assert f'value="{FIELDS.title}"' in page
    assert "* Working group of librarians" in page
    assert '<option selected value="report">' in page
    assert "Save and publish" in page


def test_update_saves_and_publishes(representative: Someone, draft: Document) -> None:
    answer = representative.client.post(
        f"/library/{draft.id}/edit", data=DESCRIBED | {"revision": draft.revision, "publish": "1"}
    )
    assert (answer.status_code, answer.location) == (303, f"/library/{draft.id}")
    document = only_document()
    assert (document.title, document.state) == ("Reading rooms", State.PUBLISHED)


def test_update_tells_everything_that_keeps_it_from_being_published_at_once(
    representative: Someone, draft: Document
) -> None:
    wrong = {"title": "", "issued": "last autumn", "licence": "", "other_languages": "no code"}
    answer = representative.client.post(
        f"/library/{draft.id}/edit",
        data=DESCRIBED | wrong | {"revision": draft.revision, "publish": "1"},
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert re.findall(r'id="([a-z_]+)-error"', page) == [
        "title",
        "issued",
        "other_languages",
        "licence",
    ]


def test_update_of_a_draft_asks_for_less_than_publishing(
    representative: Someone, draft: Document
) -> None:
    answer = representative.client.post(
        f"/library/{draft.id}/edit",
        data=DESCRIBED | {"title": "", "licence": "", "revision": draft.revision},
    )
    assert answer.status_code == 422
    assert re.findall(r'id="([a-z_]+)-error"', text_of(answer)) == ["title"]


def test_update_keeps_what_was_typed_when_refused(representative: Someone, draft: Document) -> None:
    answer = representative.client.post(
        f"/library/{draft.id}/edit",
        data=DESCRIBED | {"revision": draft.revision, "issued": "last autumn", "title": "Typed"},
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Write the date as 2012, 2012-11 or 2012-11-08." in page
    assert 'value="last autumn"' in page
    assert 'value="Typed"' in page


def test_update_that_cannot_be_published_is_saved_and_says_what_is_missing(
    representative: Someone, draft: Document
) -> None:
    data = DESCRIBED | {"revision": draft.revision, "publish": "1", "licence": "", "title": "New"}
    answer = representative.client.post(f"/library/{draft.id}/edit", data=data)
    assert answer.status_code == 422
    assert "Choose the licence readers get it under." in text_of(answer)
    document = only_document()
    assert (document.title, document.state) == ("New", State.DRAFT)
    again = data | {"licence": "CC0-1.0", "revision": document.revision}
    assert f'value="{document.revision}"' in text_of(answer)
    assert representative.client.post(f"/library/{draft.id}/edit", data=again).status_code == 303


def test_update_of_a_stale_page_is_shown_again_with_what_was_typed(
    representative: Someone, draft: Document
) -> None:
    shown = draft.revision
    service.edit(draft.id, replace(FIELDS, title="By a colleague"), by=representative.viewer)
    answer = representative.client.post(
        f"/library/{draft.id}/edit", data=DESCRIBED | {"revision": shown}
    )
    assert answer.status_code == 409
    page = text_of(answer)
    assert "The document was changed since you opened this page." in page
    assert 'value="Reading rooms"' in page
    assert "* Working group of librarians" in page
    assert only_document().title == "By a colleague"


def test_publish_of_an_incomplete_draft_leads_to_its_description(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, fields=None)
    answer = representative.client.post(f"/library/{document.id}/publish")
    assert answer.status_code == 422
    assert "Choose what kind of document it is." in text_of(answer)


def test_publish_of_a_page_shown_before_a_change_is_a_conflict(
    representative: Someone, draft: Document
) -> None:
    shown = draft.revision
    service.edit(draft.id, FIELDS, by=representative.viewer)
    answer = representative.client.post(f"/library/{draft.id}/publish", data={"revision": shown})
    assert answer.status_code == 409
    assert f'<a class="button" href="/library/{draft.id}">' in text_of(answer)
    assert only_document().state == State.DRAFT


def test_reading_tells_how_far_it_is(representative: Someone, draft: Document) -> None:
    address = f"/library/{draft.id}/reading"
    waiting = text_of(representative.client.get(address, buffered=True))
    assert "Waiting to be read" in waiting
    assert f'data-refresh-url="{address}"' in waiting
    work_through()
    done = text_of(representative.client.get(address, buffered=True))
    assert "1 part, 77 characters" in re.sub(r"\s+", " ", done)
    assert "data-refresh-url" not in done


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


def test_withdraw_asks_for_the_reason(representative: Someone, published: Document) -> None:
    address = f"/library/{published.id}/withdraw"
    assert representative.client.get(address, buffered=True).status_code == 200
    assert representative.client.post(address, data={"reason": " "}).status_code == 422
    assert only_document().state == State.PUBLISHED
    answer = representative.client.post(address, data={"reason": "Wrong figures."})
    assert (answer.status_code, answer.location) == (303, f"/library/{published.id}")
    assert only_document().withdrawn_reason == "Wrong figures."


def test_withdraw_of_a_draft_is_a_conflict(representative: Someone, draft: Document) -> None:
    assert representative.client.get(f"/library/{draft.id}/withdraw").status_code == 409


def test_delete_draft_goes_back_to_ones_documents(representative: Someone, draft: Document) -> None:
    address = f"/library/{draft.id}"
    answer = representative.client.post(f"{address}/delete")
    assert (answer.status_code, answer.location) == (303, "/library/mine")
    assert representative.client.get(address).status_code == 404


def test_mine_without_documents_says_what_to_do(representative: Someone) -> None:
    assert "Nothing deposited yet" in text_of(representative.client.get("/library/mine"))


# Review and coordinators' pages


def test_review_and_sending_back(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    page = text_of(representative.client.get(f"/library/{draft.id}/edit"))
    assert "Save and hand in for review" in page
    shown = {"revision": draft.revision}
    representative.client.post(f"/library/{draft.id}/publish", data=shown)
    assert FIELDS.title in text_of(coordinator.client.get("/library/review"))
    address = f"/library/{draft.id}/send-back"
    assert coordinator.client.post(address, data={"reason": ""}).status_code == 422
    answer = coordinator.client.post(address, data={"reason": "Name the authors."})
    assert (answer.status_code, answer.location) == (303, "/library/review")
    assert coordinator.client.get(address, buffered=True).status_code == 409
    assert "Nothing waits for review" in text_of(coordinator.client.get("/library/review"))
    assert "Name the authors." in text_of(representative.client.get(f"/library/{draft.id}/edit"))


def test_review_is_for_coordinators(representative: Someone, draft: Document) -> None:
    assert representative.client.get("/library/review").status_code == 403
    assert representative.client.post(f"/library/{draft.id}/send-back").status_code == 403
    assert representative.client.post(f"/library/{draft.id}/versions/1/retry").status_code == 403


def test_retry_reads_the_file_again(coordinator: Someone, published: Document) -> None:
    answer = coordinator.client.post(f"/library/{published.id}/versions/1/retry")
    assert (answer.status_code, answer.location) == (303, f"/library/{published.id}")
    assert "Waiting to be read" in text_of(coordinator.client.get(f"/library/{published.id}"))


def test_subjects_are_kept_by_coordinators(coordinator: Someone, representative: Someone) -> None:
    answer = coordinator.client.post("/library/subjects", data={"added": "Access\nPrivacy"})
    assert (answer.status_code, answer.location) == (303, "/library/subjects")
    known = db.session.scalars(sa.select(Subject).order_by(Subject.position)).all()
    assert [subject.name for subject in known] == ["Access", "Privacy"]
    answer = coordinator.client.post(
        "/library/subjects", data={f"name-{known[0].id}": "Privacy", "added": ""}
    )
    assert answer.status_code == 422
    assert "“privacy” is in the list twice." in text_of(answer).casefold()
    assert representative.client.get("/library/subjects").status_code == 403
