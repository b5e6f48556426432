"""Pictures of pages go to whoever may read the version, and stand on the cards of lists."""

import re
from dataclasses import replace

import pytest

from coalition.database import transaction
from coalition.library import pictures, queries, service
from coalition.library.models import Audience, Document
from tests.conftest import Someone, work_through
from tests.ingest import made
from tests.library.conftest import FIELDS, put, text_of

PAGE = ["Reading rooms open the network to everybody."]


def pictured(by: Someone, audience: Audience = Audience.PUBLIC) -> Document:
    """Publish a PDF of two pages with its pictures drawn."""
    fields = replace(FIELDS, audience=audience)
    document = put(by.viewer, by.organisation_id, made.pdf([PAGE, PAGE]), fields, "paper.pdf")
    document_id, version_id = document.id, document.versions[0].id
    work_through()
    with transaction():
        pictures.draw_soon(version_id)
    work_through()
    service.publish(document_id, by=by.viewer)
    return queries.get_document(document_id, viewer=by.viewer)


def address(document: Document, page: int = 1, size: str = "small") -> str:
    """Return where a picture of a document's first version is."""
    return f"/library/{document.id}/versions/1/pages/{page}/{size}.webp"


def test_picture_is_sent_as_such_and_may_do_nothing(
    anonymous: Someone, representative: Someone
) -> None:
    document = pictured(representative)
    digest = document.versions[0].file_digest
    with anonymous.client.get(address(document, 2, "large")) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert answer.data[:4] + answer.data[8:12] == b"RIFFWEBP"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "max-age=3600, private"
    tag = answer.headers["ETag"]
    assert tag == f'"{digest}-2-large"'
    asked = {"If-None-Match": tag}
    with anonymous.client.get(address(document, 2, "large"), headers=asked) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("rest", ["3/small.webp", "0/small.webp", "1/huge.webp", "1/small.png"])
def test_picture_that_is_not_there_is_not_found(
    anonymous: Someone, representative: Someone, rest: str
) -> None:
    document = pictured(representative)
    answer = anonymous.client.get(f"/library/{document.id}/versions/1/pages/{rest}")
    assert answer.status_code == 404


def test_picture_is_for_those_who_may_read_the_version(
    anonymous: Someone, outsider: Someone, representative: Someone
) -> None:
    found = address(pictured(representative, Audience.MEMBERS))
    statuses = []
    for someone in (anonymous, outsider, representative):
        with someone.client.get(found) as answer:
            statuses.append(answer.status_code)
    assert statuses == [404, 404, 200]


def test_picture_of_what_is_withdrawn_is_gone_like_its_file(
    anonymous: Someone, representative: Someone
) -> None:
    document = pictured(representative)
    service.withdraw(document.id, "The figures were wrong.", by=representative.viewer)
    file = f"/library/{document.id}/versions/1/file"
    statuses = [anonymous.client.get(one).status_code for one in (address(document), file)]
    assert statuses == [404, 404]


def test_card_shows_the_first_page_of_the_newest_version_that_has_pictures(
    anonymous: Someone, representative: Someone
) -> None:
    document = pictured(representative)
    put(representative.viewer, representative.organisation_id)
    page = text_of(anonymous.client.get("/library/"))
    assert re.findall(r"<img[^>]+>", page) == [
        f'<img class="page-picture" src="{address(document)}" width="160" height="227"'
        ' loading="lazy" decoding="async" alt="">'
    ]
    assert page.count("entry with-cover") == 1


def test_card_without_a_picture_has_no_place_for_one(
    anonymous: Someone, published: Document
) -> None:
    page = text_of(anonymous.client.get("/library/"))
    assert "entry-cover" not in page
    assert '<li class="entry">' in page
