"""A deposit with curl, word for word as the page shows it, against a site in processes of its own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from coalition.api.describing.curl import TOKEN
from tests.ingest.made import pdf
from tests.running import Running, Visitor, running

pytestmark = pytest.mark.hard
MAKE_TOKEN = """
from coalition.database import db, transaction, now
from coalition.accounts.models import Person
from coalition.members import queries
from coalition.members.models import Organisation, Representative, StakeholderGroup, State
from coalition.tokens import service
from coalition.tokens.models import Scope
with transaction():
    person = Person(email="librarian@example.org", name="Ada Berg", password_hash="", confirmed_at=now())
    group = db.session.scalars(db.select(StakeholderGroup)).first()
    organisation = Organisation(name="Federation", english_name="Federation", country="NL", stakeholder_group_id=group.id, reason="", state=State.APPROVED, approved_at=now())
    db.session.add_all([person, organisation])
    db.session.flush()
    db.session.add(Representative(person_id=person.id, organisation_id=organisation.id, is_contact=True))
print(service.make("curl", tuple(Scope), 30, by=queries.viewer_of(person.id))[1])
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Running]:
    """A site that is served and whose queue is worked."""
    with running(tmp_path / "instance") as site:
        site.serve()
        site.start("worker")
        yield site


def test_the_commands_of_the_page_publish_a_document(site: Running, tmp_path: Path) -> None:
    page = LexborHTMLParser(Visitor(site.url).get("/api").text)
    commands = [node.text() for node in page.css("code[data-step]")]
    token = site.python(MAKE_TOKEN).strip().splitlines()[-1]
    assert token.startswith("coal_")
    typed = "\n".join(commands).replace(TOKEN, token)
    assert typed.count(site.url) == 1
    (tmp_path / "report.pdf").write_bytes(pdf([["What reading rooms offer."]]))
    done = subprocess.run(  # noqa: S603 the commands of our own page
        ["/bin/sh", "-eu", "-c", typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    last = done.stdout[done.stdout.rindex('{"id":1,"url":') :]
    public = json.loads(Visitor(site.url).get("/api/v1/documents/1").text)
    assert json.loads(last) == public
    assert (public["state"], public["title"], public["abstract"]) == (
        "published",
        "Public access in libraries: a report",
        "What reading rooms offer, to whom, and what it costs.",
    )
    assert public["versions"][0]["reading"] == {"state": "readable", "problem": None}
    listed = json.loads(Visitor(site.url).get("/api/v1/documents").text)
    assert [one["id"] for one in listed["items"]] == [1]
