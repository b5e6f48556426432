"""What all pages of the programme share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("programme", __name__, url_prefix="/meetings")
