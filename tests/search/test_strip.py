"""The strip of pages under a hit."""

from markupsafe import Markup

from coalition.search.views.strip import MOST_SEGMENTS, Segment, draw, segments


def test_each_page_with_words_is_a_segment() -> None:
    assert segments([(2, 1), (9, 3)], 9) == (9, [Segment(1, 2, 1), Segment(8, 9, 3)])


def test_pages_of_a_long_document_share_segments_that_open_the_first_with_words() -> None:
    length, found = segments([(1, 1), (95, 2), (96, 1), (480, 1)], 480)
    assert length == MOST_SEGMENTS
    assert found == [Segment(0, 1, 1), Segment(9, 95, 3), Segment(47, 480, 1)]


def test_a_number_beyond_the_count_of_pages_lengthens_the_strip() -> None:
    assert segments([(12, 1)], 9) == (12, [Segment(11, 12, 1)])


def test_the_strip_links_pages_by_name_out_of_the_order_of_the_keyboard() -> None:
    drawn = draw([(2, 3)], 4, href=lambda page: f"/x?a&p={page}", label=lambda p, n: f"<{p}> {n}")
    assert drawn == Markup(
        '<svg class="strip" viewBox="0 0 4 10" preserveAspectRatio="none">'
        '<a href="/x?a&amp;p=2" tabindex="-1"><title>&lt;2&gt; 3</title>'
        '<rect x="1"/></a></svg>'
    )


def test_one_page_has_no_strip() -> None:
    assert draw([(1, 3)], 1, href=str, label="{}: {}".format) == ""
