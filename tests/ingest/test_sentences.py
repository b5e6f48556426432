"""Each code has its sentence, and an unknown one is not left without."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from coalition import ingest
from coalition.ingest.sentences import CODES, describe, group_of
from coalition.library import recognised

MAKERS = ("Unreadable", "Notice", "count_notice", "list_notice")


def _codes_in_use() -> set[str]:
    """Collect the codes every refusal and notice is made with, from the source itself."""
    found = set()
    for path in Path(str(ingest.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in MAKERS and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_every_code_in_use_has_a_sentence_and_every_sentence_a_code() -> None:
    of_recognition = {recognised.RECOGNISED, recognised.TRIED_IN_VAIN}
    assert _codes_in_use() | of_recognition == CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_describe_gives_a_whole_sentence(code: str, app: Flask) -> None:
    with app.test_request_context():
        sentence = describe(code, "doc")
    assert sentence[0].isupper()
    assert sentence[-1] == "."
    assert "%" not in sentence


def test_describe_names_the_kinds_that_are_read(app: Flask) -> None:
    with app.test_request_context():
        assert describe("unsupported", "odg") == (
            "Files of the kind ODG are not read. Save it as a PDF and deposit that."
            " Kinds that are read: PDF, DOCX, ODT, PPTX, ODP, XLSX, ODS, EPUB, RTF, HTML,"
            " Markdown, TXT, CSV, DOC, PPT, XLS."
        )
        assert describe("never heard of") == "The file could not be read."


def test_group_of_tells_what_a_notice_is_about() -> None:
    codes = ("page-failed", "untagged", "comments", "never heard of")
    assert [group_of(code) for code in codes] == [
        "reading",
        "accessibility",
        "gives-away",
        "reading",
    ]
