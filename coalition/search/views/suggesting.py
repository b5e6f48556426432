"""What may be meant while it is being typed, on the page and in a browser's own search box."""

import json

from flask import Response, request

from coalition.search.parser import LONGEST_TEXT
from coalition.search.queries import NotReady
from coalition.search.queries import suggest as suggestions_for
from coalition.search.results import Suggestion
from coalition.search.running import current_index
from coalition.search.taking.opensearch import (
    DESCRIPTION_TYPE,
    SUGGESTIONS_TYPE,
    as_completions,
    description,
)
from coalition.search.views.room import blueprint
from coalition.web.viewing import current_viewer


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Tell browsers how to search here."""
    return Response(description(), content_type=f"{DESCRIPTION_TYPE}; charset=utf-8")


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Suggest what may be meant; `format=opensearch` is the form that browsers take."""
    text = request.args.get("q", "")[:LONGEST_TEXT]
    found = _suggestions(text)
    if request.args.get("format") == "opensearch":
        return _json(as_completions(text, found), SUGGESTIONS_TYPE)
    values = [{"text": one.text, "source": one.source, "url": one.url} for one in found]
    return _json(values, "application/json")


def _suggestions(text: str) -> tuple[Suggestion, ...]:
    """Return what this reader may be told; nothing while there is no index: typing goes on."""
    if not text.strip():
        return ()
    try:
        return suggestions_for(current_index(), text, audiences=current_viewer().audiences)
    except NotReady:
        return ()


def _json(values: object, mimetype: str) -> Response:
    return Response(json.dumps(values, ensure_ascii=False), content_type=mimetype)
