"""The pages of usage: the whole, a member, a document; who sees what, and in which state."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.usage.models import UsageDay
from tests.conftest import Someone
from tests.library.conftest import FIELDS
from tests.members.making import own_of
from tests.usage.conftest import published

HIDDEN = "For members alone"


def used(document_id: int, views: int, downloads: int = 0, days_ago: int = 0) -> None:
    """Let a document have been used on a day, every view with its text."""
    with transaction():
        db.session.add(
            UsageDay(
                document_id=document_id,
                day=(now() - timedelta(days=days_ago)).date(),
                view_count=views,
                reading_count=views,
                download_count=downloads,
                unique_investigations=views,
                unique_requests=views,
            )
        )


def page(someone: Someone, path: str) -> str:
    """Return a page that is there, as text."""
    answer = someone.client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def figures(text: str) -> list[str]:
    """Return the figures of a page's row of sums."""
    return re.findall(r'<div class="stat"><dt>[^<]+</dt><dd>([^<]+)</dd>', text)


def rows(text: str, part: str) -> list[tuple[str, ...]]:
    """Return the rows of the table in a part of a page, without its marks."""
    table = text.split(f'id="{part}"')[1].split("</table>")[0].split("<tbody>")[1]
    return [
        tuple(
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        )
        for row in table.split("<tr>")[1:]
    ]


def test_nothing_yet_is_said(anonymous: Someone, document: Document) -> None:
    text = page(anonymous, "/usage")
    assert "Nothing was counted in these months" in text
    assert "usage-chart" not in text
    assert "Views and downloads" not in page(anonymous, f"/library/{document.id}")


def test_whole_counts_everything_and_names_what_the_reader_may_read(
    anonymous: Someone, representative: Someone, document: Document
) -> None:
    hidden = published(
        representative, fields=replace(FIELDS, title=HIDDEN, audience=Audience.MEMBERS)
    )
    gone = published(representative, fields=replace(FIELDS, title="Withdrawn since"))
    used(document.id, 4, 2)
    used(hidden.id, 30, 20)
    used(gone.id, 100)
    library.withdraw(gone.id, "A mistake.", by=representative.viewer)
    text = page(anonymous, "/usage")
    assert figures(text) == ["134", "22"]
    assert rows(text, "most-used") == [("Reading rooms and the network", "4", "2")]
    assert rows(text, "by-organisation") == [("Library Association of the Low Lands", "4", "2")]
    assert rows(text, "by-kind") == [("Report", "4", "2")]
    assert HIDDEN not in text
    assert rows(page(representative, "/usage"), "most-used") == [
        (HIDDEN, "30", "20"),
        ("Reading rooms and the network", "4", "2"),
    ]


def test_member_has_a_page_of_its_own(
    anonymous: Someone, representative: Someone, document: Document
) -> None:
    hidden = published(
        representative, fields=replace(FIELDS, title=HIDDEN, audience=Audience.MEMBERS)
    )
    used(document.id, 4, 2)
    used(hidden.id, 30)
    path = f"/members/{own_of(representative)}/usage"
    text = page(anonymous, path)
    assert figures(text) == ["4", "2"]
    assert rows(text, "most-used") == [("Reading rooms and the network", "4", "2")]
    assert figures(page(representative, path)) == ["34", "2"]
    assert f'href="{path}"' in page(anonymous, f"/members/{own_of(representative)}")


def test_member_nobody_may_know_of_has_no_page(anonymous: Someone, applicant: Someone) -> None:
    for ending in ("", ".csv", ".json"):
        path = f"/members/{applicant.organisation_id}/usage{ending}"
        assert anonymous.client.get(path).status_code == 404


def test_page_of_a_document_shows_its_sums_its_chart_and_its_table(
    anonymous: Someone, document: Document
) -> None:
    used(document.id, 4, 2)
    used(document.id, 3, 1, days_ago=800)
    text = page(anonymous, f"/library/{document.id}")
    part = text.split('<section class="usage"')[1].split("</section>")[0]
    assert re.findall(r"<dd>(\d+)</dd>", part) == ["7", "3"]
    assert part.count('class="usage-views"') == part.count('class="usage-downloads"') == 1
    assert part.count('<th scope="row">') == 12


def test_document_last_used_long_ago_has_sums_and_no_chart(
    anonymous: Someone, document: Document
) -> None:
    used(document.id, 3, 1, days_ago=800)
    text = page(anonymous, f"/library/{document.id}")
    assert "None in the last 12 months." in text
    assert "usage-chart" not in text


def test_period_is_chosen_without_scripts(anonymous: Someone, document: Document) -> None:
    used(document.id, 4)
    used(document.id, 3, days_ago=800)
    year = (now() - timedelta(days=800)).year
    text = page(anonymous, "/usage?period=all")
    assert figures(text) == ["7", "0"]
    assert f'<option value="{year}">{year}</option>' in text
    assert figures(page(anonymous, f"/usage?period={year}")) == ["3", "0"]
    for unknown in ("", "13", "1900", "x" * 300):
        assert figures(page(anonymous, f"/usage?period={unknown}")) == ["4", "0"]


@pytest.mark.parametrize("path", ["/usage", "/usage.json", "/usage.csv"])
def test_number_of_queries_is_the_same_for_one_document_and_for_three(
    app: Flask, anonymous: Someone, representative: Someone, document: Document, path: str
) -> None:
    used(document.id, 4)
    anonymous.client.get(path)
    one = _queries(path, anonymous)
    for title in ("Second", "Third"):
        used(published(representative, fields=replace(FIELDS, title=title)).id, 2)
    assert _queries(path, anonymous) == one


def _queries(path: str, someone: Someone) -> int:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    assert someone.client.get(path).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(found)
