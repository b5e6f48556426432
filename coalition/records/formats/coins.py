"""COinS: a reference in the title of an empty span, which Zotero finds in a list.

A ContextObject of OpenURL 1.0 (Z39.88-2004) in keys of Dublin Core, with Zotero's own word for the
type, as it writes and reads them itself. Only what a card shows: the address has the rest.
"""

from collections.abc import Collection
from urllib.parse import quote

from markupsafe import Markup

from coalition.records.formats.kinds import type_of


def span(
    address: str,
    title: str,
    kind: str | None,
    issued: str | None,
    authors: Collection[str],
    organisation: str | None,
) -> Markup:
    """Return the span of a document at this absolute address; authors are names as printed."""
    given = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", type_of(kind or "").zotero),
        ("rft.title", title),
        *(("rft.creator", name) for name in authors),
        ("rft.publisher", organisation),
        ("rft.date", issued),
        ("rft.identifier", address),
    ]
    context = "&".join(f"{key}={quote(value, safe='')}" for key, value in given if value)
    return Markup('<span class="Z3988" title="{}"></span>').format(context)
