"""Sending a file in pieces as the script does, and forms that are sent twice."""

import io

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from coalition.database import db
from coalition.library.models import Document, Version
from coalition.web.bodies import PIECE_BYTES
from coalition.web.site import settings
from tests.conftest import Someone, work_through
from tests.library.conftest import TEXT, only_document, text_of

CONTENT = TEXT.encode()
JSON = {"Accept": "application/json"}


def begun(someone: Someone, content: bytes = CONTENT) -> TestResponse:
    """Begin an upload of this content."""
    return someone.client.post(
        "/library/uploads",
        data={"name": "a.txt", "size": len(content), "modified": "1", "first": "2"},
    )


def sent(someone: Someone, content: bytes = CONTENT) -> str:
    """Send all of a file in two pieces; return the key of the upload."""
    key = str(begun(someone, content).json["key"])  # type: ignore[index]  # as the site answers
    half = len(content) // 2
    for offset, piece in ((0, content[:half]), (half, content[half:])):
        answer = someone.client.post(
            f"/library/uploads/{key}/pieces?offset={offset}",
            data=piece,
            content_type="application/octet-stream",
        )
        assert answer.json == {"offset": offset + len(piece)}
    return key


def deposited(someone: Someone, key: str, once: str = "") -> TestResponse:
    """Send the form that names an upload in place of a file."""
    return someone.client.post(
        "/library/",
        data={
            "organisation": someone.organisation_id,
            "upload": key,
            "upload_name": "Reading rooms.txt",
            "once": once,
        },
        headers=JSON,
    )


def document_count() -> int:
    """Return how many documents there are."""
    return db.session.scalar(sa.select(sa.func.count(Document.id))) or 0


def test_a_file_sent_in_pieces_becomes_a_draft_as_by_the_form(representative: Someone) -> None:
    key = sent(representative)
    assert representative.client.get(f"/library/uploads/{key}").json == {"offset": len(CONTENT)}
    answer = deposited(representative, key)
    document = only_document()
    assert (answer.status_code, answer.json) == (
        201,
        {"url": f"/library/{document.id}/receipt"},
    )
    assert document.title == "Reading rooms"
    assert representative.client.get(f"/library/uploads/{key}").status_code == 404


def test_begin_tells_where_to_go_on(representative: Someone) -> None:
    answer = begun(representative)
    assert (answer.status_code, answer.json["offset"]) == (201, 0)  # type: ignore[index]  # as above
    representative.client.post(
        f"/library/uploads/{answer.json['key']}/pieces?offset=0",  # type: ignore[index]  # as above
        data=CONTENT[:10],
        content_type="application/octet-stream",
    )
    again = begun(representative).json
    assert again == {**answer.json, "offset": 10}  # type: ignore[dict-item]  # as above


def test_a_piece_may_be_as_long_as_begin_says(representative: Someone) -> None:
    content = bytes(PIECE_BYTES + 2)
    address = f"/library/uploads/{begun(representative, content).json['key']}/pieces?offset=0"  # type: ignore[index]  # as above
    statuses = [
        representative.client.post(
            address, data=piece, content_type="application/octet-stream"
        ).status_code
        for piece in (content, content[:PIECE_BYTES])
    ]
    assert statuses == [413, 200]


def test_an_answer_that_was_lost_is_given_again(representative: Someone) -> None:
    key = sent(representative)
    first = deposited(representative, key, once="of this form")
    again = deposited(representative, key, once="of this form")
    assert (again.status_code, again.json) == (201, first.json)
    assert document_count() == 1
    assert deposited(representative, key, once="of another").status_code == 404


def test_an_answer_to_a_new_version_that_was_lost_is_given_again(
    representative: Someone, published: Document
) -> None:
    content = b"Second text, quite another."
    key = sent(representative, content)

    def add(once: str) -> TestResponse:
        return representative.client.post(
            f"/library/{published.id}/versions",
            data={
                "note": "Mended",
                "upload": key,
                "upload_name": "Reading rooms.txt",
                "once": once,
            },
            headers=JSON,
        )

    first, again = add("of this form"), add("of this form")
    assert (again.status_code, again.json) == (201, first.json)
    assert add("of another").status_code == 404
    sent(representative, content)
    assert add("of this form").status_code == 201
    sent(representative, content)
    assert add("of another").status_code == 422
    numbers = sa.select(Version.number).where(Version.document_id == published.id)
    assert sorted(db.session.scalars(numbers)) == [1, 2]


def test_the_form_of_a_new_version_sent_twice_makes_one(
    representative: Someone, published: Document
) -> None:
    address = f"/library/{published.id}/versions"
    page = text_of(representative.client.get(f"{address}/new"))
    once = page.split('name="once" type="hidden" value="')[1].split('"')[0]

    def click(content: bytes) -> int:
        return representative.client.post(
            address, data={"note": "Mended", "once": once, "file": (io.BytesIO(content), "b.txt")}
        ).status_code

    assert [click(b"Second."), click(b"Second."), click(b"Third.")] == [303, 303, 303]
    numbers = sa.select(Version.number).where(Version.document_id == published.id)
    assert sorted(db.session.scalars(numbers)) == [1, 2, 3]


