"""Refusals as they come out (RFC 9457); api/answers.py makes them."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from coalition.api.shapes.parts import Shape
from coalition.api.shapes.words import said as _l


class Fault(Shape, frozen=True, kw_only=True):
    """One thing that is wrong, and where."""

    detail: str
    pointer: Annotated[
        str | UnsetType, Meta(description=_l("Where in the body, as a JSON pointer (RFC 6901)."))
    ] = UNSET
    parameter: Annotated[str | UnsetType, Meta(description=_l("Which parameter."))] = UNSET


class Problem(Shape, frozen=True, kw_only=True):
    """Why a request was refused, and what to do."""

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description=_l("A sentence in the language you ask for."))]
    errors: list[Fault] | UnsetType = UNSET
