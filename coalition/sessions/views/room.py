"""What the pages of a session share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")
