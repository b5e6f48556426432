"""What every request to the API passes through, in this order; README, "The API", tells of it."""

from flask import Flask
from flask_wtf import CSRFProtect

from coalition.api.limits import install_limits_of_programs
from coalition.api.operations import install_operations
from coalition.api.sharing import install_sharing
from coalition.api.views.room import blueprint


def install_before_gate(app: Flask) -> None:
    """Answer browsers beforehand, count requests and know their tokens."""
    install_sharing(app)
    install_limits_of_programs(app)


def install_after_gate(app: Flask, forms: CSRFProtect) -> None:
    """Look at what each operation declares, and ask for no token of a form.

    That protects cookies, and under /api/ these are nothing: who a program speaks for is told by
    a header that no browser sends by itself.
    """
    install_operations(app)
    forms.exempt(blueprint)
