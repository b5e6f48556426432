"""What was found in a file is told once, by what it means for readers."""

from flask import Flask

from coalition.ingest.sentences import describe
from coalition.library.findings import Finding, Findings, findings_of, page_ranges
from coalition.library.models import Recognition, Version


def notice(code: str, page: int | None = None, detail: str = "") -> dict[str, object]:
    return {"code": code, "page": page, "detail": detail}


def test_findings_stand_in_their_groups_with_their_pages(app: Flask) -> None:
    version = Version(
        notices=[
            notice("page-failed", 7, "one reason"),
            notice("untagged"),
            notice("page-failed", 3, "another"),
            notice("comments", detail="4"),
            notice("no-title"),
        ]
    )
    found = findings_of(version)
    assert found == Findings(
        reading=(Finding(describe("page-failed"), (3, 7)),),
        accessibility=(Finding(describe("untagged")), Finding(describe("no-title"))),
        gives_away=(Finding(describe("comments", "4")),),
    )
    assert found.count == 4


def test_scans_are_no_finding_while_their_text_is_being_recognised(app: Flask) -> None:
    version = Version(notices=[notice("scan", detail="2"), notice("no-title")])
    assert len(findings_of(version).reading) == 1
    version.recognition = Recognition.WAITING
    assert findings_of(version) == Findings(accessibility=(Finding(describe("no-title")),))


def test_no_notices_are_no_findings() -> None:
    assert findings_of(Version(notices=[])) == Findings()
    assert Findings().count == 0


def test_page_ranges_join_what_follows_each_other() -> None:
    assert page_ranges((1, 2, 3, 5, 9, 10)) == [(1, 3), (5, 5), (9, 10)]
    assert page_ranges(()) == []
