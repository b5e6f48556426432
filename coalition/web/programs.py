"""What programs are answered: under /api/ there are no pages, no cookies and no sign-in form."""

from collections.abc import Callable

from flask import Response, has_request_context, request

PREFIX = "/api/"
REFUSE = "coalition.refuse_program"  # of an application: answers (status, sentence, problem)
Refusing = Callable[[int, str, Exception | None], Response]


def for_programs() -> bool:
    """Tell whether the present request is one of a program, by its path alone."""
    return has_request_context() and request.path.startswith(PREFIX)
