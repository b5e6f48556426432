"""Where servers and the flask command find the application."""

from coalition import create_app

app = create_app()
