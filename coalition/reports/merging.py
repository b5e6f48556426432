"""What two people wrote at the same time: brought together where it can be, told apart where not."""

from dataclasses import dataclass

from coalition.errors import Conflict
from coalition.reports.description import NAMES, ReportFields


@dataclass(frozen=True, slots=True)
class Merged:
    """A text of two writers; `apart` names the fields that both changed, each otherwise."""

    said: ReportFields
    apart: tuple[str, ...]


class Diverged(Conflict):
    """Two people changed the same part; nothing was saved, `theirs` is what is kept now."""

    def __init__(self, message: str, theirs: ReportFields, revision: int, apart: tuple[str, ...]):
        super().__init__(message)
        self.theirs = theirs
        self.revision = revision
        self.apart = apart


def merged(base: ReportFields, mine: ReportFields, theirs: ReportFields) -> Merged:
    """Return both texts in one: what only one of them changed since `base` is as they left it."""
    said, apart = {}, []
    for name in NAMES:
        before, own, other = (getattr(text, name) for text in (base, mine, theirs))
        said[name] = other if own == before else own
        if before != own != other != before:
            apart.append(name)
    return Merged(ReportFields(**said), tuple(apart))
