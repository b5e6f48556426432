"""What files say of themselves comes out in one form, without what programs wrote."""

import pytest

from coalition.ingest import said


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("  Digital \n inclusion ", "Digital inclusion"),
        ("Microsoft Word - Brief 130.docx", "Brief 130"),
        ("Untitled", ""),
        ("PowerPoint Presentation", ""),
        ("Document1", ""),
        (None, ""),
    ],
)
def test_title(found: str | None, kept: str) -> None:
    assert said.title(found) == kept


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("D:20121108093000+04'00'", "2012-11-08"),
        ("2012-11-08T09:30:00Z", "2012-11-08"),
        ("2012-11", "2012-11"),
        ("2012", "2012"),
        ("2012-13-01", "2012"),
        ("0001-01-01", None),
        ("8 November", None),
        (None, None),
    ],
)
def test_issued(found: str | None, kept: str | None) -> None:
    assert said.issued(found) == kept


@pytest.mark.parametrize(
    ("found", "kept"),
    [("pt_br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN"), ("EN", "en"), ("iw", "he"), ("x!", None)],
)
def test_tag(found: str, kept: str | None) -> None:
    assert said.tag(found) == kept


def test_names_and_keywords_are_parted_and_cleared_of_accounts() -> None:
    assert said.names("Ana Lima; admin;Ana Lima;Ben Osei") == ("Ana Lima", "Ben Osei")
    assert said.keywords("access, libraries；公共") == ("access", "libraries", "公共")