def test_a_new_version_can_be_sent_in_pieces(representative: Someone, published: Document) -> None:
    key = sent(representative, b"Second text, quite another.")
    answer = representative.client.post(
        f"/library/{published.id}/versions",
        data={"note": "Second.", "upload": key, "upload_name": "b.txt"},
        headers=JSON,
    )
    assert (answer.status_code, answer.json) == (201, {"url": f"/library/{published.id}"})


def test_a_form_that_is_refused_leaves_the_upload_to_be_sent_again(
    representative: Someone, published: Document
) -> None:
    key = sent(representative, b"Second text, quite another.")
    for note, status in (("", 422), ("Second.", 201)):
        answer = representative.client.post(
            f"/library/{published.id}/versions",
            data={"note": note, "upload": key, "upload_name": "b.txt"},
            headers=JSON,
        )
        assert answer.status_code == status


def test_what_is_too_large_is_refused_in_a_sentence(representative: Someone) -> None:
    answer = representative.client.post(
        "/library/uploads",
        data={"name": "a.txt", "size": 200_000_001, "modified": "1", "first": "2"},
    )
    assert answer.status_code == 422
    assert "larger than 200 MB" in text_of(answer)


def test_a_piece_needs_the_token_of_the_form(app: Flask, representative: Someone) -> None:
    key = sent(representative)
    app.config["WTF_CSRF_ENABLED"] = True
    address = f"/library/uploads/{key}/pieces?offset={len(CONTENT)}"
    page = text_of(representative.client.get("/library/new"))
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    statuses = [
        representative.client.post(
            address, data=b"", content_type="application/octet-stream", headers=headers
        ).status_code
        for headers in ({}, {"X-CSRFToken": token})
    ]
    assert statuses == [400, 200]


def test_a_double_click_makes_one_draft(representative: Someone) -> None:
    page = text_of(representative.client.get("/library/new"))
    once = page.split('name="once" type="hidden" value="')[1].split('"')[0]

    def click(content: bytes, token: str) -> str | None:
        answer = representative.client.post(
            "/library/",
            data={
                "organisation": str(representative.organisation_id),
                "once": token,
                "files": (io.BytesIO(content), "a.txt"),
            },
        )
        return answer.location

    first = click(CONTENT, once)
    assert (click(CONTENT, once), document_count()) == (first, 1)
    assert click(b"Another file in the same form.", once) != first
    assert click(CONTENT, "of a form opened later") != first
    assert document_count() == 3


def test_a_deleted_draft_is_not_answered_with(representative: Someone) -> None:
    form = {"organisation": str(representative.organisation_id), "once": "of this form"}
    for _ in range(2):
        representative.client.post(
            "/library/", data={**form, "files": (io.BytesIO(CONTENT), "a.txt")}
        )
        document = only_document()
        representative.client.post(f"/library/{document.id}/delete")
    assert document_count() == 0


def test_tokens_are_each_persons_own(representative: Someone, coordinator: Someone) -> None:
    for someone in (representative, coordinator):
        someone.client.post(
            "/library/",
            data={
                "organisation": str(representative.organisation_id),
                "once": "the same",
                "files": (io.BytesIO(CONTENT), "a.txt"),
            },
        )
    assert document_count() == 1 + len([coordinator])


def test_delete_draft_goes_on_to_the_document_that_holds_the_same(
    representative: Someone, published: Document
) -> None:
    key = sent(representative)
    deposited(representative, key)
    copy = db.session.scalars(sa.select(Document.id).order_by(Document.id.desc())).first()
    answer = representative.client.post(f"/library/{copy}/delete", data={"then": published.id})
    assert (answer.status_code, answer.location) == (303, f"/library/{published.id}")


def test_nothing_of_a_request_that_broke_off_is_left(app: Flask, representative: Someone) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + bytes(
        9999
    )
    answer = representative.client.post(
        "/library/", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 422
    assert [path for path in settings().files_folder.rglob("*") if path.is_file()] == []


def test_a_draft_offers_to_give_way_to_the_document_that_holds_the_same(
    representative: Someone, published: Document
) -> None:
    url = deposited(representative, sent(representative)).json["url"]  # type: ignore[index]  # as above
    page = text_of(representative.client.get(url))
    assert f'href="/library/{published.id}"' in page
    assert f'name="then" value="{published.id}"' in page
    assert 'name="then"' not in text_of(
        representative.client.get(f"/library/{published.id}/receipt")
    )


def test_what_others_keep_to_themselves_is_not_revealed(
    representative: Someone, coordinator: Someone
) -> None:
    coordinator.client.post(
        "/library/", data={"organisation": "coalition", "files": (io.BytesIO(CONTENT), "a.txt")}
    )
    hidden = only_document().id
    url = deposited(representative, sent(representative)).json["url"]  # type: ignore[index]  # as above
    work_through()
    page = text_of(representative.client.get(url))
    assert ("Already in the library?" in page, f"/library/{hidden}" in page) == (True, False)
    assert "Nothing like it was found" in page
