"""The flask commands."""

from flask import Flask
from flask_alembic import Alembic

migrations = Alembic()


def install_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
