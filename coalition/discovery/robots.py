"""What crawlers are asked to leave alone (RFC 9309): what is endless, repeated, or a form to fill.

Nothing is protected by it, so no address stands here that is not linked from open pages. What is
allowed comes first: some readers take the first rule that fits, others the longest. Google Scholar
comes as Googlebot, and follows these rules as all others do.
"""

from coalition.web.site import address_of

# Lists are read on from page to page; a page in a language has an address of its own.
_ALLOWED = (
    "/library/?page=",
    "/members/?page=",
    "/news?page=",
    "/search/help",
    "/*?lang=",
)
_LEFT_ALONE = (
    "/*?",  # facets, searches, days of a schedule, pages of a text that the document's page has too
    "/search",
    "/api/",
    "/oai",
    "/sign-in",
    "/forgotten",
    "/account",
    "/members/apply",
    "/members/members.csv",
    "/library/*/compare/",
    "/library/*/record.",
    "/library/*/bag.zip",
    "/library/*/usage.",
    "/usage.",
    "/meetings/own",
    "/meetings/zone",
    "/meetings/*/follow",
    "/meetings/*/programme.",
    "/meetings/*/hubs/",
    "/news/letters",
    "/sessions/*.zip",
    "/sessions/*/questions/",
)


def text() -> str:
    """Return the file."""
    lines = (
        "User-agent: *",
        *(f"Allow: {path}" for path in _ALLOWED),
        *(f"Disallow: {path}" for path in _LEFT_ALONE),
        "",
        f"Sitemap: {address_of('discovery.sitemap')}",
        "",
    )
    return "\n".join(lines)
