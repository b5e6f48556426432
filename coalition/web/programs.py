"""What programs are answered: under /api/ there are no pages, no cookies and no sign-in form."""

from flask import has_request_context, request

PREFIX = "/api/"


def for_programs() -> bool:
    """Tell whether the present request is one of a program, by its path alone."""
    return has_request_context() and request.path.startswith(PREFIX)
