"""Speaks to DataCite: one DOI with its metadata, by the REST API (support.datacite.org/docs/api)."""

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from coalition.config import Datacite
from coalition.tasks import Later
from coalition.web.outgoing import Answer, ask
from coalition.web.outgoing import Unreachable as Unreachable

MEDIA_TYPE = "application/vnd.api+json"
NO_ACCOUNT, TOO_MANY = 401, 429
LONGEST_WORDS = 500  # characters of what the agency says that are kept


class Refused(Exception):
    """The agency answered that it does not accept this, in its own words."""


def put(account: Datacite, doi: str, attributes: Mapping[str, object]) -> None:
    """Make or change a DOI; the same sent twice is the same as once.

    Raises Refused; Unreachable, when it may be tried again; Later, when all DOIs are to wait: much
    was asked of late, or the account is not accepted.
    """
    body = {"data": {"id": doi, "type": "dois", "attributes": {"doi": doi, **attributes}}}
    key = base64.b64encode(f"{account.user}:{account.password}".encode()).decode()
    answer = ask(
        "PUT",
        f"{account.url.rstrip('/')}/dois/{quote(doi)}",
        json.dumps(body, ensure_ascii=False).encode(),
        {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "Authorization": f"Basic {key}"},
    )
    if answer.is_good:
        return
    words = _words(answer).replace(account.password, "…")
    if answer.status == TOO_MANY:
        raise Later(f"DataCite asks to wait: {words}", all_of_it=True)
    if answer.status == NO_ACCOUNT:
        why = f"DataCite does not accept DATACITE_USER and DATACITE_PASSWORD: {words}"
        raise Later(why, all_of_it=True)
    if 400 <= answer.status < 500:
        raise Refused(words)
    raise Unreachable(f"DataCite: {words}")


def _words(answer: Answer) -> str:
    """Return the status and what the agency says is wrong, each fault with what it is about."""
    try:
        faults = json.loads(answer.body)["errors"]
        said = "; ".join(
            ": ".join(str(fault[name]) for name in ("source", "title") if fault.get(name))
            for fault in faults
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        said = " ".join(answer.body.decode("utf-8", "replace").split())
    return f"{answer.status} {said}".strip()[:LONGEST_WORDS]
