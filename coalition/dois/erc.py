"""What an ARK names, in a few lines of text: ERC (draft-kunze-erc), answered to "?info"."""

from collections.abc import Sequence

from flask_babel import gettext as _

from coalition.library.models import Document
from coalition.records.identifiers import ark_of
from coalition.web.plain import one_line
from coalition.web.site import address_of, settings


def erc_of(document: Document, *, is_readable: bool) -> str:
    """Return who, what, when and where, and what is promised; a withdrawn document says so."""
    names = "; ".join(author.name for author in document.authors)
    organisation = document.organisation
    when = document.issued or (document.published_at or document.created_at).date().isoformat()
    ark = ark_of(document.id)
    told: Sequence[tuple[str, str]] = (
        ("who", names or (organisation.name if organisation else settings().coalition_name)),
        ("what", document.title),
        ("when", when),
        ("where", ark),
        ("how", document.kind or "text"),
    )
    kept = (
        _("The name and the address stay. Each version of the document stays as it was deposited.")
        if is_readable
        else _("Withdrawn. The name and the address stay, and lead to the reason.")
    )
    support = (
        ("who", settings().coalition_name),
        ("what", kept),
        ("when", when),
        ("where", address_of("library.detail", document_id=document.id)),
    )
    return _block("erc", told) + "\n" + _block("erc-support", support)


def _block(name: str, told: Sequence[tuple[str, str]]) -> str:
    """Return a record of labels and values, one a line."""
    return f"{name}:\n" + "".join(f"{label}: {one_line(value)}\n" for label, value in told)
