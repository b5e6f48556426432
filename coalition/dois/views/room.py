"""What the pages of names share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("dois", __name__)
