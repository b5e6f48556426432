"""Lines of a paragraph are joined; entries, cells and headings stay lines."""

from coalition.ingest.flow import to_paragraphs


def test_to_paragraphs_joins_full_lines_and_leaves_short_ones() -> None:
    page = (
        "Opening hours\n"
        "Libraries open their doors to everyone who asks, and in\n"
        "many towns they are the only place where one may sit all\n"
        "day and read without paying.\n"
        "A second paragraph begins here and runs on to its border\n"
        "and ends.\n"
        "• an entry that is as long as the lines above it, truly so\n"
        "• another"
    )
    assert to_paragraphs(page) == (
        "Opening hours\n"
        "Libraries open their doors to everyone who asks, and in many towns they are the only"
        " place where one may sit all day and read without paying.\n"
        "A second paragraph begins here and runs on to its border and ends.\n"
        "• an entry that is as long as the lines above it, truly so\n"
        "• another"
    )


def test_to_paragraphs_joins_chinese_without_spaces() -> None:
    assert to_paragraphs("鉴于对人类家庭所有成员的固有尊严及其平等的\n权利的承认") == (
        "鉴于对人类家庭所有成员的固有尊严及其平等的权利的承认"
    )


def test_to_paragraphs_shortens_dot_leaders() -> None:
    assert to_paragraphs("1 Preface . . . . . . . . . 3\n2 Hubs ........ 9") == (
        "1 Preface … 3\n2 Hubs … 9"
    )


def test_to_paragraphs_leaves_lines_apart_that_an_empty_line_parts() -> None:
    page = (
        "What a reading room in a small town needs before it opens\n\n"
        "Libraries open their doors to everyone who asks, and they\n"
        "stay."
    )
    assert to_paragraphs(page) == (
        "What a reading room in a small town needs before it opens\n\n"
        "Libraries open their doors to everyone who asks, and they stay."
    )
