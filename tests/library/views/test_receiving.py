"""The receipt as depositors meet it, in every state of the reading."""

import re

from coalition.library import service
from coalition.library.models import Document, Reading, Recognition
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, put, text_of
from tests.library.texts import give_text


def receipt(by: Someone, document: Document) -> str:
    answer = by.client.get(f"/library/{document.id}/receipt")
    assert answer.status_code == 200
    return text_of(answer)


def plain(page: str) -> str:
    """Return the words of a page's main part, without markup."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def findings(page: str, group: str) -> list[str]:
    """Return the sentences under a heading."""
    section = page[page.index(f'<section aria-labelledby="{group}"') :]
    section = section[: section.index("</section>")]
    return re.findall(r"<div><p>([^<]+)</p>", section)


def test_receipt_of_a_file_that_waits_asks_again(representative: Someone, draft: Document) -> None:
    page = receipt(representative, draft)
    assert f'data-refresh-url="/library/{draft.id}/reading"' in page
    assert "autorefresh.js" in page
    assert "The text is being read." in page
    assert f'href="/library/{draft.id}/edit">Go on: describe and publish' in page
    assert "How far it was read" not in page


def test_receipt_says_what_becomes_of_a_file_when_a_better_one_is_added(
    representative: Someone, draft: Document
) -> None:
    said = "The new file takes the place of the one before"
    assert said in text_of(representative.client.get(f"/library/{draft.id}/receipt"))
    service.publish(draft.id, by=representative.viewer)
    assert said not in text_of(representative.client.get(f"/library/{draft.id}/receipt"))


def test_receipt_of_a_read_file_tells_all(representative: Someone, draft: Document) -> None:
    give_text(
        draft,
        "Opening hours",
        "Second",
        kind="docx",
        unit="part",
        language="en",
        said={"title": "Some <b>title</b>", "authors": []},
        notices=[
            {"code": "part-failed", "page": None, "detail": "word/media"},
            {"code": "no-headings", "page": None, "detail": ""},
            {"code": "comments", "page": None, "detail": "3"},
        ],
    )
    page = receipt(representative, draft)
    words = plain(page)
    for expected in ("DOCX", "2 parts, 19 characters, English", "Some &lt;b&gt;title&lt;/b&gt;"):
        assert expected in words
    assert "data-refresh-url" not in page
    assert findings(page, "reading") == [
        "One part of the file could not be read (word/media); the rest was."
    ]
    assert findings(page, "accessibility") == [
        "There are no headings to move by. Set them with the heading styles, not with large type."
    ]
    assert findings(page, "gives-away") == [
        "The file holds comments: 3. Whoever downloads it can read them."
    ]
    assert "Nothing like it was found among the documents open to you." in words
    assert "Opening hours" in words


def test_receipt_without_findings_says_so(representative: Someone, draft: Document) -> None:
    work_through()
    words = plain(receipt(representative, draft))
    for expected in (
        "All of the file was read.",
        "The checks found nothing that shuts readers out; they cannot find everything.",
        "No names, hidden parts, comments or changes were found in it.",
    ):
        assert expected in words


def test_receipt_with_many_findings_folds_the_rest(
    representative: Someone, draft: Document
) -> None:
    notices: list[dict[str, object]] = [
        {"code": "part-failed", "page": None, "detail": str(at)} for at in range(20)
    ]
    notices += [{"code": "page-failed", "page": at, "detail": str(at)} for at in (1, 2, 3, 7)]
    give_text(draft, *["Page"] * 9, notices=notices, unit="page")
    page = receipt(representative, draft)
    assert len(findings(page, "reading")) == 21
    assert "13 more" in page
    links = re.findall(rf'/library/{draft.id}/versions/1\?page=(\d+)#page-\d+">\d', page)
    assert links == ["1", "3", "7"]


def test_receipt_of_an_unreadable_file_says_why_and_lets_coordinators_retry(
    representative: Someone, coordinator: Someone, draft: Document
) -> None:
    give_text(draft, reading=Reading.UNREADABLE, problem="password")
    for by, may in ((representative, False), (coordinator, True)):
        page = receipt(by, draft)
        assert "The file is locked with a password." in page
        assert "How far it was read" not in page
        assert (f"/library/{draft.id}/versions/1/retry" in page) is may


def test_receipt_shows_how_far_recognition_has_come(
    representative: Someone, draft: Document
) -> None:
    give_text(draft, "", "", recognition=Recognition.WAITING)
    page = receipt(representative, draft)
    assert "Text is being recognised in pictures of pages: 0 of 2" in page
    assert 'data-refresh-whole="recognising"' in page
    assert "No text was found in this file" not in page
    assert "Text is still being recognised in pictures of pages." in plain(page)


def test_receipt_names_the_same_file_and_reveals_no_draft_of_others(
    representative: Someone, applicant: Someone, coordinator: Someone
) -> None:
    theirs = put(coordinator.viewer, None, "The same bytes.")
    mine = put(representative.viewer, representative.organisation_id, "The same bytes.")
    work_through()
    assert "The very same file." not in receipt(representative, mine)
    service.publish(theirs.id, by=coordinator.viewer)
    page = receipt(representative, mine)
    assert "The very same file." in page
    assert f'href="/library/{theirs.id}"' in page


def test_receipt_is_for_those_who_may_edit(
    anonymous: Someone, outsider: Someone, representative: Someone, published: Document
) -> None:
    address = f"/library/{published.id}/receipt"
    assert anonymous.client.get(address).status_code == 303
    assert outsider.client.get(address).status_code == 403
    service.withdraw(published.id, "Wrong file.", by=representative.viewer)
    assert representative.client.get(address).status_code == 409


def test_edit_leads_to_the_receipt_with_what_was_found(
    representative: Someone, draft: Document
) -> None:
    give_text(draft, "Text", notices=[{"code": "untagged"}, {"code": "no-title"}])
    page = text_of(representative.client.get(f"/library/{draft.id}/edit"))
    assert f'href="/library/{draft.id}/receipt"' in page
    assert "2 things that shut readers out" in page
    assert FIELDS.title in page
