"""Pages of accounts: signing in and out, one's own account, second factors, the coordinators."""

from coalition.accounts.signing import install_sign_in
from coalition.accounts.views import (  # noqa: F401 each adds its pages to the blueprint
    coordinating,
    factors,
    own,
    proving,
    resetting,
    second_step,
    signing_in,
)
from coalition.accounts.views.proving import install_proof
from coalition.accounts.views.room import blueprint, within_site
from coalition.accounts.views.second_step import go_on

__all__ = [
    "blueprint",
    "go_on",
    "install_proof",
    "install_sign_in",
    "within_site",
]
