"""What programs send: JSON read into the shapes of the API, or refused with what is wrong where."""

import re
from typing import TypeVar

import msgspec
from flask import request
from flask_babel import gettext as _

from coalition.api.answers import JSON
from coalition.api.problems import Fault, Problem, pointer_to

MERGE_PATCH = "application/merge-patch+json"  # RFC 7396
Shape = TypeVar("Shape")
PLACE = re.compile(r" - at `(?:key in )?\$([^`]*)`$")  # how msgspec ends its sentences
PART = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def sent(kind: type[Shape], *, media_type: str = JSON) -> Shape:
    """Return the body of this request in its shape.

    Raises Problem: 415 for another type, charset or coding, 400 for what is no JSON, 422 with a
    pointer for what has another shape.
    """
    _require_type(media_type)
    return read_json(request.get_data(), kind)


def read_json(body: bytes | str, kind: type[Shape], *, within: str = "") -> Shape:
    """Return JSON in its shape; `within` is the pointer to where it stands in what was sent.

    Raises Problem, as sent() does.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as problem:
        fault = _fault(str(problem), within)
        raise Problem(422, fault.detail, errors=(fault,)) from problem
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Problem(400, _("What was sent is not JSON in UTF-8.")) from problem
    except RecursionError as problem:
        raise Problem(400, _("What was sent is nested too deep.")) from problem


def _require_type(media_type: str) -> None:
    given = request.mimetype
    if given == media_type and request.mimetype_params.get("charset", "utf-8").lower() == "utf-8":
        if request.headers.get("Content-Encoding", "identity").lower() == "identity":
            return
        raise Problem(
            415,
            _("Send the body as it is, without a Content-Encoding."),
            headers={"Accept-Encoding": "identity"},
        )
    name = "Accept-Patch" if request.method == "PATCH" else "Accept-Post"
    raise Problem(
        415,
        _("Send %(type)s in UTF-8, and say so in Content-Type.", type=media_type),
        headers={name: media_type},
    )


def _fault(said: str, within: str) -> Fault:
    """Return what is wrong in the words of msgspec, and where."""
    place = PLACE.search(said)
    parts = PART.findall(place[1]) if place else []
    pointer = pointer_to(*(name or number for name, number in parts))
    return Fault(PLACE.sub("", said) + ".", pointer=within + pointer)
