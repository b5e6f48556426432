"""Ask the Nu HTML checker whether a page is valid HTML."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.vendor import tool

SECONDS = 120


class Missing(Exception):
    """Java or the checker is not on this machine; the message says which."""


def errors(html: str) -> list[str]:
    """Return one sentence for each error in a page. Raises Missing when it cannot be checked."""
    return errors_of({"page": html})["page"]


def errors_of(pages: dict[str, str]) -> dict[str, list[str]]:
    """Return the errors of many pages, by name, with one start of the checker.

    Raises Missing when it cannot be checked.
    """
    java, checker = _tools()
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            paths[path.as_uri()] = name
        done = subprocess.run(  # noqa: S603  # both paths are found on this machine, the rest is ours
            [java, "-Xss2m", "-jar", str(checker), "--format", "json", "--errors-only", folder],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    found: dict[str, list[str]] = {name: [] for name in pages}
    for message in json.loads(done.stderr)["messages"]:
        name = paths[
            message["url"].replace("file:/", "file:///", 1).replace("file://///", "file:///")
        ]
        found[name].append(f"line {message.get('lastLine', '?')}: {message['message']}")
    return found


def _tools() -> tuple[str, Path]:
    java = shutil.which("java")
    if java is None:
        raise Missing("HTML is not checked: java is not installed.")
    checker = tool("vnu-jar", "vnu.jar")
    if checker is None:
        raise Missing(
            "HTML is not checked: vnu.jar is not in .cache/vendor and npm cannot fetch it."
        )
    return java, checker
