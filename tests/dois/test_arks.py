"""ARKs lead to documents and versions, tell what they name, and do so when it is withdrawn."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.library import service
from coalition.library.models import Audience, Document
from coalition.web.site import change_settings
from tests.conftest import Someone
from tests.library.conftest import FIELDS, put, text_of
from tests.members.making import own_of

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def naan(app: Flask) -> str:
    """The number of the authority that the site's settings name."""
    change_settings(ark_naan="12345")
    return "12345"


@pytest.mark.parametrize(
    ("ark", "address"),
    [
        ("/ark:/12345/c1", "/library/1"),
        ("/ark:12345/c1", "/library/1"),
        ("/ark:12345/c1/", "/library/1"),
        ("/ark:12345/c-1", "/library/1"),
        ("/ark:12345/c1.v1", "/library/1/versions/1"),
        ("/ark:/12345/c1.v2", "/library/1/versions/2"),
    ],
)
def test_an_ark_leads_to_its_document(
    naan: str, document: Document, anonymous: Someone, ark: str, address: str
) -> None:
    answer = anonymous.client.get(ark)
    assert (answer.status_code, answer.location) == (302, address)
    assert anonymous.client.get(address).status_code == 200


@pytest.mark.parametrize(
    "ark",
    [
        "/ark:/54321/c1",
        "/ark:12345/c2",
        "/ark:12345/c1.v3",
        "/ark:12345/x1",
        "/ark:12345/c",
        "/ark:12345/c1.pdf",
        "/ark:12345/c9999999999",
        "/ark:12345/c1.v9999999999",
        "/ark:12345/c١",
    ],
)
def test_a_name_that_is_none_is_not_found(
    naan: str, document: Document, anonymous: Someone, ark: str
) -> None:
    assert anonymous.client.get(ark).status_code == 404


def test_there_are_none_without_a_number(document: Document, anonymous: Someone) -> None:
    assert anonymous.client.get("/ark:12345/c1").status_code == 404
    assert "ark:" not in text_of(anonymous.client.get("/library/1"))


@pytest.mark.parametrize("asked", ["?info", "??"])
def test_it_tells_what_it_names(
    naan: str, document: Document, anonymous: Someone, asked: str
) -> None:
    answer = anonymous.client.get(f"/ark:/12345/c1{asked}")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.get_data(as_text=True) == (
        "erc:\n"
        "who: Ana María García López; Chinua Okafor; Working group of librarians\n"
        "what: Reading rooms & the <network>\n"
        "when: 2012-11-06\n"
        "where: ark:12345/c1\n"
        "how: report\n"
        "\n"
        "erc-support:\n"
        "who: Dynamic Coalition on Public Access in Libraries\n"
        "what: The name and the address stay. Each version of the document stays as it was "
        "deposited.\n"
        "when: 2012-11-06\n"
        f"where: {SITE}/library/1\n"
    )


def test_a_withdrawn_document_is_led_to_and_said_to_be_withdrawn(
    naan: str, document: Document, representative: Someone, anonymous: Someone
) -> None:
    service.withdraw(document.id, "A mistake.", by=representative.viewer)
    for ark in ("/ark:12345/c1", "/ark:12345/c1.v2"):
        assert anonymous.client.get(ark).location == "/library/1"
    assert anonymous.client.get("/library/1").status_code == 410
    told = anonymous.client.get("/ark:12345/c1?info").get_data(as_text=True)
    assert "what: Withdrawn. The name and the address stay, and lead to the reason.\n" in told


def test_what_one_may_not_know_of_has_no_ark(
    naan: str, representative: Someone, anonymous: Someone
) -> None:
    fields = replace(FIELDS, audience=Audience.MEMBERS)
    put(representative.viewer, own_of(representative), "A draft.")
    inner = put(representative.viewer, own_of(representative), "Inner.", fields)
    service.publish(inner.id, by=representative.viewer)
    found = {
        who: [
            someone.client.get(f"/ark:12345/c{n}{q}").status_code
            for n in (1, 2)
            for q in ("", "?info")
        ]
        for who, someone in {"nobody": anonymous, "holder": representative}.items()
    }
    assert found == {"nobody": [404] * 4, "holder": [302, 200, 302, 200]}


def test_it_stands_on_the_page(naan: str, document: Document, anonymous: Someone) -> None:
    page = text_of(anonymous.client.get("/library/1"))
    address = f"{SITE}/ark:12345/c1"
    assert page.count(f'<a href="{address}" dir="ltr">ark:12345/c1</a>') == 1
