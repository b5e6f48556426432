"""The blueprint of discovery."""

from flask import Blueprint

blueprint = Blueprint("discovery", __name__)
