"""People of every role in a site of its own, with things that some of them may not know of."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from coalition import create_app
from coalition.config import read_settings
from coalition.database import db
from tests.conftest import PASSWORD
from tests.running import Running, Visitor

DRAFT = "Quixotic draft that nobody else knows of"
MEMBERS_ONLY = "Zephyrean paper for members alone"
ANONYMOUS = "anonymous"
SETTING_UP = """
import io
from dataclasses import replace
import json, sys
from coalition.accounts.models import Appointment
from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.description import DocumentFields
from coalition.members import queries as members
from coalition.members.models import State
from coalition.tasks import current_queue
from tests.conftest import make_organisation, make_person
from tests.hubs.making import add, make_meeting, make_session

people = {name: make_person(f"{name}@example.org") for name in NAMES}
low = make_organisation("Library Association of the Low Lands", people["representative"])
make_organisation("Reading Rooms Trust", people["applicant"], state=State.WAITING)
make_organisation("Archives of the North", people["suspended"], state=State.SUSPENDED)
make_organisation("Village Libraries of the South", people["other"])
with transaction():
    db.session.add(Appointment(person_id=people["coordinator"].id))
    db.session.add(Appointment(person_id=people["removed"].id, removed_at=now()))
viewers = {name: members.viewer_of(person.id) for name, person in people.items()}
meeting = make_meeting(viewers["coordinator"])
add(meeting, viewers["coordinator"], make_session(meeting, viewers["coordinator"]))
public = DocumentFields("A report", kind="report", languages=("en",), licence="CC0-1.0")
for title, audience, is_published in (
    ("A report", "public", True), (DRAFT, "public", False), (MEMBERS_ONLY, "members", True)
):
    document = library.deposit(
        io.BytesIO(title.encode() * 3), f"{title}.txt", by=viewers["representative"],
        organisation_id=low.id, fields=replace(public, title=title, audience=audience),
    )
    if is_published:
        library.publish(document.id, by=viewers["representative"])
current_queue().run_all()
print("ROLES " + json.dumps({name: sorted(viewer.roles) for name, viewer in viewers.items()}))
"""
NAMES = ("stranger", "applicant", "suspended", "removed", "other", "representative", "coordinator")


@dataclass(frozen=True)
class Cast:
    """The people of a site: the roles each has, as the site itself says, and how they sign in."""

    site: Running
    roles: Mapping[str, frozenset[str]]

    def visitor(self, name: str) -> Visitor:
        """Return a browser in which this person is signed in; or nobody."""
        visitor = Visitor(self.site.url)
        if name != ANONYMOUS:
            answer = visitor.sign_in(f"{name}@example.org", PASSWORD)
            assert answer.status == 303, answer.text
        return visitor


def gather(site: Running) -> Cast:
    """Put the people and their things into a site.

    Documents 1 (public), 2 (DRAFT) and 3 (MEMBERS_ONLY) are of organisation 1, which
    "representative" represents; applicant, suspended and other represent 2, 3 and 4.
    """
    given = f"NAMES, DRAFT, MEMBERS_ONLY = {NAMES!r}, {DRAFT!r}, {MEMBERS_ONLY!r}\n"
    printed = site.python(given + SETTING_UP)
    told = next(line for line in printed.splitlines() if line.startswith("ROLES "))
    roles = {name: frozenset(found) for name, found in json.loads(told[6:]).items()}
    return Cast(site, roles | {ANONYMOUS: frozenset({"anonymous"})})


@contextmanager
def inside(site: Running) -> Iterator[None]:
    """Enter the application of a site in this process, to change what its visitors then meet."""
    app = create_app(read_settings(site.environment()))
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
