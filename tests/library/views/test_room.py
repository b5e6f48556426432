"""What holds on all pages of the library: who comes near a document, any page number."""

import pytest

from coalition.database import db, transaction
from coalition.library.models import Audience, Document
from tests.conftest import Someone, make_organisation, make_person, sign_in
from tests.library.conftest import FIELDS, text_of


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "99999999999999999999"])
def test_index_bears_any_page_number(anonymous: Someone, published: Document, page: str) -> None:
    assert anonymous.client.get(f"/library/?page={page}").status_code == 200


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
