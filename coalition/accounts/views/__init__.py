"""Pages of accounts: signing in and out, one's own account, second factors, the coordinators."""

from coalition.accounts.signing import install_sign_in, sign_in_person
from coalition.accounts.views import (  # noqa: F401 each adds its pages to the blueprint
    coordinating,
    own,
    resetting,
    signing_in,
)
from coalition.accounts.views.room import blueprint, within_site

__all__ = ["blueprint", "install_sign_in", "sign_in_person", "within_site"]
