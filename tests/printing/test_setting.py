"""Setting: what is given is what is read, in every script, and nothing of it is ever run."""

import time

import pytest

from coalition.errors import OutOfOrder
from coalition.printing import setting
from coalition.printing.paper import Bullets, Cell, Facts, Heading, Look, Paragraph, Run, Table
from tests.printing.making import HOSTILE, MADE_AT, fonts_of, paper_of, reader_of, words_of


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_code_is_shown_as_it_is(text: str) -> None:
    cell = Cell(((Run(text, Look.STRUCK, url="https://example.org/#read(1)"),),))
    paper = paper_of(
        Heading(text),
        Paragraph(text),
        Bullets([text]),
        Facts([(text, [[Run(text, Look.MARK)]])]),
        Table([text], [1], [cell]),
        title=text,
        overline=text,
        under=[text],
        authors=[text],
    )
    assert words_of(paper).replace(" ", "").count(text.replace(" ", "")) == 10


def test_pdf_says_title_language_authors_and_that_it_is_accessible() -> None:
    reader = reader_of(paper_of(Heading("One"), title="Rapport", language="fr", authors=["IFLA"]))
    assert reader.metadata is not None
    assert reader.xmp_metadata is not None
    root = reader.root_object
    assert reader.metadata.title == "Rapport"
    assert reader.metadata.author == "IFLA"
    assert str(root["/Lang"]) == "fr"
    assert bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
    assert "pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()


@pytest.mark.parametrize(
    ("language", "text", "font"),
    [
        ("ar", "الإدماج الرقمي", "NotoNaskhArabic"),
        ("zh", "数字包容与公众互联网接入", "NotoSansSC-Regular"),
        ("ru", "Цифровая инклюзия", "Literata-Regular"),
        ("es", "Inclusión digital, ¿y después?", "Literata-Regular"),
        ("zh-Hant", "圖書館與數位包容", "NotoSansSC-Regular"),
    ],
)
def test_every_language_is_set_in_fonts_of_our_own(language: str, text: str, font: str) -> None:
    paper = paper_of(Paragraph(text), language=language, is_right_to_left=language == "ar")
    assert [name for name in fonts_of(reader_of(paper)) if name.startswith(font)] != []


def test_same_paper_at_the_same_moment_is_the_same_file() -> None:
    paper = paper_of(Paragraph("Hello"))
    made = [setting.pdf_of(paper, made_at=MADE_AT) for _again in range(2)]
    assert made[0] == made[1]


def test_mark_changes_with_the_text_alone() -> None:
    marks = [setting.mark_of(paper_of(Paragraph(text))) for text in ("Hello", "Hello", "Other")]
    assert marks[0] == marks[1] != marks[2]


def test_pages_are_counted() -> None:
    paper = paper_of(Paragraph("words " * 3000), page_of="Page {page} of {pages}", title="Long")
    reader = reader_of(paper)
    assert [
        f"Page {n} of {len(reader.pages)}" in page.extract_text()
        for n, page in enumerate(reader.pages, 1)
    ] == [True] * len(reader.pages)
    assert len(reader.pages) > 3


def test_character_that_no_font_has_costs_the_standard_not_the_document() -> None:
    paper = paper_of(Paragraph("Before \U0001f9ff\U000e0041 and \u12a0 after"))
    assert "after" in words_of(paper)


def test_controls_and_halves_of_characters_are_left_out() -> None:
    assert words_of(paper_of(Paragraph("a\x00b\x07c\ud800d\ufffee"))) == "A paper abcde 1 / 1"


def test_long_text_without_a_space_is_set_in_seconds() -> None:
    began = time.monotonic()
    reader_of(paper_of(Paragraph("x" * 50_000), Paragraph("word " * 20_000)))
    assert time.monotonic() - began < 20


def test_what_cannot_be_set_is_said_in_a_sentence(app: object) -> None:
    with pytest.raises(OutOfOrder) as refused:
        setting.pdf_of(paper_of(Heading("Deep", level=-1)))
    assert refused.value.message == (
        "This could not be made into a PDF. Its page on the site shows the same."
    )
