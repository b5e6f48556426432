"""Which requests are uses by people: none of robots, of programs, or made ahead of a click.

Robots are those of the list that COUNTER keeps (Code of Practice 5.1, 7.8 and appendix H); the
package counter_robots holds it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from counter_robots import is_robot_or_machine

# HTTP says these of an answer that was given; 304 that the browser holds it already, which the
# Code counts, for somebody asked for it once more.
PARTIAL = 206
GIVEN = frozenset({200, PARTIAL, 304})
AHEAD = re.compile(r"prefetch|prerender|preview")
AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
KEPT = 2_000  # browsers that were told apart last
LONGEST_BROWSER = 400  # characters; what is longer is no browser's name


def is_use(method: str, status: int, headers: Mapping[str, str], content_range: str = "") -> bool:
    """Tell whether a request is to be counted. Takes its own headers, and Content-Range of its answer.

    A file fetched in parts counts with the first of them.
    """
    if method != "GET" or status not in GIVEN:
        return False
    if status == PARTIAL and not content_range.startswith("bytes 0-"):
        return False
    if any(AHEAD.search(headers.get(name, "").lower()) for name in AHEAD_HEADERS):
        return False
    return not is_robot(headers.get("User-Agent", ""))


def is_robot(browser: str) -> bool:
    """Tell whether this is the name of a robot or a program, or of nothing."""
    return _is_listed(browser[:LONGEST_BROWSER])


@lru_cache(KEPT)
def _is_listed(browser: str) -> bool:
    return not browser.strip() or bool(is_robot_or_machine(browser))
