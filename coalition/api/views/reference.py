"""What the interface says of itself: OpenAPI for programs, a page for people."""

import json
import re
from typing import Any

import msgspec
from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from coalition.api.answers import answer
from coalition.api.describing.curl import deposit_steps
from coalition.api.describing.examples import SITE
from coalition.api.describing.openapi import openapi as as_openapi
from coalition.api.describing.operations import MARK, Answer, Described, Operation, described
from coalition.api.describing.page import groups_of, shapes_of
from coalition.api.describing.searching import with_search
from coalition.api.describing.words import SCOPES
from coalition.api.operations import operation, operation_of
from coalition.api.shapes.words import said as _l
from coalition.api.views.room import blueprint
from coalition.search.taking.parameters import OPENAPI
from coalition.web.roles import ANYONE, ROLES
from coalition.web.site import settings

METHODS = frozenset({"GET", "POST", "PATCH", "DELETE"})
ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")  # as Werkzeug writes it
KNOWN = "coalition.openapi"  # of an application: its description, once it was asked for


@blueprint.get("/api")
def index() -> ResponseReturnValue:
    """Show how to use the interface, and each operation."""
    found = description()
    return render_template(
        "api/index.html",
        groups=groups_of(found),
        shapes=shapes_of(found),
        steps=deposit_steps(),
        scopes=SCOPES,
        address=settings().site_url,
        here=lambda text: text.replace(SITE, settings().site_url),
        turned=gettext,  # what operations and shapes say of themselves, in the reader's language
    )


@blueprint.get("/api/openapi.json")
@described(
    Described(
        group="about",
        summary=_l("Read this description"),
        about=_l("OpenAPI 3.1, made from what the site serves."),
        answers={200: Answer(_l("The description."), is_free=True)},
    )
)
@operation(scope=None)
def openapi() -> Response:
    """Give the description of the interface."""
    return answer(msgspec.Raw(json.dumps(description(), ensure_ascii=False).encode()))


@blueprint.get("/api/v1/openapi.json")
@operation(scope=None)
def openapi_of_version() -> Response:
    """Give the description where it was first."""
    return answer(msgspec.Raw(json.dumps(description(), ensure_ascii=False).encode()))


def description() -> dict[str, Any]:
    """Return the interface of this application as OpenAPI has it; made once."""
    known: dict[str, Any] | None = current_app.extensions.get(KNOWN)
    if known is None:
        found = settings()
        ours = as_openapi(
            operations(), name=f"{found.coalition_name}: API", site_url=found.site_url
        )
        known = with_search(ours, OPENAPI.read_text("utf-8"))
        current_app.extensions[KNOWN] = known
    return known


def operations() -> list[Operation]:
    """Return the described operations this application serves, in the order of its code."""
    found = []
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        what: Described | None = getattr(view, MARK, None)
        declared = operation_of(rule.endpoint)
        if what is None or declared is None:
            continue
        (method,) = METHODS & (rule.methods or set())
        found.append(
            Operation(
                name=rule.endpoint.partition(".")[2],
                method=method,
                path=ARGUMENT.sub(r"{\1}", rule.rule),
                scope=str(declared.scope or ""),
                is_open=ROLES[rule.endpoint] == ANYONE,
                described=what,
            )
        )
    return found
