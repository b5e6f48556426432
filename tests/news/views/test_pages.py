"""The pages of the news, as readers and coordinators use them."""

import io
import json
from datetime import timedelta

import feedparser
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import event

from coalition.database import db, now
from coalition.news import queries, service
from coalition.news.models import State
from tests.accounts.making import GROWING
from tests.conftest import Someone, work_through
from tests.members.making import counted_statements
from tests.news.making import (
    DRAWN,
    draft,
    let_time_come,
    photograph,
    published,
    scheduled,
    stop_address,
    told,
)
from tests.programme.making import make_meeting, make_session

POST = {"title": "Doors open", "body": "At *nine*.", "language": "en", "about": ""}


def text_of(someone: Someone, address: str, status: int = 200) -> str:
    answer = someone.client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_list_without_news_says_so(anonymous: Someone) -> None:
    assert "No news yet" in text_of(anonymous, "/news")


@pytest.mark.parametrize("given", ["9" * 20, "2147483648", "999"])
def test_news_of_what_is_not_there_is_404(anonymous: Someone, given: str) -> None:
    pages = ("/news?meeting=", "/news?session=", "/news/feed.atom?meeting=")
    found = [anonymous.client.get(f"{page}{given}").status_code for page in pages]
    assert found == [404, 404, 404]
    assert anonymous.client.get("/news?meeting=-1&page=-1").status_code == 200


def test_coordinator_writes_looks_and_publishes(coordinator: Someone, anonymous: Someone) -> None:
    looked = coordinator.client.post("/news", data={**POST, "preview": "1"})
    assert (looked.status_code, "<em>nine</em>" in looked.get_data(as_text=True)) == (200, True)
    answer = coordinator.client.post("/news", data=POST)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/news/1/edit")
    assert text_of(anonymous, "/news/1", 404)
    assert "Doors open" in text_of(coordinator, "/news")
    assert coordinator.client.post("/news/1/publish").status_code == 303
    assert "<em>nine</em>" in text_of(anonymous, "/news/1")
    assert "At nine." in text_of(anonymous, "/news")


def test_what_is_typed_is_kept_when_it_is_refused(coordinator: Someone) -> None:
    answer = coordinator.client.post("/news", data={**POST, "title": ""})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "Give the post a title." in page, "At *nine*." in page) == (
        422,
        True,
        True,
    )


def test_stale_form_is_answered_with_a_sentence(coordinator: Someone) -> None:
    draft(coordinator)
    for title, status in (("First", 303), ("Second", 409)):
        given = {**POST, "title": title, "revision": "0"}
        assert coordinator.client.post("/news/1/edit", data=given).status_code == status


def test_stale_form_keeps_what_was_typed_beside_what_is_kept(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    about = {"about": f"meeting:{meeting.id}", "language": "fr"}
    draft(coordinator)
    first = {**POST, **about, "body": "By the other.", "revision": "0"}
    assert coordinator.client.post("/news/1/edit", data=first).status_code == 303
    given = {**POST, "body": "By *me*.", "revision": "0"}
    answer = coordinator.client.post("/news/1/edit", data=given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "This was changed since you opened the page." in page
    assert "By *me*.</textarea>" in page
    kept = page.split('id="meanwhile"')[1].split("</section>")[0]
    assert all(said in kept for said in ("By the other.", "French", "IGF 2012"))
    assert "Doors open" not in kept
    assert 'name="revision" type="hidden" value="1"' in page
    again = coordinator.client.post("/news/1/edit", data={**given, "revision": "1"})
    assert again.status_code == 303
    assert queries.get_post(1, viewer=coordinator.viewer).text == "By *me*."


def test_text_for_a_post_that_was_withdrawn_meanwhile_is_not_lost(coordinator: Someone) -> None:
    published(coordinator)
    service.withdraw(1, "Wrong.", by=coordinator.viewer)
    for revision in ("1", "2"):
        given = {**POST, "body": "By *me*.", "revision": revision}
        answer = coordinator.client.post("/news/1/edit", data=given)
        assert (answer.status_code, "By *me*." in answer.get_data(as_text=True)) == (409, True)


def test_meetings_of_one_name_do_not_hide_each_others_sessions(coordinator: Someone) -> None:
    for title in ("First session", "Second session"):
        make_session(make_meeting(coordinator.viewer), coordinator.viewer, title=title)
    page = text_of(coordinator, "/news/new")
    for title in ("First session", "Second session"):
        assert f"130 {title}</option>" in page
    assert page.count("The meeting: IGF 2012 · 6–9 Nov 2012</option>") == 2


def test_form_asks_no_more_of_the_database_for_more_meetings(coordinator: Someone) -> None:
    counts = []
    for number in range(2):
        for _ in range(1 + 3 * number):
            meeting = make_meeting(coordinator.viewer, name=f"IGF {number}")
            make_session(meeting, coordinator.viewer)
        with counted_statements() as sent:
            text_of(coordinator, "/news/new")
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("day", "clock", "status", "sentence"),
    [
        ("2099-01-01", "10:00", 303, ""),
        ("2001-01-01", "10:00", 422, "Choose a time that lies ahead"),
        ("soon", "10:00", 422, "Give a day such as"),
        ("2099-01-01", "25:00", 422, "Give a time such as"),
    ],
)
def test_post_is_scheduled(
    coordinator: Someone, day: str, clock: str, status: int, sentence: str
) -> None:
    draft(coordinator)
    answer = coordinator.client.post("/news/1/schedule", data={"day": day, "clock": clock})
    assert answer.status_code == status
    assert sentence in answer.get_data(as_text=True)
    post = queries.get_post(1, viewer=coordinator.viewer)
    assert (post.state is State.PUBLISHED) == (status == 303)


def test_picture_is_drawn_anew_and_shown(coordinator: Someone, anonymous: Someone) -> None:
    draft(coordinator, text="![](picture:1)")
    exif = Image.Exif()
    exif[0x010F] = "Camera of the suite"
    given = {"file": (photograph(exif=exif), "door.jpg"), "description": "An open door"}
    answer = coordinator.client.post("/news/1/pictures", data=given)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/news/1/edit#pictures")
    assert anonymous.client.get("/news/1/pictures/1/large.webp").status_code == 404
    service.publish(1, by=coordinator.viewer)
    sent = anonymous.client.get("/news/1/pictures/1/large.webp")
    assert (sent.status_code, sent.mimetype) == (200, "image/webp")
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "max-age=3600, private"
    assert b"Camera of the suite" not in sent.data
    assert Image.open(io.BytesIO(sent.data)).size == (300, 200)
    assert 'alt="An open door"' in text_of(anonymous, "/news/1")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no picture that can be shown."),
        (b"GIF89a", "This is no picture that can be shown."),
        (b"", "Choose a picture."),
    ],
)
def test_file_that_is_no_picture_is_refused(coordinator: Someone, data: bytes, said: str) -> None:
    draft(coordinator)
    name = "x.png" if data else ""
    given = {"file": (io.BytesIO(data), name), "description": "A thing"}
    answer = coordinator.client.post("/news/1/pictures", data=given)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page, "A thing" in page) == (422, True, True)


