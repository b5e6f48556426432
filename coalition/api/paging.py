"""Lists by the page: `page` and `per_page`, links to the other pages (RFC 8288), and the whole number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from coalition.api.problems import Fault, Problem
from coalition.web.site import settings

USUAL, MOST = 30, 100  # rows of a page
LAST_PAGE = 1_000_000  # no list is so long; its rows can still be counted by any database


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a list that is asked for."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Return how many rows come before it."""
        return (self.number - 1) * self.size

    def headers(self, total: int) -> dict[str, str]:
        """Return Link and X-Total-Count for a list of so many rows."""
        last = max(1, -(-total // self.size))
        wanted = {"first": 1, "last": last}
        if self.number > 1:
            wanted["prev"] = min(self.number - 1, last)
        if self.number < last:
            wanted["next"] = self.number + 1
        order = ("first", "prev", "next", "last")
        links = [f'<{_address(wanted[rel])}>; rel="{rel}"' for rel in order if rel in wanted]
        return {"Link": ", ".join(links), "X-Total-Count": str(total)}


def asked_page() -> Page:
    """Return the page that the address asks for. Raises Problem 400 for what is no page."""
    number, size = request.args.get("page", "1"), request.args.get("per_page", str(USUAL))
    faults = []
    if not _is_number(number, LAST_PAGE):
        faults.append(Fault(_("Give a whole number from 1."), parameter="page"))
    if not _is_number(size, MOST):
        sentence = _("Give a whole number from 1 to %(most)d.", most=MOST)
        faults.append(Fault(sentence, parameter="per_page"))
    if faults:
        raise Problem(400, " ".join(fault.detail for fault in faults), errors=faults)
    return Page(int(number), int(size))


def _is_number(text: str, most: int) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return False
    return 1 <= int(text) <= most


def _address(number: int) -> str:
    """Return the absolute address of another page of the present list."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    if number > 1:
        pairs.append(("page", str(number)))
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{settings().site_url}{request.path}{query}"
