"""Refusals of the API, as they are raised (RFC 9457 says how they are answered)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from werkzeug.exceptions import HTTPException

from coalition.errors import Invalid


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where in the body (JSON pointer, RFC 6901) or in which parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def values(self) -> dict[str, str]:
        """Return what is said of it."""
        return {name: said for name, said in asdict(self).items() if said is not None}


class Problem(HTTPException):
    """A refusal with its status, a sentence, and what is wrong part by part."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def faults_of(problem: Exception | None) -> tuple[Fault, ...]:
    """Return what is wrong part by part; the fields that a service names, such as "authors.0", too."""
    if isinstance(problem, Problem):
        return problem.errors
    if isinstance(problem, Invalid):
        return tuple(
            Fault(str(said), pointer_to(*name.split("."))) for name, said in problem.fields.items()
        )
    return ()


def pointer_to(*parts: str | int) -> str:
    """Return the JSON pointer to a part of a body, such as "/authors/0/name"."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(f"/{part}" for part in escaped)
