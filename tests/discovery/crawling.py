"""Whether a crawler may ask for an address, by RFC 9309: the longest rule that fits counts."""

import re


def may_ask(robots: str, path: str) -> bool:
    """Tell whether the rules for all crawlers allow this path; written for files of one group."""
    length, allowed = -1, True
    for line in robots.splitlines():
        name, _sign, rule = (part.strip() for part in line.partition(":"))
        if name not in {"Allow", "Disallow"} or not rule or not _fits(rule, path):
            continue
        if len(rule) > length or (len(rule) == length and name == "Allow"):
            length, allowed = len(rule), name == "Allow"
    return allowed


def _fits(rule: str, path: str) -> bool:
    pattern = re.escape(rule.removesuffix("$")).replace(r"\*", ".*")
    return re.match(pattern + ("$" if rule.endswith("$") else ""), path) is not None
