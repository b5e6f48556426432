"""Somebody is erased while the site runs: nothing of them is left, and no old cookie works."""

from pathlib import Path

import pytest

from tests.running import Visitor, running

pytestmark = pytest.mark.hard

EMAIL = "zephyrine@quillfeather.example"
TRACES = (b"quillfeather", b"zephyrine")
PASSWORD = "correct horse battery staple"
PEOPLE = f"""
from tests.conftest import make_person
make_person("coordinator@example.org", coordinator=True)
make_person("{EMAIL}", "Zephyrine Quillfeather")
"""


def traces(folder: Path) -> set[str]:
    """Return the files of an instance in which the person still is named, but for the log."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".jsonl"]
    read = {path.name: path.read_bytes().lower() for path in files}
    return {name for name, data in read.items() if any(trace in data for trace in TRACES)}


def test_erased_on_a_running_site_nobody_finds_them_again(tmp_path: Path) -> None:
    with running(tmp_path / "instance") as site:
        site.python(PEOPLE)
        site.serve()
        here, elsewhere = Visitor(site.url), Visitor(site.url)
        for visitor in (here, elsewhere):
            assert visitor.sign_in(EMAIL, PASSWORD).status == 303
        elsewhere.send(elsewhere.form("/forgotten", "email"), email=EMAIL)
        assert elsewhere.get("/account").status == 200
        assert traces(site.instance) & {"coalition.db", "coalition.db-wal"}
        form = here.form("/account/erase/confirm", "typed")
        assert here.send(form, typed="somebody@example.org").status == 422
        assert here.send(here.form("/account/erase/confirm", "typed"), typed=EMAIL).status == 303
        assert traces(site.instance) == set()
        assert (here.get("/account").status, elsewhere.get("/account").status) == (303, 303)
        assert Visitor(site.url).sign_in(EMAIL, PASSWORD).status == 422
        assert '"privacy.erased"' not in site.log.read_text()
        assert (site.instance / "erased.jsonl").read_text().count('"person"') == 1
