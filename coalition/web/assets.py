"""How bytes travel: stylesheets and scripts kept by browsers until they change, text compressed."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_compress import Compress

from coalition.web.viewing import current_viewer

YEAR_SECONDS = 31_536_000
DAY_SECONDS = 86_400
REFUSED = 400


def install_assets(app: Flask) -> None:
    """Stamp the addresses of static files with their content, and compress what is text."""
    app.config.update(
        SEND_FILE_MAX_AGE_DEFAULT=30 * DAY_SECONDS,
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
    )
    compress = Compress(app)

    @app.url_defaults
    def stamp(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename", "")
        if endpoint == "static" and not name.endswith(".woff2"):  # fonts are named in stylesheets
            values["v"] = _digest(Path(app.static_folder or "") / name)

    @app.after_request
    def travel(answer: Response) -> Response:
        is_static = is_asset(answer)
        if is_static and "v" in request.args:
            answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        # A page of a signed-in person holds secrets beside words that others may choose, and the
        # size of such a page, compressed, would give them away (BREACH).
        if is_static or not current_viewer().is_signed_in:
            compressed: Response = compress.after_request(answer)
            return compressed
        return answer


def is_asset(answer: Response) -> bool:
    """Tell whether an answer is a static file, the same for all, and not a refusal of one."""
    return request.endpoint == "static" and answer.status_code < REFUSED


@cache
def _digest(path: Path) -> str:
    """Return a short digest of a file, or nothing when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
