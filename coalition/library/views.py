"""Pages of the library."""

from flask import Blueprint

blueprint = Blueprint("library", __name__, url_prefix="/library")