def test_withdrawn_post_says_why(coordinator: Someone, anonymous: Someone) -> None:
    published(coordinator, text="A secret.")
    assert coordinator.client.post("/news/1/withdraw", data={"reason": ""}).status_code == 422
    assert coordinator.client.post("/news/1/withdraw", data={"reason": "Wrong."}).status_code == 303
    page = text_of(anonymous, "/news/1", 410)
    assert ("Wrong." in page, "A secret." in page) == (True, False)


def test_feeds_give_what_is_out_and_nothing_else(coordinator: Someone, anonymous: Someone) -> None:
    published(coordinator, "Out", "# One\n\n[a](/library)")
    draft(coordinator, "Draft")
    scheduled(coordinator, now() + timedelta(days=1), "Later")
    feed = feedparser.parse(anonymous.client.get("/news/feed.atom").data)
    assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, ["Out"])
    assert feed.entries[0].link.endswith("/news/1")
    assert 'href="http://127.0.0.1:8000/library"' in feed.entries[0].content[0].value
    values = json.loads(anonymous.client.get("/news/feed.json").data)
    assert [(item["title"], item["language"]) for item in values["items"]] == [("Out", "en")]


def test_feed_that_did_not_change_is_not_sent_again(
    coordinator: Someone, anonymous: Someone
) -> None:
    published(coordinator)
    first = anonymous.client.get("/news/feed.atom")
    again = {"If-None-Match": first.headers["ETag"]}
    assert anonymous.client.get("/news/feed.atom", headers=again).status_code == 304
    published(coordinator, "Next")
    assert anonymous.client.get("/news/feed.atom", headers=again).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_however_long(
    app: Flask, coordinator: Someone, anonymous: Someone, count: int
) -> None:
    for n in range(count):
        post = published(coordinator, f"News {n}")
        service.add_picture(post.id, DRAWN, "A door.", by=coordinator.viewer)
    asked: list[str] = []
    anonymous.client.get("/news")

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    page = text_of(anonymous, "/news")
    event.remove(db.engine, "before_cursor_execute", note)
    assert (len(asked), page.count('class="entry"')) == (3, count)


def test_person_asks_for_letters_and_stops_them(outsider: Someone) -> None:
    for rhythm, said in (("daily", 303), ("hourly", 422)):
        assert outsider.client.post("/news/letters", data={"rhythm": rhythm}).status_code == said
    assert f"at {outsider.email}" in text_of(outsider, "/news/letters")
    assert outsider.client.post("/news/letters/end").status_code == 303
    assert f"at {outsider.email}" not in text_of(outsider, "/news/letters")


def test_address_too_long_to_keep_is_refused_beside_its_field(anonymous: Someone) -> None:
    given = {"email": GROWING, "rhythm": "daily"}
    answer = anonymous.client.post("/news/letters", data=given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is too long: at most 200 characters." in page
    assert f'value="{GROWING}"' in page


def test_mail_program_stops_the_letters_without_a_page(
    app: Flask, outsider: Someone, coordinator: Someone, anonymous: Someone
) -> None:
    outsider.client.post("/news/letters", data={"rhythm": "daily"})
    published(coordinator)
    let_time_come()
    address = stop_address(outsider.email).removeprefix("http://127.0.0.1:8000")
    app.config["WTF_CSRF_ENABLED"] = True
    given = {"List-Unsubscribe": "One-Click"}
    assert anonymous.client.get(address).status_code == 200
    assert anonymous.client.post(address, data=given).status_code == 200
    app.config["WTF_CSRF_ENABLED"] = False
    published(coordinator, "More")
    let_time_come()
    assert len(told(outsider.email)) == 1
    work_through()
