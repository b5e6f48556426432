"""A visitor who follows every link of the site, a few of each kind, and keeps what is answered."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.running import Answer, Form, Visitor, form_at

PER_ROUTE = 30  # addresses of one route, such as documents
PER_QUERY = 6  # of these with the same names in the query
LINKS = (("a", "href"), ("area", "href"), ("link", "href"), ("img", "src"), ("script", "src"))


@dataclass
class Crawl:
    """What one visitor found: answers by address, and the forms that stand on pages."""

    app: Flask
    visitor: Visitor
    answers: dict[str, Answer] = field(default_factory=dict)
    forms: list[tuple[str, Form]] = field(default_factory=list)  # with the page each stands on
    _seen: set[str] = field(default_factory=set)
    _routes: Counter[str] = field(default_factory=Counter)
    _queries: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)

    def walk(self, *starts: str) -> "Crawl":
        """Follow all links from these pages on."""
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if not self._is_wanted(path):
                continue
            answer = self.visitor.get(path)
            self.answers[path] = answer
            if answer.location:
                waiting.extend(self._within(path, answer.location))
            if is_html(answer):
                waiting.extend(self._links(path, answer))
                self.forms.extend((path, form) for form in forms_of(answer, path))
        return self

    def endpoint_of(self, path: str, method: str = "GET") -> str:
        """Return the name of the route of a path; empty where there is none."""
        return endpoint_of(self.app, path, method)

    def _links(self, path: str, answer: Answer) -> Iterator[str]:
        page = LexborHTMLParser(answer.text)
        for tag, name in LINKS:
            for node in page.css(f"{tag}[{name}]"):
                yield from self._within(path, node.attributes[name] or "")
        for form in forms_of(answer, path):
            if form.method == "GET":
                query = urlencode(list(form.values.items(multi=True)))
                yield from self._within(path, f"{form.action}?{query}")

    def _within(self, path: str, href: str) -> Iterator[str]:
        """Give the address a link leads to when it is one of the site."""
        found = urlsplit(urljoin(self.visitor.url + path, href.strip()))
        if f"{found.scheme}://{found.netloc}" == self.visitor.url:
            yield found.path + (f"?{found.query}" if found.query else "")

    def _is_wanted(self, path: str) -> bool:
        if path in self._seen:
            return False
        self._seen.add(path)
        bare, _, query = path.partition("?")
        endpoint = self.endpoint_of(bare)
        names = frozenset(name for name, _ in parse_qsl(query, keep_blank_values=True))
        if endpoint == "static":
            return True
        self._routes[endpoint] += 1
        self._queries[endpoint, names] += 1
        is_new = self._queries[endpoint, names] <= PER_QUERY
        return is_new and self._routes[endpoint] <= PER_ROUTE


def endpoint_of(app: Flask, path: str, method: str = "GET") -> str:
    """Return the name of the route that a path fits; empty where there is none."""
    try:
        found: str = app.url_map.bind("").match(path.partition("?")[0], method)[0]
    except (RequestRedirect, HTTPException):
        return ""
    return found


def is_html(answer: Answer) -> bool:
    """Tell whether an answer is a page."""
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


def forms_of(answer: Answer, path: str) -> list[Form]:
    """Return the forms that stand on a page."""
    page = LexborHTMLParser(answer.text)
    return [form_at(node, path) for node in page.css("form")]
