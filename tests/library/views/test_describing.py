"""Describing, publishing and withdrawing a document, as those who care for it meet it."""

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser
from werkzeug.datastructures import MultiDict

from coalition.library import service
from coalition.library.models import Document, State
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, only_document, put, text_of
from tests.library.test_reading import ENGLISH, docx

DESCRIBED = {
    "title": "Reading rooms",
    "kind": "report",
    "languages": ["en"],
    "licence": "CC-BY-4.0",
    "audience": "public",
}


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


def form_on(page: str) -> MultiDict[str, str]:
    """Return what a browser sends of the form that describes a document, as it stands."""
    (form,) = [one for one in LexborHTMLParser(page).css("form") if one.css_first("[name=shown]")]
    sent: MultiDict[str, str] = MultiDict()
    for field in form.css("input, textarea"):
        kind, name = field.attributes.get("type"), field.attributes.get("name") or ""
        if kind not in {"checkbox", "radio"} or "checked" in field.attributes:
            is_area = field.tag == "textarea"
            sent.add(name, field.text() if is_area else field.attributes.get("value") or "")
    for chosen in form.css("option[selected]"):
        holder = chosen.parent
        assert holder is not None
        sent.add(holder.attributes.get("name") or "", chosen.attributes.get("value") or "")
    return sent


def changed(sent: MultiDict[str, str], **fields: str) -> MultiDict[str, str]:
    """Return a form in which a person changed some fields."""
    typed = sent.copy()
    for name, value in fields.items():
        typed[name] = value
    return typed


def test_what_others_changed_meanwhile_is_not_undone(
    representative: Someone, coordinator: Someone, anonymous: Someone, published: Document
) -> None:
    address = f"/library/{published.id}/edit"
    sent = form_on(text_of(representative.client.get(address)))
    theirs = replace(FIELDS, audience="members", title="Corrected", abstract="By them.", authors=())
    service.edit(published.id, theirs, by=coordinator.viewer)
    typed = changed(sent, abstract="By me.", languages="fr", issued="2013")
    answer = representative.client.post(address, data=typed)
    page = text_of(answer)
    assert answer.status_code == 409
    kept = LexborHTMLParser(page).css_first(".kept-now dl")
    assert kept is not None
    told = [" ".join(row.text(separator=" ").split()) for row in kept.css("div")]
    assert told == ["Abstract By them.", "Date 2012-11", "Languages English"]
    again = form_on(page)
    assert (again["title"], again["audience"], again["authors"]) == ("Corrected", "members", "")
    assert (again["abstract"], again["issued"]) == ("By me.", "2013")
    assert again.getlist("languages") == ["fr"]
    assert representative.client.post(address, data=again).status_code == 303
    document = only_document()
    assert (document.title, document.audience, document.abstract, document.languages) == (
        "Corrected",
        "members",
        "By me.",
        ["fr"],
    )
    assert anonymous.client.get(f"/library/{published.id}").status_code == 404


def test_what_was_cleared_stays_cleared_when_something_else_is_wrong(
    representative: Someone, published: Document
) -> None:
    address = f"/library/{published.id}/edit"
    sent = form_on(text_of(representative.client.get(address)))
    answer = representative.client.post(
        address, data=changed(sent, abstract="", authors="", issued="2012-13")
    )
    assert answer.status_code == 422
    again = form_on(text_of(answer))
    assert (again["abstract"], again["authors"], again["issued"]) == ("", "", "2012-13")
    answer = representative.client.post(address, data=changed(again, issued="2012-12"))
    assert answer.status_code == 303
    assert (only_document().abstract, only_document().issued) == ("", "2012-12")


def test_what_the_reading_filled_in_meanwhile_is_taken_over(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        docx("Title of the file", "Ada Lovelace", ENGLISH),
        fields=None,
        name="a.docx",
    )
    address = f"/library/{document.id}/edit"
    sent = form_on(text_of(representative.client.get(address)))
    work_through()
    answer = representative.client.post(address, data=changed(sent, title="Typed"))
    assert answer.status_code == 409
    again = form_on(text_of(answer))
    assert (again["title"], again["authors"]) == ("Typed", "Ada Lovelace")
    assert again.getlist("languages") == ["en"]


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


def test_an_orcid_ends_the_line_of_its_author_and_leads_to_its_page(
    representative: Someone, draft: Document
) -> None:
    address = f"/library/{draft.id}/edit"
    typed = "Ana García (0000-0002-1825-0097)\nBen Osei"
    said = DESCRIBED | {"authors": typed, "revision": draft.revision}
    assert representative.client.post(address, data=said).status_code == 303
    assert "Ana García https://orcid.org/0000-0002-1825-0097\nBen Osei" in text_of(
        representative.client.get(address)
    )
    links = re.findall(
        r'<a class="orcid" href="([^"]+)"', text_of(representative.client.get(address[:-5]))
    )
    assert links == ["https://orcid.org/0000-0002-1825-0097"]


def test_a_wrong_orcid_is_refused_and_what_was_typed_is_kept(
    representative: Someone, draft: Document
) -> None:
    typed = "Ana García 0000-0002-1825-0098"
    said = DESCRIBED | {"authors": typed, "revision": draft.revision}
    answer = representative.client.post(f"/library/{draft.id}/edit", data=said)
    assert answer.status_code == 422
    page = text_of(answer)
    assert re.findall(r'id="([a-z_]+)-error"', page) == ["authors"]
    assert typed in page
