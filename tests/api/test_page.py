"""The page of the interface: each operation with its command, in the reader's words."""

from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from coalition.api.describing.curl import command_of, deposit_steps
from coalition.api.describing.examples import SITE
from coalition.api.describing.page import groups_of, shapes_of
from coalition.api.views.reference import description
from tests.conftest import Someone

HERE = "http://127.0.0.1:8000"


def page(someone: Someone) -> LexborHTMLParser:
    """Return the page as somebody sees it."""
    answer = someone.client.get("/api")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    return LexborHTMLParser(answer.get_data(as_text=True))


def test_every_operation_has_a_section_and_a_command_for_this_site(
    app: Flask, anonymous: Someone
) -> None:
    shown = page(anonymous)
    names = [node.attributes["id"] for node in shown.css(".operation > h3")]
    groups = groups_of(description())
    assert names == [one.name for group in groups for one in group.operations]
    commands = [node.text() for node in shown.css(".operation > .command code")]
    assert [SITE in command for command in commands] == [False] * len(names)
    assert [f"{HERE}/api" in command for command in commands] == [True] * len(names)
    steps = [node.text() for node in shown.css("code[data-step]")]
    assert steps == [step.command.replace(SITE, HERE) for step in deposit_steps()]


def test_links_within_the_page_lead_somewhere(app: Flask, anonymous: Someone) -> None:
    shown = page(anonymous)
    ids = [node.attributes["id"] for node in shown.css("[id]")]
    assert len(ids) == len(set(ids))
    inside = {node.attributes["href"] or "" for node in shown.css('a[href^="#"]')}
    assert {address.removeprefix("#") for address in inside} - {*ids} == set()
    assert f"#shape-{'Document'}" in inside


def test_who_signed_in_is_led_to_their_tokens(
    app: Flask, anonymous: Someone, representative: Someone
) -> None:
    leads = [
        [node.attributes["href"] for node in page(who).css('#content a[href*="tokens"]')]
        for who in (anonymous, representative)
    ]
    assert leads == [["/sign-in?next=/account/tokens"], ["/account/tokens"]]


def test_what_is_sent_and_given_is_told(app: Flask) -> None:
    told = {one.name: one for group in groups_of(description()) for one in group.operations}
    deposit = told["deposit"]
    assert (deposit.scope, deposit.is_open, deposit.media_type) == (
        "deposit",
        False,
        "multipart/form-data",
    )
    assert [(part.name, part.kind, part.needed) for part in deposit.body] == [
        ("metadata", "Metadata", True),
        ("file", "file", True),
    ]
    assert [reply.status for reply in deposit.replies] == ["201"]
    assert [reply.status for reply in told["edit_document"].refusals][-3:] == ["428", "429", "503"]
    fields = {field.name: field for field in shapes_of(description())["Document"]}
    assert (fields["published_at"].kind, fields["versions"].shape) == (
        "date-time | null",
        "Version",
    )
    assert fields["state"].values == ("draft", "in-review", "published", "withdrawn")


def test_commands_name_what_an_operation_needs(app: Flask) -> None:
    paths = description()["paths"]
    delete = command_of(
        "DELETE",
        "/api/v1/documents/{document_id}",
        paths["/api/v1/documents/{document_id}"]["delete"],
    )
    assert delete.replace(" \\\n  ", " ") == (
        'curl -sS -X DELETE -H "Authorization: Bearer $TOKEN" -H "If-Match: $ETAG" '
        f"{SITE}/api/v1/documents/12"
    )
    listed = command_of("GET", "/api/v1/members", paths["/api/v1/members"]["get"])
    assert listed.replace(" \\\n  ", " ") == (
        f"curl -sS -G -d country=NL -d page=1 -d per_page=30 {SITE}/api/v1/members"
    )


def test_no_two_regions_have_the_same_name(app: Flask, anonymous: Someone) -> None:
    labels = [node.attributes["aria-label"] for node in page(anonymous).css("[role=region]")]
    assert len(labels) > 50
    assert [label for label in set(labels) if labels.count(label) > 1] == []
