"""Where a request was meant to go and where it comes from: this site, else it is refused.

Behind a proxy that passes on whatever host a browser names, a page under a foreign name would
otherwise be answered as our own. What another site makes a browser send is refused before forms
are looked at, also where these need no token.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_babel import gettext as _

from coalition.config import LOCAL_HOSTS
from coalition.errors import NotAllowed
from coalition.web.answers import refusal
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Watched from the machine itself, or by a neighbour that knows it by its number alone.
WATCHED = frozenset({"home.health", "metrics"})
# Mail programs stop letters from wherever they are; the token in the address is what counts. What
# harvesters post is a question.
FROM_ANYWHERE = frozenset({"alerts.stop", "programme.stop", "news.stop", "harvest.ask"})
OUR_OWN = frozenset({"same-origin", "none"})  # what Sec-Fetch-Site may say
USUAL_PORTS = {"http": 80, "https": 443}


def install_hosts(app: Flask) -> None:
    """Refuse what is meant for another host or sent by another site; install it before the gate."""

    @app.before_request
    def look() -> Response | None:
        if not is_for_us(request.environ.get("HTTP_HOST", ""), request.endpoint):
            g.viewer = ANONYMOUS  # whoever they are here, under that name they are nobody
            return refusal(
                400,
                _(
                    "This site is at %(address)s and answers under no other name. Go there instead.",
                    address=settings().site_url,
                ),
            )
        if request.method not in READING and not is_from_us():
            raise NotAllowed(
                _("This was sent by another site, so nothing was done. Use the form on our page.")
            )
        return None


def is_for_us(host: str, endpoint: str | None = None) -> bool:
    """Tell whether a Host header names this site; a local site answers to all names of its machine."""
    site = urlsplit(settings().site_url)
    name, port = _parted(host, site.scheme)
    is_local = name in LOCAL_HOSTS
    if site.hostname in LOCAL_HOSTS:
        return is_local
    if is_local and endpoint in WATCHED:
        return True
    return (name, port) == (site.hostname, site.port or USUAL_PORTS[site.scheme])


def is_from_us() -> bool:
    """Tell whether a writing request comes from a page of this site, as far as browsers say.

    Pages that keep their address to themselves send the origin "null"; then Sec-Fetch-Site tells,
    and where that is missing too, the token of the form does.
    """
    if request.endpoint in FROM_ANYWHERE:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in OUR_OWN:
        return False
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    scheme = urlsplit(settings().site_url).scheme
    ours = request.environ.get("HTTP_HOST", "")
    return parts.scheme == scheme and _parted(parts.netloc, scheme) == _parted(ours, scheme)


def _parted(host: str, scheme: str) -> tuple[str, int]:
    """Return name and port of a host; nothing that is ours where it has another form."""
    if not host.isascii() or any(sign in host for sign in "/@?# ,\\"):
        return "", 0
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname or "", parts.port or USUAL_PORTS[scheme]
    except ValueError:
        return "", 0
