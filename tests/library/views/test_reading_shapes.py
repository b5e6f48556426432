"""The text of a document as readers see it: headings, lists, tables, notes, in its languages."""

import re

from coalition.database import db, transaction
from coalition.ingest.parts import Block, row, styled
from coalition.library import pictures
from coalition.library.models import Document, Page
from tests.conftest import Someone, work_through
from tests.ingest import made
from tests.library.conftest import put, text_of
from tests.library.texts import give_text


def reading_text(page: str) -> str:
    """Return what is inside the text of a reading page, each line without the space around it."""
    inside = page[page.index('<div class="reading-text"') :]
    return "\n".join(line.strip() for line in inside.splitlines() if line.strip())


def test_shapes_become_elements_and_nothing_of_the_file_becomes_markup(
    anonymous: Someone, published: Document
) -> None:
    blocks = [
        Block("Rooms & <b>doors</b>", level=1),
        Block(
            f"All are {styled('open', 'strong')}, {styled('nearly', 'inserted')}"
            f" {styled('never', 'deleted')}."
        ),
        Block("One", role="item"),
        Block("Two", role="item"),
        row(["Town", ""], is_header=True),
        row(["Ghent", "<script>"]),
        Block("So it was.", role="quotation"),
        Block("if a < b:\n    stop", role="code"),
        Block("See page 2.", role="note"),
        Block("Really?", role="comment"),
        Block("Smile.", role="speaker-note"),
        Block("Printed in 2012", role="margin"),
    ]
    give_text(published, blocks)
    text = reading_text(text_of(anonymous.client.get(f"/library/{published.id}")))
    for expected in (
        "<h3>Rooms &amp; &lt;b&gt;doors&lt;/b&gt;</h3>",
        "<p>All are <strong>open</strong>, <ins>nearly</ins> <del>never</del>.</p>",
        "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>",
        '<thead>\n<tr><th scope="col">Town</th><td></td></tr>\n</thead>',
        "<tbody>\n<tr><td>Ghent</td><td>&lt;script&gt;</td></tr>\n</tbody>",
        "<blockquote><p>So it was.</p></blockquote>",
        "<pre><code>if a &lt; b:\nstop</code></pre>",
        '<p class="apart-label" lang="en" dir="ltr">Note</p>\n<p>See page 2.</p>',
        '<p class="apart-label" lang="en" dir="ltr">Comment</p>\n<p>Really?</p>',
        '<p class="apart-label" lang="en" dir="ltr">Speaker’s notes</p>\n<p>Smile.</p>',
        '<p class="apart-label" lang="en" dir="ltr">Header and footer</p>\n<p>Printed in 2012</p>',
    ):
        assert expected in text


def test_marks_keep_their_numbers_in_cells_and_headings(
    anonymous: Someone, published: Document
) -> None:
    give_text(published, [Block("The door", level=2), row(["door", "no"])], "door")
    page = text_of(anonymous.client.get(f"/library/{published.id}?q=door"))
    assert re.findall(r'<mark id="place-(\d+)">([^<]+)</mark>', page) == [
        ("1", "door"),
        ("2", "door"),
        ("3", "door"),
    ]
    assert re.findall(r'class="next-place" href="#place-(\d+)"', page) == ["2", "3"]


def test_a_page_in_another_language_and_a_recognised_one_say_so(
    anonymous: Someone, published: Document
) -> None:
    version_id = give_text(published, "In English.", "بالعربية", language="en", unit="page")
    with transaction():
        page = db.session.get_one(Page, (version_id, 2))
        page.language, page.is_recognised = "ar", True
    text = reading_text(text_of(anonymous.client.get(f"/library/{published.id}")))
    assert re.findall(r'<div class="page-text"([^>]*)>\n<p>([^<]+)</p>', text) == [
        ("", "In English."),
        (' lang="ar" dir="rtl"', "بالعربية"),
    ]
    assert text.count("Recognised by a machine") == 1


def test_contents_lead_to_pages_here_and_in_other_windows(
    anonymous: Someone, published: Document
) -> None:
    give_text(
        published,
        *(f"Page {number}" for number in range(1, 61)),
        outline=[[1, "Rooms", 2], [2, "Doors", 55]],
    )
    page = text_of(anonymous.client.get(f"/library/{published.id}"))
    contents = page[page.index("<summary>Contents") :]
    assert re.findall(r'<li class="level-(\d)"><a href="([^"]+)">([^<]+)', contents)[:2] == [
        ("1", "#page-2", "Rooms"),
        ("2", f"/library/{published.id}/versions/1?page=55#page-55", "Doors"),
    ]


def test_one_heading_makes_no_contents(anonymous: Someone, published: Document) -> None:
    give_text(published, "Page", outline=[[1, "Rooms", 1]])
    assert "Contents" not in text_of(anonymous.client.get(f"/library/{published.id}"))


def test_pages_show_their_pictures_beside_the_text(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        made.pdf([["Reading rooms"], ["open the network"]]),
        name="paper.pdf",
    )
    version_id = document.versions[0].id
    work_through()
    with transaction():
        pictures.draw_soon(version_id)
    work_through()
    page = text_of(representative.client.get(f"/library/{document.id}"))
    address = rf"/library/{document.id}/versions/1/pages/(\d)/large\.webp"
    links = re.findall(rf'<a class="page-thumbnail" href="{address}"><img[^>]+alt="([^"]+)"', page)
    assert links == [("1", "Page 1 as printed"), ("2", "Page 2 as printed")]
