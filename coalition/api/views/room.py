"""The blueprint of the API. Addresses stand in full at each view, under /api/v1; /api is a page."""

from flask import Blueprint

blueprint = Blueprint("api", __name__)
