"""Which requests are uses by people."""

import pytest

from coalition.usage.people import is_robot, is_use
from tests.usage.conftest import FIREFOX

PERSON = {"User-Agent": FIREFOX}


@pytest.mark.parametrize(
    ("method", "status", "headers", "content_range", "expected"),
    [
        ("GET", 200, {}, "", True),
        ("GET", 304, {}, "", True),
        ("HEAD", 200, {}, "", False),
        ("GET", 303, {}, "", False),
        ("GET", 404, {}, "", False),
        ("GET", 410, {}, "", False),
        ("GET", 206, {}, "bytes 0-1023/4096", True),
        ("GET", 206, {}, "bytes 1024-2047/4096", False),
        ("GET", 200, {"Sec-Purpose": "prefetch;prerender"}, "", False),
        ("GET", 200, {"Purpose": "prefetch"}, "", False),
        ("GET", 200, {"X-Moz": "prefetch"}, "", False),
        ("GET", 200, {"X-Purpose": "preview"}, "", False),
    ],
)
def test_what_people_are_given_is_used(
    method: str, status: int, headers: dict[str, str], content_range: str, expected: bool
) -> None:
    assert is_use(method, status, PERSON | headers, content_range) is expected


@pytest.mark.parametrize(
    ("browser", "expected"),
    [
        (FIREFOX, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32.3", True),
        ("Wget/1.21", True),
        ("", True),
        ("   ", True),
    ],
)
def test_robots_and_programs_are_known_by_their_names(browser: str, expected: bool) -> None:
    assert is_robot(browser) is expected
