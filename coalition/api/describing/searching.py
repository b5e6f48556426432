"""Search in the description: the room of search describes itself, and is taken in as it is."""

import json
from typing import Any

from coalition.api.describing import words

OURS = "Problem"  # the name of a shape that search has too, with other fields
THEIRS = "SearchProblem"
GENERAL = {401: "Unauthorized", 403: "Forbidden", 406: "NotAcceptable", 429: "TooManyRequests"}


def with_search(description: dict[str, Any], searching: str) -> dict[str, Any]:
    """Return a description with the operations and shapes of another one, given as JSON, in it."""
    theirs = json.loads(
        searching.replace(f'"#/components/schemas/{OURS}"', f'"#/components/schemas/{THEIRS}"')
    )
    schemas = theirs["components"]["schemas"]
    schemas[THEIRS] = schemas.pop(OURS)
    for path in theirs["paths"].values():
        for operation in path.values():
            operation["tags"] = ["search"]
            operation["security"] = [{"token": ["read"]}, {}]
            for code, name in GENERAL.items():
                operation["responses"][str(code)] = {"$ref": f"#/components/responses/{name}"}
    components = description["components"]
    twice = components["schemas"].keys() & schemas.keys()
    if twice:
        raise ValueError(f"two shapes have the same name: {sorted(twice)}")
    assert GENERAL.keys() <= words.REFUSALS.keys()  # noqa: S101 for whoever changes one of them
    return description | {
        "paths": description["paths"] | theirs["paths"],
        "components": components | {"schemas": components["schemas"] | schemas},
    }
