"""What was found in a version's file, by what it means for readers, each finding once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from coalition.ingest import sentences
from coalition.ingest.reading import SCANNED
from coalition.ingest.sentences import Group
from coalition.library.models import Recognition, Version


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter and what to do, in a sentence or two, and the pages it is about."""

    sentence: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a file: what was not read, whom it shuts out, what it gives away."""

    reading: tuple[Finding, ...] = ()
    accessibility: tuple[Finding, ...] = ()
    gives_away: tuple[Finding, ...] = ()

    @property
    def count(self) -> int:
        """Count them all."""
        return len(self.reading) + len(self.accessibility) + len(self.gives_away)


def findings_of(version: Version) -> Findings:
    """Return a version's findings in the reader's language; the same of several pages is one."""
    found: dict[Group, dict[str, set[int]]] = {group: {} for group in get_args(Group)}
    for notice in version.notices:
        code, detail = str(notice["code"]), str(notice.get("detail") or "")
        if code in SCANNED and version.recognition == Recognition.WAITING:
            continue
        sentence = sentences.describe(code, detail)
        pages = found[sentences.group_of(code)].setdefault(sentence, set())
        if notice.get("page"):
            pages.add(int(notice["page"]))
    return Findings(
        *(
            tuple(Finding(sentence, tuple(sorted(pages))) for sentence, pages in group.items())
            for group in (found["reading"], found["accessibility"], found["gives-away"])
        )
    )


def page_ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending page numbers as ranges, first and last page included."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
