"""What each view of the interface says of itself, beside its code: nothing is described elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from coalition.api.shapes.parts import Given, Shape

MARK = "described"  # the attribute of a view that holds what it says of itself
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query: `kind` is a type that msgspec knows, `example` as it is typed."""

    name: str
    kind: Any
    about: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status means and the shape that comes with it; None: no body, or the file itself."""

    about: str
    shape: type[Shape] | None = None
    is_file: bool = False
    is_free: bool = False  # JSON of a shape described elsewhere
    has_location: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent: a shape as JSON, or a form with files and, in its fields, shapes or text.

    parts: of a form, by name: a shape, `str`, or `bytes` for a file. All are needed.
    """

    media_type: str
    shape: type[Given] | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    example: Any = None


@dataclass(frozen=True, slots=True)
class Described:
    """An operation in words, with what it takes and gives.

    refusals: statuses of problems beside those that every operation may answer with.
    """

    group: str
    summary: str
    about: str
    answers: Mapping[int, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    is_paged: bool = False
    takes_match: bool = False  # If-Match is needed
    takes_key: bool = False  # Idempotency-Key is understood
    refusals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the application serves it.

    name: the endpoint without its room · path: as OpenAPI writes it, such as
    /api/v1/documents/{document_id} · scope: what a token must be good for · is_open: answered
    without a token too.
    """

    name: str
    method: str
    path: str
    scope: str
    is_open: bool
    described: Described

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names in the path, in their order."""
        parts = self.path.split("{")[1:]
        return tuple(part.partition("}")[0] for part in parts)


def described(what: Described) -> Callable[[View], View]:
    """Let a view say what it does; without it a test fails."""

    def mark(view: View) -> View:
        setattr(view, MARK, what)
        return view

    return mark
