"""Identifiers of records as oai-identifier has them: oai:HOST:12.

https://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm
"""

import re
from urllib.parse import urlsplit

from coalition.web.site import settings

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_NAMESPACE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+", re.ASCII)


def identifier_of(document_id: int) -> str:
    """Return the identifier of a document, the same for good."""
    return f"oai:{host()}:{document_id}"


def number_in(identifier: str) -> int | None:
    """Return the number of the document an identifier names, None where it is none of ours."""
    scheme = f"oai:{host()}:"
    number = identifier.removeprefix(scheme)
    is_ours = identifier.startswith(scheme) and _NUMBER.fullmatch(number)
    return int(number) if is_ours else None


def host() -> str:
    """Return the name of the site's host without its port."""
    return (urlsplit(settings().site_url).hostname or "").replace(":", "-")


def is_of_scheme() -> bool:
    """Tell whether the identifiers here are as the scheme asks: of a name with a dot in it."""
    return bool(_NAMESPACE.fullmatch(host()))
