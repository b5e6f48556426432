"""How the site is: all measures at once, and how many of them ask for somebody."""

from collections.abc import Sequence

from coalition.database import now
from coalition.state import measures
from coalition.state.measures import Level, Measure, measure
from coalition.tasks import signs

MEASURES = {
    "database": measures.database,
    "disk": measures.disk,
    "files": measures.files,
    "index": measures.index,
    "queue": measures.queue,
    "worker": measures.worker,
    "mail": measures.letters,
    "clock": measures.clock,
}


def how_it_is() -> Sequence[Measure]:
    """Return all measures, each taken now."""
    return [measure(name, look) for name, look in MEASURES.items()]


def is_in_need(failed_count: int) -> int:
    """Return how many things ask for somebody, of those that every page can afford to look at."""
    last = signs.last_sign()
    has_worker = last is not None and now() - last < signs.OVERDUE
    found = (measure("disk", measures.disk), measure("index", measures.index))
    wrong = sum(one.level != Level.WELL for one in found)
    return wrong + (not has_worker) + bool(failed_count)
