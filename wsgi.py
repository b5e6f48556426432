"""Where servers and the flask command find the application."""

from coalition import create_app
from coalition.config import UnsafeSettings

try:
    app = create_app()
except UnsafeSettings as problem:
    raise SystemExit(f"The site does not start. {problem}") from None
