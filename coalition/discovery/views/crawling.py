"""What crawlers ask for first: which addresses there are, and which to leave alone."""

from flask import Response
from flask_babel import gettext as _

from coalition.discovery import queries, robots, sitemap
from coalition.discovery.views.room import blueprint
from coalition.errors import NotFound

DAY_SECONDS = 86_400


@blueprint.get("/robots.txt", endpoint="robots")
def robots_txt() -> Response:
    """Say what crawlers are to leave alone."""
    answer = Response(robots.text(), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return answer


@blueprint.get("/sitemap.xml", endpoint="sitemap")
def sitemap_index() -> Response:
    """Give the index of the sitemap."""
    return Response(sitemap.index_of(queries.parts()), mimetype=sitemap.MEDIA_TYPE)


@blueprint.get(
    "/sitemaps/<any(pages, documents, organisations, meetings, sessions, news):things>"
    "-<int:number>.xml"
)
def sitemap_part(things: str, number: int) -> Response:
    """Give a part of the sitemap; parts count from 1."""
    if things == sitemap.PAGES and number == 1:
        return Response(sitemap.pages(), mimetype=sitemap.MEDIA_TYPE)
    if things == sitemap.PAGES or not 1 <= number <= queries.MOST_PARTS:
        raise NotFound(_("There is no page at this address."))
    found = queries.things_in(things, number)
    if not found:
        raise NotFound(_("There is no page at this address."))
    return Response(sitemap.part_of(things, found), mimetype=sitemap.MEDIA_TYPE)
