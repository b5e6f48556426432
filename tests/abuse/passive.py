"""What is wrong with an answer by its looks alone: the rules that scanners try on each they see."""

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from coalition.web.headers import headers_of_all
from tests.abuse.crawling import is_html
from tests.running import Answer

NUMBER = re.compile(r"[0-9a-f]{32}")
LEAKS = re.compile(
    r"Traceback \(most recent|File \"/|sqlalchemy|werkzeug|waitress|site-packages"
    r"|BEGIN [A-Z ]*PRIVATE KEY|sqlite3?\.|psycopg|secret_key|\.py\b, line",
    re.IGNORECASE,
)
TELLING_HEADERS = ("Server", "X-Powered-By", "Via", "X-AspNet-Version", "X-Runtime")
FOR_SCRIPTS = {"zone"}  # cookies that scripts of the site read: where a reader's clock is
# forms without a token against forgery: whoever asks is nobody, and a language is no right
NO_TOKEN = {"questions.ask", "accounts.choose_language"}
LOADED = {  # kinds of <link> whose address a browser asks for by itself
    *("stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"),
    *("manifest", "prerender", "apple-touch-icon"),
}
PASSWORDS = {"current-password", "new-password"}


def faults(
    answer: Answer,
    endpoint: str,
    *,
    signed_in: bool,
    hides: bool = False,
    shared: bool = False,
    over_https: bool = False,
    action_of: Callable[[str], str] = lambda action: action,
) -> list[str]:
    """Return what is wrong with an answer of this route, in words.

    `hides` says that its address holds a secret, `shared` that pages of other sites may read it,
    `action_of` names the route a form is sent to.
    """
    always = headers_of_all(over_https=over_https)
    if shared:
        always["Cross-Origin-Resource-Policy"] = "cross-origin"
    found = [*_header_faults(answer, always), *_cookie_faults(answer, over_https)]
    found += _keeping_faults(answer, endpoint, signed_in and not shared, hides)
    if endpoint != "static" and "text/" in str(answer.headers.get("Content-Type")):
        found += [f"tells {leak[0]!r}" for leak in LEAKS.finditer(answer.text)]
    if is_html(answer) and "attachment" not in answer.headers.get("Content-Disposition", ""):
        found += _page_faults(LexborHTMLParser(answer.text), action_of)
    return found


def _header_faults(answer: Answer, always: dict[str, str]) -> Iterator[str]:
    headers = answer.headers
    for name, value in always.items():
        given = headers.get_all(name) or []
        if len(given) != 1:
            yield f"{len(given)} × {name}"
        elif name == "Content-Security-Policy":
            yield from _policy_faults(value, given[0])
        elif name != "Referrer-Policy" and given != [value]:
            yield f"{name}: {given[0]}"
    if headers.get("Referrer-Policy") not in {"same-origin", "strict-origin", "no-referrer"}:
        yield f"Referrer-Policy: {headers.get('Referrer-Policy')}"
    if not NUMBER.fullmatch(headers.get("X-Request-ID", "")):
        yield "no X-Request-ID"
    yield from (f"tells {name}" for name in TELLING_HEADERS if name in headers)
    kind = str(headers.get("Content-Type", ""))
    if answer.body and not kind:
        yield "no Content-Type"
    if kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', "").lower():
        yield f"no charset: {kind}"
    if "<svg" in answer.text[:500] and kind.startswith("image/svg") and "sandbox" in kind:
        yield "SVG inline"


def _policy_faults(wanted: str, given: str) -> Iterator[str]:
    """Give what a policy allows beyond that of all pages."""
    if given != wanted and not {"sandbox", "default-src 'none'"} <= set(given.split("; ")):
        yield f"Content-Security-Policy: {given}"
    if re.search(r"unsafe|\*|http:|https:|blob:", given):
        yield f"Content-Security-Policy allows too much: {given}"


def _cookie_faults(answer: Answer, over_https: bool) -> Iterator[str]:
    for line in answer.headers.get_all("Set-Cookie") or ():
        for name, morsel in SimpleCookie(line).items():
            if not morsel["httponly"] and name not in FOR_SCRIPTS:
                yield f"cookie {name} is open to scripts"
            if morsel["samesite"] not in {"Lax", "Strict"} or morsel["path"] != "/":
                yield f"cookie {name}: {line}"
            if morsel["domain"]:
                yield f"cookie {name} is for {morsel['domain']}"
            if over_https and not morsel["secure"]:
                yield f"cookie {name} travels unencrypted"


def _keeping_faults(answer: Answer, endpoint: str, signed_in: bool, hides: bool) -> Iterator[str]:
    """Give what caches would do with what is not for all."""
    keeping = answer.headers.get("Cache-Control", "")
    if endpoint == "static" and answer.status < 400:
        return
    if (signed_in or hides) and keeping != "no-store":
        yield f"is kept: {keeping!r}"
    if "public" in keeping or not keeping:
        yield f"is kept by others: {keeping!r}"
    if "Cookie" not in answer.headers.get("Vary", ""):
        yield "does not vary by cookie"
    if hides and answer.headers.get("Referrer-Policy") == "same-origin":
        yield "passes on its address"


def _page_faults(page: LexborHTMLParser, action_of: Callable[[str], str]) -> Iterator[str]:
    for node in page.css("*"):
        yield from _element_faults(node)
    for script in page.css("script:not([src])"):
        if script.attributes.get("type") != "application/ld+json":
            yield "inline script"
    for field in page.css("input[type=password]"):
        if field.attributes.get("autocomplete") not in PASSWORDS:
            yield f"autocomplete of {field.attributes.get('name')}"
    for form in page.css("form"):
        is_post = (form.attributes.get("method") or "get").lower() == "post"
        to = action_of(form.attributes.get("action") or "")
        if is_post and not form.css("input[name=csrf_token]") and to not in NO_TOKEN:
            yield f"form without token: {form.attributes.get('action')}"
    if "<!--" in (page.html or ""):
        yield "a comment"


def _element_faults(node: LexborNode) -> Iterator[str]:
    """Give what an element runs, shows from elsewhere or opens."""
    own = node.attributes
    yield from (f"<{node.tag} {name}>" for name in own if name.startswith("on"))
    if "style" in own or node.tag in {"style", "base", "iframe", "object", "embed"}:
        yield f"<{node.tag}> {dict(own)}"
    is_link = node.tag == "link" and not set((own.get("rel") or "").split()) & LOADED
    for name in ("href", "src", "action", "formaction", "xlink:href", "data"):
        fetched = node.tag != "a" and not is_link
        yield from _address_faults(node.tag or "", name, own.get(name), fetched)
    if own.get("target") and "noopener" not in (own.get("rel") or ""):
        yield f"target without rel: {own}"


def _address_faults(tag: str, name: str, value: str | None, fetched: bool) -> Iterator[str]:
    parts = urlsplit((value or "").strip())
    if parts.scheme not in {"", "http", "https", "mailto", "data", "tel", "webcal"}:
        yield f"<{tag} {name}={value!r}>"
    if parts.scheme == "data" and (tag, name) != ("img", "src"):
        yield f"<{tag} {name}=data:>"
    if parts.netloc and fetched and not parts.netloc.startswith("127.0.0.1"):
        yield f"<{tag} {name}={value!r}> from elsewhere"
