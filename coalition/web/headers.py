"""Headers that no answer goes without, whoever makes it: the pages, the files, the server itself.

Beside them what is sent of files that others made, which must do nothing in a browser.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from flask import Response, send_file

HOUR_SECONDS = 3_600
YEAR_SECONDS = 31_536_000
NUMBER = "X-Request-ID"

# Everything is refused but what is named, and all of that comes from the site itself. Pictures may
# stand in the page (data:), as codes to be scanned do. Nothing frames the site, or is framed by it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
FILE_POLICY = "sandbox; default-src 'none'"  # of files that others made: nothing in them runs
# Of pages whose address holds a secret: no more than the site's name goes anywhere, itself included.
# Not "no-referrer": with that, browsers say of the page's own forms that they come from "null".
NO_ADDRESS = "strict-origin"

_REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_OWN = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([f"{name}=()" for name in _REFUSED] + [f"{name}=(self)" for name in _OWN])


def headers_of_all(*, over_https: bool, with_subdomains: bool = False) -> dict[str, str]:
    """Return the headers that every answer has; views may set stricter ones of the same name."""
    found = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if over_https:
        subdomains = "; includeSubDomains" if with_subdomains else ""
        found["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}{subdomains}"
    return found


def confine(answer: Response) -> None:
    """Let nothing run in a file that others made, wherever a browser shows it."""
    answer.headers["Content-Security-Policy"] = FILE_POLICY


def send_picture(source: Path | BytesIO, *, etag: str, last_modified: datetime) -> Response:
    """Return the answer that sends a WebP, kept for an hour by the browser that asked and no other.

    What asked for it with this etag, or since it was last modified, is answered 304.
    """
    answer = send_file(
        source,
        mimetype="image/webp",
        conditional=True,
        etag=etag,
        last_modified=last_modified,
        max_age=HOUR_SECONDS,
    )
    answer.cache_control.public = False
    answer.cache_control.private = True
    confine(answer)
    return answer
