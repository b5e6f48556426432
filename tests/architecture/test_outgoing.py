"""Nothing asks for an address that a user typed: few files open connections, and each is named."""

import ast
from pathlib import Path

APPLICATION = Path(__file__).resolve().parents[2] / "coalition"

# what can open a connection; urllib.parse and http.cookies cannot
ABLE = (
    "socket",
    "ssl",
    "http.client",
    "http.server",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "smtplib",
    "ftplib",
    "poplib",
    "imaplib",
    "telnetlib",
    "xmlrpc",
    "socketserver",
    "asyncio",
    "webbrowser",
)
ALLOWED = {
    ("mail/delivery.py", "smtplib"): "letters go to the server that MAIL_URL names",
    ("mail/delivery.py", "ssl"): "the same, encrypted",
    ("library/clamd.py", "socket"): "files are shown to the scanner that CLAMD_URL names",
    ("web/outgoing.py", "http.client"): "services that a setting names: WEBSUB_HUB, DATACITE_URL",
    ("web/outgoing.py", "ssl"): "the same, encrypted",
    ("tasks/signs.py", "socket"): "the name of this machine, which stands in signs and claims",
    ("web/serving.py", "socket"): "connections that others opened are closed gently",
    ("web/stopping.py", "socket"): "the same when the site stops",
    ("ingest/nursery.py", "socket"): "pipes to the processes that read files, on this machine",
    ("ingest/reader.py", "socket"): "the same",
    ("ingest/starting.py", "socket"): "the same",
}

ASKING = {
    "feeds/pinging.py": "the hub that WEBSUB_HUB names",
    "dois/agency.py": "the agency that DATACITE_URL names",
}


def _imports(path: Path) -> set[str]:
    """Return all modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def _able(modules: set[str]) -> set[str]:
    return {able for able in ABLE for name in modules if f"{name}.".startswith(f"{able}.")}


def test_only_named_files_can_open_connections() -> None:
    found = {
        (str(path.relative_to(APPLICATION)), able)
        for path in APPLICATION.rglob("*.py")
        for able in _able(_imports(path))
    }
    assert found - ALLOWED.keys() == set()


def test_only_named_rooms_ask_services() -> None:
    """Whoever may use web/outgoing.py gives it the address of a setting."""
    asking = {
        str(path.relative_to(APPLICATION))
        for path in APPLICATION.rglob("*.py")
        if any(name.startswith("coalition.web.outgoing") for name in _imports(path))
    }
    assert asking - ASKING.keys() == set()


def test_parsers_of_what_was_uploaded_fetch_nothing() -> None:
    """XML is parsed by lxml, which would fetch what a document names were it let."""
    parsers = [
        (path.name, node.lineno)
        for path in APPLICATION.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"XMLParser", "iterparse", "HTMLParser", "XMLPullParser"}
        and not {"no_network", "resolve_entities"} & {word.arg for word in node.keywords}
    ]
    assert parsers == []
