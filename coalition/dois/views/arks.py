"""Where ARKs of documents lead (draft-kunze-ark), and what they name."""

import re

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.dois.erc import erc_of
from coalition.dois.views.room import blueprint
from coalition.errors import NotFound
from coalition.library import policy, queries
from coalition.records.identifiers import SHOULDER
from coalition.web.addresses import LARGEST_NUMBER
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

NAME = re.compile(rf"{SHOULDER}([0-9]{{1,10}})(?:\.v([0-9]{{1,10}}))?", re.ASCII)
INFLECTIONS = {b"?", b"info", b"info="}  # after the first question mark; older readers ask "??"


@blueprint.get("/ark:/<naan>/<path:name>", endpoint="old_ark")
@blueprint.get("/ark:<naan>/<path:name>")
def ark(naan: str, name: str) -> ResponseReturnValue:
    """Lead to the document, or the version, of a name of ours; tell of it where that is asked."""
    found = NAME.fullmatch(name.replace("-", "").rstrip("/."))  # hyphens mean nothing in ARKs
    if not settings().ark_naan or naan != settings().ark_naan or not found:
        raise _unknown()
    number, version = int(found[1]), int(found[2] or 0)
    if max(number, version) > LARGEST_NUMBER:
        raise _unknown()
    document = queries.get_document(number, viewer=current_viewer())
    is_readable = policy.may_read(current_viewer(), document)
    if request.query_string in INFLECTIONS:
        text = erc_of(document, is_readable=is_readable)
        return Response(text, content_type="text/plain; charset=utf-8")
    if found[2] and is_readable:
        queries.get_version(number, version, viewer=current_viewer())
        return redirect(url_for("library.version", document_id=number, number=version))
    return redirect(url_for("library.detail", document_id=number))


def _unknown() -> NotFound:
    return NotFound(_("There is no document at this address, or it is not open to you."))
