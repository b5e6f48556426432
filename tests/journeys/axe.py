"""Ask axe-core for what keeps people with disabilities from using a page."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.vendor import tool

RUN = """async (only) => (await axe.run(document, {
    resultTypes: ["violations"], ...(only.length ? {runOnly: only} : {}),
})).violations"""


class Missing(Exception):
    """axe-core is not in the cache and could not be fetched."""


def violations(page: Page, *only: str) -> list[str]:
    """Return one sentence for each violation of all rules, or of some alone, none when it is clean.

    The page's context must be made with bypass_csp=True, since the policy allows no foreign script.
    Raises Missing when axe-core cannot be had.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    found: list[dict[str, Any]] = page.evaluate(RUN, only)
    return [
        f"{rule['id']}: {rule['help']} – {node['html'][:200]} – {node.get('failureSummary', '')[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


@cache
def _script() -> str:
    path = tool("axe-core", "axe.min.js")
    if path is None:
        raise Missing("axe-core is not in .cache/vendor; run python tests/vendor.py axe-core.")
    return path.read_text(encoding="utf-8")
